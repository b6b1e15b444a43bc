/** Brings an image from a registry, with progress, and a way out. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

export function PullDialog() {
  const say = useText();
  const transfer = useTransfer();
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState('');
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const reference = withTag(name.trim());
  const wished = { reference, ...(platform.trim() === '' ? {} : { platform: platform.trim() }) };
  const close = () => useUi.setState({ pullOpen: false });
  const submit = () => {
    setTried(true);
    if (reference === '') return;
    transfer.begin({
      title: { key: 'pull.task', values: { name: reference } },
      command: { kind: 'image.pull', ...wished },
      items: (client, signal) => client['image.pull'](wished, { signal }),
    });
  };
  return (
    <Dialog
      title={say('pull.title')}
      onClose={close}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('pull.submit')} onClose={close} />}
    >
      <Field
        label={say('pull.name')}
        hint={say('pull.name.hint')}
        placeholder="nginx:alpine"
        mono
        data-first-focus
        value={name}
        disabled={running}
        error={tried && reference === '' ? say('run.image.missing') : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={say('pull.platform')}
        hint={say('pull.platform.hint')}
        placeholder="linux/arm64"
        mono
        value={platform}
        disabled={running}
        onChange={(event) => setPlatform(event.target.value)}
      />
      {reference !== '' && <CommandLine command={dockerCommand({ kind: 'image.pull', ...wished })} />}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}

/** The engine pulls every tag where none is given; the docker program means `latest` then, and so do we. */
export function withTag(name: string): string {
  if (name === '') return '';
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? name : `${name}:latest`;
}
