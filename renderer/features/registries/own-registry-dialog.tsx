/** A registry of one's own, with one click: what would run, and where it will be. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { parseReference } from '../../../main/contract/image-reference.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferButtons, TransferProgress } from '../transfer-progress.tsx';

export function OwnRegistryDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const transfer = useTransfer();
  const [typed, setTyped] = useState({ image: 'registry:3', port: '5000' });
  const [tried, setTried] = useState(false);
  const running = transfer.state === 'running';
  const image = typed.image.trim();
  const port = /^\d{1,5}$/.test(typed.port.trim()) ? Number(typed.port) : 0;
  const badImage = parseReference(image) === undefined;
  const badPort = port < 1 || port > 65_535;
  const submit = () => {
    setTried(true);
    if (badImage || badPort) return;
    transfer.begin({
      title: { key: 'registry.own.task', values: { port } },
      command: { kind: 'registry.run', image, port },
      items: (client, signal) => client['registry.run']({ image, port }, { signal }),
    });
  };
  return (
    <Dialog
      title={say('registry.own')}
      onClose={onClose}
      onSubmit={submit}
      foot={<TransferButtons transfer={transfer} submit={say('registry.own.submit')} onClose={onClose} />}
    >
      <p className="muted">{say('registry.own.text')}</p>
      <Field
        label={say('column.image')}
        mono
        value={typed.image}
        readOnly={running}
        error={tried && badImage ? say('run.image.missing') : undefined}
        onChange={(event) => setTyped({ ...typed, image: event.target.value })}
      />
      <Field
        label={say('registry.own.port')}
        hint={say('registry.own.port.hint')}
        mono
        inputMode="numeric"
        value={typed.port}
        readOnly={running}
        error={tried && badPort ? say('registry.own.port.wrong') : undefined}
        onChange={(event) => setTyped({ ...typed, port: event.target.value })}
      />
      {!badImage && !badPort && (
        <CommandLine command={dockerCommand({ kind: 'registry.run', image, port })} />
      )}
      <TransferProgress transfer={transfer} />
    </Dialog>
  );
}
