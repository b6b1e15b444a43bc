/** Writes an image, with its names, to a file that any Docker loads. */
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { inertText, shortId } from '../../format.ts';
import { useText } from '../../text.ts';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';

export function SaveImage({
  image,
  onClose,
}: {
  readonly image: ImageSummary;
  readonly onClose: () => void;
}) {
  const say = useText();
  // By its names, so that they come back with it.
  const references = image.tags.length > 0 ? image.tags : [image.id];
  const name = image.tags[0] ?? shortId(image.id);
  return (
    <SaveDialog
      title={say('image.save.title', { name: inertText(name) })}
      text={say('image.save.text')}
      fileName={fileNameOf(name, '.tar')}
      task={{ key: 'image.save.task', values: { name } }}
      command={(path) => ({ kind: 'image.save', references, path })}
      items={(client, target, signal) => client['image.save']({ references, ...target }, { signal })}
      onClose={onClose}
    />
  );
}
