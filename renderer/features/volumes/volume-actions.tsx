/** What is asked before something is done to a volume. */
import { useState } from 'react';
import { inertText } from '../../format.ts';
import { forAll } from '../../stores/act-all.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';

export function BackupDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const say = useText();
  return (
    <SaveDialog
      title={say('volume.backup.title', { name: inertText(name) })}
      text={say('volume.backup.text')}
      fileName={fileNameOf(name, '.tar')}
      task={{ key: 'volume.backup.task', values: { name } }}
      command={(path) => ({ kind: 'volume.export', name, path })}
      items={(client, target, signal) => client['volume.export']({ name, ...target }, { signal })}
      onClose={onClose}
    />
  );
}

export function RemoveVolumes({
  names: now,
  onClose,
}: {
  readonly names: readonly string[];
  readonly onClose: (done: boolean) => void;
}) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [names] = useState(now);
  const [first = ''] = names;
  return (
    <Confirm
      title={
        names.length === 1
          ? say('volume.remove.title', { name: inertText(first) })
          : say('list.remove.title', { n: names.length })
      }
      confirm={say('remove')}
      command={{ kind: 'volume.remove', names }}
      task={(client) =>
        forAll(
          client,
          names.map((name) => ({ key: `volume ${name}`, name })),
          (_client, { name }) => client['volume.remove']({ name }),
        )
      }
      onClose={onClose}
    >
      <p>{say(names.length === 1 ? 'volume.remove.text' : 'volume.remove.several')}</p>
    </Confirm>
  );
}
