/** Brings an image from a registry, with progress, and a way out. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { useUi } from '../../stores/ui.ts';
import { useText, type TextKey } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

export function PullDialog() {
  const say = useText();
  const transfer = useTransfer();
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState('');
  const [all, setAll] = useState(false);
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const reference = all ? name.trim() : withTag(name.trim());
  const wished = {
    reference,
    ...(platform.trim() === '' ? {} : { platform: platform.trim() }),
    ...(all ? { all } : {}),
  };
  const fault = pullFault(name.trim(), all);
  const close = () => useUi.setState({ pullOpen: false });
  const submit = () => {
    setTried(true);
    if (fault !== undefined) return;
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
        // Not disabled: a browser gives no keys, Escape among them, to what has the focus and is.
        readOnly={running}
        error={tried && fault !== undefined ? say(fault) : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <Check
        label={say('pull.all')}
        hint={say('pull.all.hint')}
        checked={all}
        disabled={running}
        onChange={(event) => setAll(event.target.checked)}
      />
      <Field
        label={say('pull.platform')}
        hint={say('pull.platform.hint')}
        placeholder="linux/arm64"
        mono
        value={platform}
        readOnly={running}
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

/** What the docker program would refuse: `--all-tags` with a tag. */
export function pullFault(name: string, all: boolean): TextKey | undefined {
  if (name === '') return 'run.image.missing';
  return all && withTag(name) === name ? 'pull.all.tagged' : undefined;
}
