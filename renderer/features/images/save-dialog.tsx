/** Writes an image to a file of this computer, as `docker save` does. */
import { useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SaveTo, useSaveTarget } from '../../ui/save-to.tsx';
import { useTransfer } from './transfer.ts';
import { TransferButtons, TransferProgress } from './transfer-progress.tsx';

export function SaveDialog({
  image,
  onClose,
}: {
  readonly image: Pick<ImageSummary, 'id' | 'tags'>;
  readonly onClose: () => void;
}) {
  const say = useText();
  const transfer = useTransfer();
  const [tried, setTried] = useState(false);
  const name = image.tags[0] ?? shortId(image.id);
  const [target, setTarget] = useSaveTarget(`${name.replaceAll(/[^\w.-]+/g, '-')}.tar`);
  // By its names, so that they are in the archive, too.
  const references = image.tags.length > 0 ? image.tags : [image.id];
  const command: DockerAction = { kind: 'image.save', references, path: target.path };
  const missing = target.path.trim() === '';
  const submit = () => {
    setTried(true);
    if (missing) return;
    transfer.begin({
      title: { key: 'image.save.task', values: { name } },
      command,
      items: (client, signal) =>
        client['images.save']({ references: [...references], ...target }, { signal }),
    });
  };
  return (
    <Dialog
      title={say('image.save.title', { name: inertText(name) })}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('image.save.submit')} onClose={onClose} />}
    >
      <SaveTo
        target={target}
        onChange={setTarget}
        disabled={transfer.state === 'running'}
        error={tried && missing ? say('image.save.noPath') : undefined}
      />
      {!missing && <CommandLine command={dockerCommand(command)} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}
