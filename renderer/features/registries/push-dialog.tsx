/** Gives an image of the engine a name in a registry, and pushes it there. */
import { useState } from 'react';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { dockerHub, parseReference } from '../../../main/contract/image-reference.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import { withTag } from '../images/pull-dialog.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

interface PushDialogProps {
  readonly host: string;
  /** Who is signed in there: on Docker Hub an image's name begins so. */
  readonly username: string | undefined;
  readonly onPushed: () => void;
  readonly onClose: () => void;
}

export function PushDialog({ host, username, onPushed, onClose }: PushDialogProps) {
  const say = useText();
  const transfer = useTransfer();
  const images = useCore((state) => state.images);
  const [image, setImage] = useState('');
  const [typed, setTyped] = useState<string>();
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const tags = images?.kind === 'ready' ? images.items.flatMap((one) => one.tags).sort() : [];
  const target = withTag((typed ?? targetFor(host, username, image)).trim());
  const parsed = parseReference(target);
  const badTarget = parsed === undefined || parsed.digest !== undefined;
  const push: DockerAction = { kind: 'registry.push', target };
  const submit = () => {
    setTried(true);
    if (image === '' || badTarget) return;
    transfer.begin({
      title: { key: 'registry.push.task', values: { name: target } },
      command: push,
      items: (client, signal) => client['registry.push']({ image, target }, { signal }),
      onDone: onPushed,
    });
  };
  return (
    <Dialog
      title={say('registry.push.title', { host })}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('registry.push')} onClose={onClose} />}
    >
      <SelectField
        label={say('column.image')}
        value={image}
        data-first-focus
        disabled={running}
        onChange={(event) => setImage(event.target.value)}
      >
        <option value="">{say('registry.push.choose')}</option>
        {tags.map((tag) => (
          <option key={tag} value={tag}>
            {inertText(tag)}
          </option>
        ))}
      </SelectField>
      {tried && image === '' && (
        <span className="field__error" role="alert">
          {say('registry.push.choose')}
        </span>
      )}
      <Field
        label={say('registry.push.target')}
        hint={say('registry.push.target.hint')}
        mono
        value={typed ?? targetFor(host, username, image)}
        readOnly={running}
        error={tried && badTarget ? say('registry.push.target.wrong') : undefined}
        onChange={(event) => setTyped(event.target.value)}
      />
      {image !== '' && !badTarget && (
        <>
          <CommandLine command={dockerCommand({ kind: 'registry.tag', image, target })} />
          <CommandLine command={dockerCommand(push)} />
        </>
      )}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}

/** The same name in that registry: `nginx:1` → `localhost:5000/nginx:1`. */
export function targetFor(host: string, username: string | undefined, image: string): string {
  const parsed = parseReference(image);
  const path = parsed?.path.replace(/^library\//, '') ?? '';
  const tag = parsed?.tag === undefined ? '' : `:${parsed.tag}`;
  if (host !== dockerHub) return `${host}/${path}${tag}`;
  return username === undefined ? `${path}${tag}` : `${username}/${path.replace(/^.*\//, '')}${tag}`;
}
