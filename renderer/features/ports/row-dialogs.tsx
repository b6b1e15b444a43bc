/** What asks before it is done with a row: moving it, opening it to others, removing the user's own rule. */
import { useState } from 'react';
import { portCommand } from '../../../main/contract/port-command.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { portOf } from './add-form.ts';
import { moveRow } from './port-actions.ts';
import type { Asking } from './row-actions.tsx';
import type { PortRow } from './rows.ts';

interface RowDialogProps {
  readonly row: PortRow;
  readonly onClose: () => void;
}

export function RowDialog({ what, ...rest }: RowDialogProps & { readonly what: Asking }) {
  switch (what) {
    case 'move':
      return <MoveDialog {...rest} />;
    case 'lan':
      return <LanDialog {...rest} />;
    case 'remove':
      return <RemoveDialog {...rest} />;
  }
}

function MoveDialog({ row, onClose }: RowDialogProps) {
  const say = useText();
  const { hostPort, nextFree } = row.worst;
  const [text, setText] = useState(String(nextFree ?? hostPort));
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const port = portOf(text);
  const submit = async () => {
    setTried(true);
    if (port === undefined) return;
    const done = await run((onError) => moveRow(row, port, onError));
    if (done) onClose();
  };
  return (
    <Dialog
      title={say('ports.move.title', { name: inertText(row.name) })}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('ports.move.submit')} disabled={busy} onCancel={onClose} />}
    >
      <Field
        label={say('ports.hostPort')}
        hint={say('ports.move.hint')}
        inputMode="numeric"
        value={text}
        data-first-focus
        error={tried && port === undefined ? say('ports.number') : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      {port !== undefined && (
        <CommandLine command={portCommand({ kind: 'port.change', id: row.word, hostPort: port })} />
      )}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}

function LanDialog({ row, onClose }: RowDialogProps) {
  const say = useText();
  const name = inertText(row.name);
  const lan = !row.lan;
  const { container, port } = row.worst.target;
  const target = `${container ?? say('ports.machine')}:${port}`;
  const { id, word } = row;
  return (
    <Confirm
      title={say(lan ? 'ports.lan.on.title' : 'ports.lan.off.title', { name })}
      confirm={say(lan ? 'ports.lan.on.submit' : 'ports.lan.off.submit')}
      kind="primary"
      command={portCommand({ kind: 'port.change', id: word, lan })}
      task={(client) => client['port.change']({ id, lan })}
      onClose={onClose}
    >
      <p>{say(lan ? 'ports.lan.on.text' : 'ports.lan.off.text', { target: inertText(target) })}</p>
    </Confirm>
  );
}

function RemoveDialog({ row, onClose }: RowDialogProps) {
  const say = useText();
  const { id, word, name } = row;
  return (
    <Confirm
      title={say('ports.remove.title', { name: inertText(name) })}
      confirm={say('remove')}
      command={portCommand({ kind: 'port.remove', id: word })}
      task={(client) => client['port.remove']({ id })}
      onClose={onClose}
    >
      <p>{say('ports.remove.text')}</p>
    </Confirm>
  );
}
