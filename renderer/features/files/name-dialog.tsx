/** Asks for a name: of a new folder, or another one for what is there. */
import { useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { isBadName } from './rows.ts';

interface NameDialogProps {
  readonly title: string;
  readonly submit: string;
  /** What stands there at first. */
  readonly name: string;
  readonly command: (name: string) => { readonly command?: DockerAction };
  readonly task: (client: CoreClient, name: string) => Promise<unknown>;
  readonly onClose: (name: string | undefined) => void;
}

export function NameDialog({ title, submit, name: before, command, task, onClose }: NameDialogProps) {
  const say = useText();
  const [name, setName] = useState(before);
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const fault = name === '' ? say('create.nameMissing') : isBadName(name) ? say('files.badName') : undefined;
  const shown = fault === undefined && name !== before ? command(name).command : undefined;
  const carryOut = async () => {
    setTried(true);
    if (fault !== undefined) return;
    if (name === before) {
      onClose(undefined);
      return;
    }
    const done = await run((onError) => act({ ...command(name), onError }, (client) => task(client, name)));
    if (done) onClose(name);
  };
  return (
    <Dialog
      title={title}
      onClose={() => onClose(undefined)}
      onSubmit={() => void carryOut()}
      foot={<DialogButtons submit={submit} disabled={busy} onCancel={() => onClose(undefined)} />}
    >
      <Field
        label={say('column.name')}
        value={name}
        mono
        data-first-focus
        error={tried ? fault : undefined}
        onFocus={(event) => {
          // The name without what says its type.
          const end = event.target.value.lastIndexOf('.');
          event.target.setSelectionRange(0, end > 0 ? end : event.target.value.length);
        }}
        onChange={(event) => setName(event.target.value)}
      />
      {shown !== undefined && <CommandLine command={dockerCommand(shown)} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
