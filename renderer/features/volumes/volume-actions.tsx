/** What is done to volumes, and asked before. */
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';
import { Removal } from '../undo/removal.tsx';

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
  names,
  onClose,
}: {
  readonly names: readonly string[];
  readonly onClose: (done: boolean) => void;
}) {
  const say = useText();
  const [first = ''] = names;
  return (
    <Removal
      members={names.map((name) => ({ key: `volume ${name}`, name }))}
      title={(members) =>
        members.length === 1
          ? say('volume.remove.title', { name: inertText(members[0]?.name ?? first) })
          : say('list.remove.title', { n: members.length })
      }
      command={(members) => ({ kind: 'volume.remove', names: members.map(({ name }) => name) })}
      remove={(client, { name }, undo) => client['volume.remove']({ name, ...undo })}
      onClose={onClose}
    >
      <p>{say(names.length === 1 ? 'volume.remove.text' : 'volume.remove.several')}</p>
    </Removal>
  );
}
