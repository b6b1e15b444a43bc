/** The run form, with the command that it comes to. */
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText, type TextKey } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogError } from '../../ui/use-dialog-error.ts';
import { emptyForm, readForm, type RunForm } from './run-form.ts';

export function RunDialog({ image }: { readonly image: string }) {
  const say = useText();
  const tags = useId();
  const images = useCore((state) => state.images);
  const [form, setForm] = useState<RunForm>({ ...emptyForm, image });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { alive, error, setError, onError } = useDialogError();
  const close = () => useUi.setState({ runImage: undefined });
  const put = (change: Partial<RunForm>) => setForm({ ...form, ...change });
  const { options, faults } = readForm(form);
  const fault = (key: string) => {
    const found: TextKey | undefined = tried ? faults[key] : undefined;
    return found === undefined ? undefined : say(found);
  };
  const submit = async () => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    setBusy(true);
    setError(undefined);
    const done = await act({ command: { kind: 'run', options }, onError }, async (client) => {
      const { id } = await client['container.run'](options);
      if (alive.current) window.location.hash = `/containers/${encodeURIComponent(id)}`;
    });
    setBusy(false);
    if (done && alive.current) close();
  };
  const known = images?.kind === 'ready' ? images.items.flatMap((one) => one.tags) : [];
  return (
    <Dialog
      title={say('run.title')}
      onClose={close}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={close}>{say('cancel')}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {say('run.submit')}
          </Button>
        </>
      }
    >
      <Field
        label={say('run.image')}
        value={form.image}
        list={tags}
        data-first-focus
        error={fault('image')}
        placeholder="nginx:alpine"
        onChange={(event) => put({ image: event.target.value })}
      />
      <datalist id={tags}>
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <Field
        label={say('run.name')}
        hint={say('run.name.hint')}
        value={form.name}
        error={fault('name')}
        onChange={(event) => put({ name: event.target.value })}
      />
      <Field
        label={say('run.command')}
        hint={say('run.command.hint')}
        mono
        value={form.command}
        error={fault('command')}
        onChange={(event) => put({ command: event.target.value })}
      />
      <fieldset className="rows" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="field__label">{say('run.ports')}</legend>
        {form.ports.map((port, index) => (
          <div className="rows__row" key={index}>
            <input
              className="input"
              inputMode="numeric"
              aria-label={say('run.port.host')}
              placeholder={say('run.port.host')}
              value={port.host}
              aria-invalid={fault(`port${index}`) !== undefined}
              onChange={(event) =>
                put({ ports: form.ports.with(index, { ...port, host: event.target.value }) })
              }
            />
            <span aria-hidden>→</span>
            <input
              className="input"
              inputMode="numeric"
              aria-label={say('run.port.container')}
              placeholder={say('run.port.container')}
              value={port.container}
              aria-invalid={fault(`port${index}`) !== undefined}
              onChange={(event) =>
                put({ ports: form.ports.with(index, { ...port, container: event.target.value }) })
              }
            />
            <select
              className="button"
              aria-label={say('run.port.protocol')}
              value={port.protocol}
              onChange={(event) =>
                put({
                  ports: form.ports.with(index, {
                    ...port,
                    protocol: event.target.value === 'udp' ? 'udp' : 'tcp',
                  }),
                })
              }
            >
              <option value="tcp">TCP</option>
              <option value="udp">UDP</option>
            </select>
            <IconButton
              icon={X}
              label={say('run.port.remove')}
              onClick={() => put({ ports: form.ports.toSpliced(index, 1) })}
            />
          </div>
        ))}
        {form.ports.some((_, index) => fault(`port${index}`) !== undefined) && (
          <span className="field__error" role="alert">
            {say('run.port.invalid')}
          </span>
        )}
        <Button
          kind="quiet"
          icon={Plus}
          onClick={() => put({ ports: [...form.ports, { host: '', container: '', protocol: 'tcp' }] })}
        >
          {say('run.port.add')}
        </Button>
      </fieldset>
      <fieldset className="rows" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="field__label">{say('run.env')}</legend>
        {form.env.map((variable, index) => (
          <div className="rows__row" key={index}>
            <input
              className="input input--mono"
              aria-label={say('run.env.name')}
              placeholder={say('run.env.name')}
              value={variable.name}
              aria-invalid={fault(`env${index}`) !== undefined}
              onChange={(event) =>
                put({ env: form.env.with(index, { ...variable, name: event.target.value }) })
              }
            />
            <span aria-hidden>=</span>
            <input
              className="input input--mono"
              aria-label={say('run.env.value')}
              placeholder={say('run.env.value')}
              value={variable.value}
              onChange={(event) =>
                put({ env: form.env.with(index, { ...variable, value: event.target.value }) })
              }
            />
            <IconButton
              icon={X}
              label={say('run.env.remove')}
              onClick={() => put({ env: form.env.toSpliced(index, 1) })}
            />
          </div>
        ))}
        {form.env.some((_, index) => fault(`env${index}`) !== undefined) && (
          <span className="field__error" role="alert">
            {say('run.env.invalid')}
          </span>
        )}
        <Button kind="quiet" icon={Plus} onClick={() => put({ env: [...form.env, { name: '', value: '' }] })}>
          {say('run.env.add')}
        </Button>
      </fieldset>
      <Check
        label={say('run.remove')}
        checked={form.remove}
        onChange={(event) => put({ remove: event.target.checked })}
      />
      <CommandLine command={dockerCommand({ kind: 'run', options })} />
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
