/** Shows what a prune would take before it does. */
import { useState } from 'react';
import type { DiskUse, PruneChoice } from '../../../main/contract/engine-pages-model.ts';
import { prunePreview, removedKindsOf } from '../../../main/contract/prune-preview.ts';
import { bytesText, inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Check } from '../../ui/field.tsx';
import { HeldGo } from '../undo/held-go.tsx';
import { itemName } from './item-name.ts';

/** Things that are listed by name. */
const mostShown = 500;

interface PruneDialogProps {
  readonly what: PruneChoice['what'];
  readonly use: DiskUse;
  readonly onClose: (done: boolean) => void;
}

export function PruneDialog({ what, use, onClose }: PruneDialogProps) {
  const say = useText();
  const [all, setAll] = useState(false);
  const [volumes, setVolumes] = useState(false);
  const choice: PruneChoice = { what, all, volumes };
  const preview = prunePreview(use, choice);
  const count = preview.items.length + preview.networks.length;
  return (
    <Confirm
      title={say('disk.prune.title')}
      confirm={say('disk.prune.do')}
      command={{ kind: 'engine.prune', choice }}
      task={(client) => client['engine.prune'](choice)}
      onClose={onClose}
    >
      {what !== 'containers' && (
        <Check
          label={say(`disk.prune.all.${what}`)}
          checked={all}
          onChange={(event) => setAll(event.target.checked)}
        />
      )}
      {what === 'all' && (
        <Check
          label={say('disk.prune.volumes')}
          checked={volumes}
          onChange={(event) => setVolumes(event.target.checked)}
        />
      )}
      {count === 0 ? (
        <p>{say('disk.prune.nothing')}</p>
      ) : (
        <>
          <p role="status">{say('disk.prune.goes', { count, size: bytesText(preview.freedBytes) })}</p>
          <ul className="preview" aria-label={say('disk.prune.title')} tabIndex={0}>
            {preview.items.slice(0, mostShown).map((one) => (
              <li key={`${one.kind} ${one.id}`}>
                <span className="clip plain">{itemName(one)}</span>
                <span className="muted">{say(`disk.one.${one.kind}`)}</span>
                <span className="muted preview__size">{bytesText(one.ownBytes)}</span>
              </li>
            ))}
            {preview.networks.slice(0, mostShown).map((name) => (
              <li key={`network ${name}`}>
                <span className="clip plain">{inertText(name)}</span>
                <span className="muted">{say('disk.prune.network')}</span>
                <span />
              </li>
            ))}
          </ul>
        </>
      )}
      <HeldGo kinds={removedKindsOf(choice)} />
    </Confirm>
  );
}
