/** A new volume or network: a name, for a network perhaps a subnet, and the command. */
import { useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../main/contract/docker-command.ts';
import { act } from '../stores/act.ts';
import { useText } from '../text.ts';
import { Button } from '../ui/button.tsx';
import { CommandLine } from '../ui/command-line.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { ErrorNote } from '../ui/notes.tsx';
import { useDialogError } from '../ui/use-dialog-error.ts';

interface Values {
  readonly name: string;
  readonly subnet: string;
}

interface CreateDialogProps {
  readonly title: string;
  readonly subnet?: boolean;
  readonly command: (values: Values) => DockerAction;
  readonly task: (client: CoreClient, values: Values) => Promise<unknown>;
  readonly onClose: () => void;
}

export function CreateDialog({ title, subnet = false, command, task, onClose }: CreateDialogProps) {
  const say = useText();
  const [typed, setTyped] = useState<Values>({ name: '', subnet: '' });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { alive, error, setError, onError } = useDialogError();
  const values = { name: typed.name.trim(), subnet: typed.subnet.trim() };
  const submit = async () => {
    setTried(true);
    if (values.name === '') return;
    setBusy(true);
    setError(undefined);
    const done = await act({ command: command(values), onError }, (client) => task(client, values));
    setBusy(false);
    if (done && alive.current) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {say('create')}
          </Button>
        </>
      }
    >
      <Field
        label={say('column.name')}
        value={typed.name}
        data-first-focus
        error={tried && values.name === '' ? say('create.nameMissing') : undefined}
        onChange={(event) => setTyped({ ...typed, name: event.target.value })}
      />
      {subnet && (
        <Field
          label={say('network.subnet')}
          hint={say('network.subnet.hint')}
          placeholder="172.30.0.0/16"
          mono
          value={typed.subnet}
          onChange={(event) => setTyped({ ...typed, subnet: event.target.value })}
        />
      )}
      {values.name !== '' && <CommandLine command={dockerCommand(command(values))} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
