/** Removes several images at once. */
import { useState } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { Check } from '../../ui/field.tsx';
import { Removal } from '../undo/removal.tsx';
import { removalOf } from './image-filter.ts';

interface RemoveImagesProps {
  readonly images: readonly ImageSummary[];
  readonly onClose: () => void;
}

export function RemoveImages({ images, onClose }: RemoveImagesProps) {
  const say = useText();
  const [forced, setForced] = useState(false);
  const used = images.filter(({ usedBy }) => usedBy.length > 0);
  const users = [...new Set(used.flatMap(({ usedBy }) => usedBy))].slice(0, 5);
  const members = images.map((one) => {
    const { reference, force } = removalOf(one);
    // Those that containers are made of are another matter, and asked about.
    const mayForce = force && one.usedBy.length === 0;
    return { key: one.id, name: one.tags[0] ?? shortId(one.id), reference, force: forced || mayForce };
  });
  return (
    <Removal
      members={members}
      title={(left) => say('list.remove.title', { n: left.length })}
      command={(left) => ({
        kind: 'image.remove',
        references: left.map(({ reference }) => reference),
        force: left.some(({ force }) => force),
      })}
      remove={(client, { reference, force }, undo) => client['image.remove']({ reference, force, ...undo })}
      onClose={onClose}
    >
      <p>{say('list.remove.text')}</p>
      {used.length > 0 && (
        <>
          <p>{say('image.remove.used', { names: inertText(users.join(', ')) })}</p>
          <Check
            label={say('image.remove.force')}
            checked={forced}
            onChange={(event) => setForced(event.target.checked)}
          />
        </>
      )}
    </Removal>
  );
}
