/** The run form, with the command that it comes to. */
import { useEffect, useId, useRef, useState } from 'react';
import { dockerCommand, quote } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog, useAlive } from '../../ui/dialog.tsx';
import { Check, Field, SelectField } from '../../ui/field.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';
import { Advanced } from './run-advanced.tsx';
import { emptyForm, readForm, type RunForm } from './run-form.ts';
import { MountRows } from './run-mounts.tsx';
import { Paste } from './run-paste.tsx';
import { EnvRows, PortRows } from './run-rows.tsx';
import { runAttached, runHere, runItems } from './run-task.ts';
import { useImageDefaults } from './use-image-defaults.ts';

const modes = ['background', 'attach', 'create'] as const;

export function RunDialog({ image }: { readonly image: string }) {
  const say = useText();
  const tags = useId();
  const images = useCore((state) => state.images);
  const [form, setForm] = useState<RunForm>({ ...emptyForm, image });
  /** How often it was sent with something wrong in it. */
  const [tries, setTries] = useState(0);
  const end = useRef<HTMLDivElement>(null);
  const alive = useAlive();
  const transfer = useTransfer();
  const defaults = useImageDefaults(form.image);
  const close = () => useUi.setState({ runImage: undefined });
  const put = (change: Partial<RunForm>) => setForm((now) => ({ ...now, ...change }));
  const { options, faults } = readForm(form);
  const fault = (key: string) => {
    const found = tries > 0 ? faults[key] : undefined;
    return found === undefined ? undefined : say(found);
  };
  const submit = () => {
    if (transfer.state === 'running') return;
    if (Object.keys(faults).length > 0) {
      setTries(tries + 1);
      return;
    }
    let made = '';
    const terminal = options.tty === true && options.interactive === true && options.mode !== 'create';
    transfer.begin({
      title: { key: 'run.task', values: { name: options.image } },
      command: { kind: 'run', options },
      items: (client, signal) =>
        runItems(client, options, signal, terminal ? runAttached : runHere, (id) => {
          made = id;
        }),
      onDone: () => {
        if (!alive.current) return;
        window.location.hash = `/containers/${encodeURIComponent(made)}${terminal ? '/terminal' : ''}`;
        close();
      },
    });
  };
  useEffect(() => {
    // The first field that is wrong may be far away from the button.
    if (tries > 0) end.current?.closest('form')?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const rows = { form, put, fault, defaults };
  const known = images?.kind === 'ready' ? images.items.flatMap((one) => one.tags) : [];
  const pulls = form.texts.pull === 'always' || (defaults === null && form.texts.pull !== 'never');
  return (
    <Dialog
      className="run"
      title={say('run.title')}
      onClose={close}
      onSubmit={submit}
      foot={
        <TransferButtons
          transfer={transfer}
          submit={say(form.mode === 'create' ? 'run.submit.create' : 'run.submit')}
          onClose={close}
        />
      }
    >
      <Paste
        onRead={(read) => {
          setTries(0);
          setForm(read);
        }}
      />
      <div className="run__pair">
        <Field
          label={say('run.image')}
          value={form.image}
          list={tags}
          data-first-focus
          error={fault('image')}
          placeholder="nginx:alpine"
          hint={form.image.trim() !== '' && pulls ? say('run.pulls') : undefined}
          onChange={(event) => put({ image: event.target.value })}
        />
        <Field
          label={say('run.name')}
          hint={say('run.name.hint')}
          value={form.texts.name ?? ''}
          error={fault('name')}
          onChange={(event) => put({ texts: { ...form.texts, name: event.target.value } })}
        />
      </div>
      <datalist id={tags}>
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <Field
        label={say('run.command')}
        hint={say('run.command.hint')}
        mono
        placeholder={inertText(defaults?.command.map(quote).join(' ') ?? '')}
        value={form.command}
        error={fault('command')}
        onChange={(event) => put({ command: event.target.value })}
      />
      <SelectField
        label={say('run.mode')}
        hint={say(`run.mode.${form.mode}.hint`)}
        value={form.mode}
        onChange={(event) => put({ mode: modes.find((mode) => mode === event.target.value) ?? 'background' })}
      >
        {modes.map((mode) => (
          <option key={mode} value={mode}>
            {say(`run.mode.${mode}`)}
          </option>
        ))}
      </SelectField>
      <div className="run__switches">
        {(['interactive', 'tty', 'remove'] as const).map((key) => (
          <Check
            key={key}
            label={say(`run.${key}`)}
            checked={form.switches[key] === true}
            onChange={(event) => put({ switches: { ...form.switches, [key]: event.target.checked } })}
          />
        ))}
      </div>
      <PortRows {...rows} />
      <EnvRows {...rows} />
      <MountRows {...rows} />
      <Advanced {...rows} />
      <div className="run__end" ref={end}>
        <CommandLine command={dockerCommand({ kind: 'run', options })} />
        <TransferProgress transfer={transfer} />
      </div>
    </Dialog>
  );
}
