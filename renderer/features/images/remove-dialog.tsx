/** Asks before an image goes, and names the containers that are made of it. */
import { useState } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { Removal } from '../undo/removal.tsx';
import { Check } from '../../ui/field.tsx';

export function RemoveImage({
  image,
  onClose,
}: {
  readonly image: ImageSummary;
  readonly onClose: (done: boolean) => void;
}) {
  const say = useText();
  const [force, setForce] = useState(false);
  // By its names, so that the names are what goes; by its id where it has none, or where it has several and all go.
  const reference = image.tags.length === 1 ? (image.tags[0] ?? image.id) : image.id;
  const several = image.tags.length > 1;
  const used = image.usedBy.length > 0;
  // All of several names go by the id, which wants force; containers that use it are another matter, and asked about.
  const forced = force || (several && !used);
  return (
    <Removal
      members={[{ key: image.id, name: image.tags[0] ?? shortId(image.id) }]}
      title={([one]) => say('image.remove.title', { name: inertText(one?.name ?? '') })}
      command={() => ({ kind: 'image.remove', references: [reference], force: forced })}
      remove={(client, _image, undo) => client['image.remove']({ reference, force: forced, ...undo })}
      onClose={onClose}
    >
      <p>{say('image.remove.text')}</p>
      {several && <p>{say('image.remove.tags', { tags: inertText(image.tags.join(', ')) })}</p>}
      {used && (
        <>
          <p>{say('image.remove.used', { names: inertText(image.usedBy.slice(0, 5).join(', ')) })}</p>
          <Check
            label={say('image.remove.force')}
            checked={force}
            onChange={(event) => setForce(event.target.checked)}
          />
        </>
      )}
    </Removal>
  );
}
