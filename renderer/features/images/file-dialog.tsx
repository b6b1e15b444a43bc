/** Images from a file: an archive of `docker save`, or a root file system. */
import { useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { sendFile, useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

export function FileDialog({
  kind,
  onClose,
}: {
  readonly kind: 'load' | 'import';
  readonly onClose: () => void;
}) {
  const say = useText();
  const transfer = useTransfer();
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const { repository, tag } = splitTag(name.trim());
  const nameMissing = kind === 'import' && repository === '';
  const command: DockerAction | undefined =
    file === undefined
      ? undefined
      : kind === 'load'
        ? { kind: 'image.load', file: file.name }
        : { kind: 'image.import', file: file.name, reference: `${repository}:${tag}` };
  const submit = () => {
    setTried(true);
    if (file === undefined || command === undefined || nameMissing) return;
    transfer.begin({
      title: { key: `file.${kind}.task`, values: { name: file.name } },
      command,
      items: (client, signal) => {
        const items =
          kind === 'load'
            ? client['image.load']({}, { signal })
            : client['image.import']({ repository, tag }, { signal });
        return sendFile(file, client, items, signal);
      },
    });
  };
  return (
    <Dialog
      title={say(`file.${kind}.title`)}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say(`file.${kind}.submit`)} onClose={onClose} />}
    >
      <Field
        label={say('file.file')}
        hint={say(`file.${kind}.hint`)}
        type="file"
        accept=".tar,.gz,.tgz,.xz,.bz2,.zst"
        disabled={running}
        error={tried && file === undefined ? say('file.missing') : undefined}
        onChange={(event) => setFile(event.target.files?.[0])}
      />
      {kind === 'import' && (
        <Field
          label={say('file.name')}
          placeholder="rootfs:latest"
          mono
          value={name}
          readOnly={running}
          error={tried && nameMissing ? say('run.image.missing') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {command !== undefined && !nameMissing && <CommandLine command={dockerCommand(command)} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}

/** `repository[:tag]`; a colon before a slash belongs to a registry's port. */
export function splitTag(name: string): { readonly repository: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  if (colon <= name.lastIndexOf('/')) return { repository: name, tag: 'latest' };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) || 'latest' };
}
