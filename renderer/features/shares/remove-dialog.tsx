import type { Share } from '../../../main/contract/model.ts';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** Asks before a folder is taken out of the machine. */
export function RemoveShareDialog({
  share,
  onClose,
}: {
  readonly share: Share;
  readonly onClose: () => void;
}) {
  const say = useText();
  const { id, path, wanted } = share;
  return (
    <Confirm
      title={say('shares.remove.title', { path: inertText(path) })}
      confirm={say('shares.remove')}
      kind={wanted === 'sync' ? 'danger' : 'primary'}
      command={shareCommand({ kind: 'share.remove', id: path })}
      task={(client) => client['share.remove']({ id })}
      onClose={onClose}
    >
      <p>{say('shares.remove.text')}</p>
      {wanted === 'sync' && <p>{say('shares.remove.sync')}</p>}
    </Confirm>
  );
}
