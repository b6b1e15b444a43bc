/** Files of this computer go into a folder: chosen here, or dropped before. */
import { useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { bytesText } from '../../format.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { sendFile, useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';
import { chosenFiles, mostDropped, topNames } from './dropped.ts';
import type { Browsed } from './place.ts';
import { shownName } from './rows.ts';
import { tarOf, type Sent } from './tar.ts';

/** Names that are shown. */
const mostNames = 8;

/** Has the field take a folder; React's types don't know it. */
const folderField = { webkitdirectory: '' };

interface UploadDialogProps {
  readonly at: Browsed;
  readonly folder: string;
  /** What was dropped. */
  readonly dropped: readonly Sent[];
  /** Names that the folder has already. */
  readonly taken: ReadonlySet<string>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function UploadDialog({ at, folder, dropped, taken, onDone, onClose }: UploadDialogProps) {
  const say = useText();
  const transfer = useTransfer();
  const [sent, setSent] = useState(dropped);
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const names = topNames(sent);
  const command: DockerAction = { kind: 'files.upload', place: at.named, path: folder, from: names };
  const submit = () => {
    setTried(true);
    if (sent.length === 0) return;
    const title =
      names.length === 1 ? shownName(names[0] ?? '') : say('files.upload.count', { n: sent.length });
    transfer.begin({
      title: { key: 'files.upload.task', values: { name: title } },
      command,
      onDone,
      items: (client, signal) =>
        sendFile(
          tarOf(sent, title),
          client,
          client['files.upload']({ place: at.place, path: folder }, { signal }),
          signal,
        ),
    });
  };
  const replaced = names.filter((name) => taken.has(name));
  return (
    <Dialog
      title={say('files.upload.title', { path: shownName(folder) })}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('files.upload')} onClose={onClose} />}
    >
      {dropped.length === 0 && (
        <>
          <Field
            label={say('files.upload.files')}
            type="file"
            multiple
            disabled={running}
            error={tried && sent.length === 0 ? say('files.upload.none') : undefined}
            onChange={(event) => setSent(chosenFiles(event.target.files))}
          />
          <Field
            label={say('files.upload.folder')}
            hint={say('files.upload.hint')}
            type="file"
            disabled={running}
            {...folderField}
            onChange={(event) => setSent(chosenFiles(event.target.files))}
          />
        </>
      )}
      {sent.length > 0 && (
        <p className="plain">
          {names.slice(0, mostNames).map(shownName).join(', ')}
          {names.length > mostNames && ', …'}{' '}
          <span className="muted">
            {say('files.upload.sum', {
              n: sent.length,
              size: bytesText(sent.reduce((sum, { file }) => sum + (file?.size ?? 0), 0)),
            })}
          </span>
        </p>
      )}
      {sent.length >= mostDropped && <p className="muted">{say('files.upload.most', { n: mostDropped })}</p>}
      {replaced.length > 0 && transfer.state === 'idle' && (
        <p className="field__error plain">
          {say('files.upload.replaces', { names: replaced.slice(0, mostNames).map(shownName).join(', ') })}
        </p>
      )}
      {sent.length > 0 && <CommandLine command={dockerCommand(command)} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}
