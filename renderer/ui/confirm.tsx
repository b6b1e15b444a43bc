/** Asks before something is lost or laid open, and shows the command that does it. */
import type { ReactNode } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import { act, commandText, type Command } from '../stores/act.ts';
import { useText } from '../text.ts';
import { Button } from './button.tsx';
import { CommandLine } from './command-line.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './notes.tsx';
import { useDialogTask } from './use-dialog-task.ts';

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly command?: Command;
  /** `primary` where nothing is lost that could not be had back. */
  readonly kind?: 'danger' | 'primary';
  readonly task: (client: CoreClient) => Promise<unknown>;
  readonly onClose: (done: boolean) => void;
}

export function Confirm({ title, children, confirm, command, kind = 'danger', task, onClose }: ConfirmProps) {
  const say = useText();
  const { busy, error, run } = useDialogTask();
  const submit = async () => {
    const told = command === undefined ? {} : { command };
    if (await run((onError) => act({ ...told, onError }, task))) onClose(true);
  };
  return (
    <Dialog
      title={title}
      onClose={() => onClose(false)}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={() => onClose(false)} data-first-focus>
            {say('cancel')}
          </Button>
          <Button kind={kind} type="submit" disabled={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      {command !== undefined && <CommandLine command={commandText(command)} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
