/** What can be changed of a container that is there, and an image made of it; each with its command. */
import { useState, type ReactNode } from 'react';
import type { ContainerSettings } from '../../../main/contract/container-model.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { readSettings, settingNames, typedOf } from './change-form.ts';

interface ChangeProps {
  readonly container: ContainerSummary;
  readonly onClose: () => void;
}

interface FrameProps {
  readonly title: string;
  readonly submit: string;
  /** Absent while there is nothing that could be done. */
  readonly command: DockerAction | undefined;
  readonly task: (client: CoreClient) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function ChangeDialog({ title, submit, command, task, onClose, children }: FrameProps) {
  const { busy, error, run } = useDialogTask();
  const carryOut = async () => {
    if (command === undefined) return;
    const done = await run((onError) => act({ command, onError }, task));
    if (done) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void carryOut()}
      foot={<DialogButtons submit={submit} disabled={busy || command === undefined} onCancel={onClose} />}
    >
      {children}
      {command !== undefined && <CommandLine command={dockerCommand(command)} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}

export function RenameDialog({ container: { id, name }, onClose }: ChangeProps) {
  const say = useText();
  const [typed, setTyped] = useState(name);
  const to = typed.trim();
  return (
    <ChangeDialog
      title={say('rename.title', { name: inertText(name) })}
      submit={say('rename')}
      command={to === '' || to === name ? undefined : { kind: 'container.rename', name, to }}
      task={(client) => client['container.rename']({ id, name: to })}
      onClose={onClose}
    >
      <Field
        label={say('rename.to')}
        value={typed}
        data-first-focus
        onChange={(event) => setTyped(event.target.value)}
      />
    </ChangeDialog>
  );
}

export function SettingsDialog({
  container: { id, name },
  now,
  onClose,
}: ChangeProps & { readonly now: ContainerSettings }) {
  const say = useText();
  // As they were when the dialog was opened: what is typed is compared with that.
  const [before] = useState(now);
  const [typed, setTyped] = useState(typedOf(before));
  const { changes, faults } = readSettings(typed, before);
  const some = Object.keys(changes).length > 0 && faults.length === 0;
  return (
    <ChangeDialog
      title={say('limits.title', { name: inertText(name) })}
      submit={say('limits.submit')}
      command={some ? { kind: 'container.update', name, settings: changes } : undefined}
      task={(client) => client['container.update']({ id, settings: changes })}
      onClose={onClose}
    >
      <p>{say('limits.text')}</p>
      {settingNames.map((one) => (
        <Field
          key={one}
          label={say(`limits.${one}`)}
          hint={say(`limits.${one}.hint`)}
          mono
          value={typed[one]}
          error={faults.includes(one) ? say('limits.invalid') : undefined}
          data-first-focus={one === 'restart' ? true : undefined}
          onChange={(event) => setTyped({ ...typed, [one]: event.target.value })}
        />
      ))}
    </ChangeDialog>
  );
}

export function CommitDialog({ container: { id, name }, onClose }: ChangeProps) {
  const say = useText();
  const [typed, setTyped] = useState({ image: '', message: '', author: '', pause: true });
  const values = {
    ...typed,
    image: typed.image.trim(),
    message: typed.message.trim(),
    author: typed.author.trim(),
  };
  return (
    <ChangeDialog
      title={say('commit.title', { name: inertText(name) })}
      submit={say('commit.submit')}
      command={values.image === '' ? undefined : { kind: 'container.commit', name, ...values }}
      task={(client) => client['container.commit']({ id, ...values })}
      onClose={onClose}
    >
      <p>{say('commit.text')}</p>
      {(['image', 'message', 'author'] as const).map((one) => (
        <Field
          key={one}
          label={say(`commit.${one}`)}
          value={typed[one]}
          data-first-focus={one === 'image' ? true : undefined}
          onChange={(event) => setTyped({ ...typed, [one]: event.target.value })}
        />
      ))}
      <Check
        label={say('commit.pause')}
        hint={say('commit.pause.hint')}
        checked={typed.pause}
        onChange={(event) => setTyped({ ...typed, pause: event.target.checked })}
      />
    </ChangeDialog>
  );
}
