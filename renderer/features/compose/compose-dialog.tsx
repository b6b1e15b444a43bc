/** `docker compose up` and `down` for a file of this computer, with what compose says meanwhile. */
import { useEffect, useRef, useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import type { ComposeRun } from '../../../main/contract/compose-model.ts';
import { inertText } from '../../format.ts';
import { useUi, type ComposeWish } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, Choices, Field, TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useTransfer, type Transfer } from '../transfer.ts';
import { TransferButtons } from '../transfer-progress.tsx';
import { readComposeForm, type ComposeForm } from './compose-form.ts';

export function ComposeDialog({ wish }: { readonly wish: ComposeWish }) {
  const say = useText();
  const transfer = useTransfer();
  const [form, setForm] = useState<ComposeForm>({
    action: wish.action,
    files: wish.files.join('\n'),
    project: wish.project ?? '',
    build: false,
    volumes: false,
  });
  const [tried, setTried] = useState(false);
  const put = (change: Partial<ComposeForm>) => setForm({ ...form, ...change });
  const { wanted, filesFault, projectFault } = readComposeForm(form);
  const running = transfer.state === 'running';
  const close = () => useUi.setState({ composeOpen: undefined });
  const submit = () => {
    setTried(true);
    if (wanted === undefined) return;
    transfer.begin({
      title: {
        key: `compose.${wanted.action}.task`,
        values: { name: inertText(wanted.project ?? wanted.files[0] ?? '') },
      },
      command: commandOf(wanted),
      items: (client, signal) => client['compose.run'](wanted, { signal }),
    });
  };
  const shown = (fault: typeof filesFault) => (tried && fault !== undefined ? say(fault) : undefined);
  return (
    <Dialog
      title={say('compose.title')}
      onClose={close}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say(`compose.${form.action}`)} onClose={close} />}
    >
      <fieldset className="compose__form" disabled={running}>
        <Choices
          label={say('compose.action')}
          value={form.action}
          choices={(['up', 'down'] as const).map((value) => ({
            value,
            label: say(`compose.${value}`),
            hint: say(`compose.${value}.text`),
          }))}
          onChange={(action) => put({ action })}
        />
        <TextField
          label={say('compose.files')}
          hint={say('compose.files.hint')}
          rows={2}
          placeholder="/srv/shop/compose.yaml"
          value={form.files}
          data-first-focus
          error={shown(filesFault)}
          onChange={(event) => put({ files: event.target.value })}
        />
        <Field
          label={say('compose.project')}
          hint={say('compose.project.hint')}
          mono
          value={form.project}
          error={shown(projectFault)}
          onChange={(event) => put({ project: event.target.value })}
        />
        {form.action === 'up' ? (
          <Check
            label={say('compose.build')}
            hint={say('compose.build.hint')}
            checked={form.build}
            onChange={(event) => put({ build: event.target.checked })}
          />
        ) : (
          <Check
            label={say('compose.volumes')}
            hint={say('compose.volumes.hint')}
            checked={form.volumes}
            onChange={(event) => put({ volumes: event.target.checked })}
          />
        )}
      </fieldset>
      {wanted !== undefined && <CommandLine command={dockerCommand(commandOf(wanted))} />}
      <Output transfer={transfer} />
    </Dialog>
  );
}

function commandOf({ action, ...options }: ComposeRun): DockerAction {
  return action === 'up' ? { kind: 'compose.up', ...options } : { kind: 'compose.down', ...options };
}

/** The last lines that compose wrote, and how it ended. */
function Output({ transfer: { lines, state, error } }: { readonly transfer: Transfer }) {
  const say = useText();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [lines, error, state]);
  return (
    <>
      {lines.length > 0 && (
        <pre className="compose__output plain" tabIndex={0} aria-label={say('compose.output')} dir="ltr">
          {lines.map(inertText).join('\n')}
        </pre>
      )}
      <p className="muted" role="status">
        {state === 'done' || state === 'cancelled' ? say(`transfer.${state}`) : ''}
      </p>
      {error !== undefined && <ErrorNote error={error} />}
      <div ref={end} />
    </>
  );
}
