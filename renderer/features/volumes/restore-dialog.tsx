/** An archive becomes the content of a new volume, or goes into one that is there. */
import { useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { sendFile, useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

interface RestoreDialogProps {
  /** The volume that is there; without it a new one is made. */
  readonly into?: string;
  readonly onClose: () => void;
}

export function RestoreDialog({ into, onClose }: RestoreDialogProps) {
  const say = useText();
  const transfer = useTransfer();
  const [file, setFile] = useState<File>();
  const [typed, setTyped] = useState('');
  const [sure, setSure] = useState(false);
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const name = into ?? typed.trim();
  const existing = into !== undefined;
  const command: DockerAction | undefined =
    file === undefined || name === '' ? undefined : { kind: 'volume.import', name, file: file.name };
  const submit = () => {
    setTried(true);
    if (file === undefined || command === undefined || (existing && !sure)) return;
    transfer.begin({
      title: { key: 'volume.restore.task', values: { name } },
      command,
      items: (client, signal) =>
        sendFile(file, client, client['volume.import']({ name, existing }, { signal }), signal),
    });
  };
  return (
    <Dialog
      title={
        existing ? say('volume.restore.title.into', { name: inertText(into) }) : say('volume.restore.title')
      }
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('volume.restore.submit')} onClose={onClose} />}
    >
      <Field
        label={say('volume.restore.file')}
        hint={say('volume.restore.file.hint')}
        type="file"
        accept=".tar,.gz,.tgz,.xz,.bz2,.zst"
        disabled={running}
        error={tried && file === undefined ? say('file.missing') : undefined}
        onChange={(event) => setFile(event.target.files?.[0])}
      />
      {existing ? (
        <>
          <p>{say('volume.restore.warning')}</p>
          <Check
            label={say('volume.restore.sure')}
            checked={sure}
            disabled={running}
            onChange={(event) => setSure(event.target.checked)}
          />
          {tried && !sure && <p className="field__error">{say('volume.restore.sure.missing')}</p>}
        </>
      ) : (
        <Field
          label={say('volume.restore.name')}
          value={typed}
          readOnly={running}
          error={tried && name === '' ? say('create.nameMissing') : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {command !== undefined && <CommandLine command={dockerCommand(command)} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}
