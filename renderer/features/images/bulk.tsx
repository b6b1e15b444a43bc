/** What is done with several images at once. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { forAll } from '../../stores/act-all.ts';
import { useText } from '../../text.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Check } from '../../ui/field.tsx';
import type { Selection } from '../../ui/list-selection.ts';
import { removalOf } from './image-filter.ts';

interface BulkImagesProps {
  readonly selection: Selection;
  readonly onRemove: () => void;
}

export function BulkImages({ selection, onRemove }: BulkImagesProps) {
  const say = useText();
  return (
    <BulkBar selection={selection}>
      <Button icon={Trash2} onClick={onRemove}>
        {say('remove')}
      </Button>
    </BulkBar>
  );
}

interface RemoveImagesProps {
  readonly images: readonly ImageSummary[];
  readonly onClose: () => void;
}

export function RemoveImages({ images: now, onClose }: RemoveImagesProps) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [images] = useState(now);
  const [forced, setForced] = useState(false);
  const used = images.filter(({ usedBy }) => usedBy.length > 0);
  const users = [...new Set(used.flatMap(({ usedBy }) => usedBy))].slice(0, 5);
  const members = images.map((one) => {
    const { reference, force } = removalOf(one);
    // Those that containers are made of are another matter, and asked about.
    const mayForce = force && one.usedBy.length === 0;
    return { key: one.id, name: one.tags[0] ?? shortId(one.id), reference, force: forced || mayForce };
  });
  const references = members.map(({ reference }) => reference);
  return (
    <Confirm
      title={say('list.remove.title', { n: images.length })}
      confirm={say('remove')}
      command={{ kind: 'image.remove', references, force: members.some(({ force }) => force) }}
      task={(client) =>
        forAll(client, members, (_client, { reference, force }) =>
          client['image.remove']({ reference, force }),
        )
      }
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
    </Confirm>
  );
}
