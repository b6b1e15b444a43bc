/** Has the core write something to a file of its computer, with progress, and a way out. */
import { useState } from 'react';
import type { CoreClient } from '../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../main/contract/docker-command.ts';
import type { TransferItem } from '../../main/contract/engine-model.ts';
import { useText, type TextKey } from '../text.ts';
import { CommandLine } from '../ui/command-line.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SaveTo, useSaveTarget, type SaveTarget } from '../ui/save-to.tsx';
import { useTransfer } from './transfer.ts';
import { TransferButtons, TransferProgress } from './transfer-progress.tsx';

interface SaveDialogProps {
  readonly title: string;
  readonly text: string;
  /** What the file is called unless somebody says otherwise. */
  readonly fileName: string;
  readonly task: { readonly key: TextKey; readonly values: Readonly<Record<string, string>> };
  readonly command: (path: string) => DockerAction;
  readonly items: (
    client: CoreClient,
    target: SaveTarget,
    signal: AbortSignal,
  ) => AsyncIterable<TransferItem>;
  readonly onClose: () => void;
}

export function SaveDialog({ title, text, fileName, task, command, items, onClose }: SaveDialogProps) {
  const say = useText();
  const transfer = useTransfer();
  const [target, setTarget] = useSaveTarget(fileName);
  const [tried, setTried] = useState(false);
  const path = target.path.trim();
  const submit = () => {
    setTried(true);
    if (path === '') return;
    transfer.begin({
      title: task,
      command: command(path),
      items: (client, signal) => items(client, { ...target, path }, signal),
    });
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('saveTo.submit')} onClose={onClose} />}
    >
      <p>{text}</p>
      <SaveTo
        target={target}
        onChange={setTarget}
        disabled={transfer.state === 'running'}
        error={tried && path === '' ? say('saveTo.missing') : undefined}
      />
      {path !== '' && <CommandLine command={dockerCommand(command(path))} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}

/** A name as a file's: what file systems don't take becomes a dash. */
export function fileNameOf(name: string, suffix: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '');
  return `${plain === '' ? 'archive' : plain.slice(0, 120)}${suffix}`;
}
