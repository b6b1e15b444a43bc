/** Removes the images that nobody uses, after it has shown which they are. */
import { useState } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { bytesText, inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Check } from '../../ui/field.tsx';
import { HeldGo } from '../undo/held-go.tsx';
import { bytesAtMost, prunable } from './image-filter.ts';

/** Most rows of the preview. */
const mostShown = 200;

export function PruneDialog({
  images,
  onClose,
}: {
  readonly images: readonly ImageSummary[];
  readonly onClose: () => void;
}) {
  const say = useText();
  const [all, setAll] = useState(false);
  const gone = prunable(images, all);
  return (
    <Confirm
      title={say('images.prune.title')}
      confirm={say('images.prune.submit')}
      command={{ kind: 'image.prune', all }}
      task={(client) => client['images.prune']({ all })}
      onClose={onClose}
    >
      <Check
        label={say('images.prune.all')}
        hint={say('images.prune.all.hint')}
        checked={all}
        onChange={(event) => setAll(event.target.checked)}
      />
      {gone.length === 0 ? (
        <p className="muted">{say('images.prune.nothing')}</p>
      ) : (
        <>
          <p>{say('images.prune.what', { n: gone.length, size: bytesText(bytesAtMost(gone)) })}</p>
          <ul className="images__doomed" aria-label={say('images.prune.list')} tabIndex={0}>
            {gone.slice(0, mostShown).map((one) => (
              <li key={one.id}>
                <span className="clip plain">{inertText(one.tags.join(', ') || shortId(one.id))}</span>
                <span className="muted">{bytesText(one.sizeBytes)}</span>
              </li>
            ))}
            {gone.length > mostShown && <li>{say('images.prune.more', { n: gone.length - mostShown })}</li>}
          </ul>
        </>
      )}
      <HeldGo kinds={['image']} />
    </Confirm>
  );
}
