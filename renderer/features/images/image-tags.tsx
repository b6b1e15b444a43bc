/** The names of an image: a new one, and one less. */
import { X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useUndoable } from '../../stores/removal.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Field } from '../../ui/field.tsx';
import { Removal } from '../undo/removal.tsx';
import { splitTag } from './file-dialog.tsx';
import { withTag } from './pull-dialog.tsx';

export function ImageTags({ image: { id, tags } }: { readonly image: ImageSummary }) {
  const say = useText();
  const [name, setName] = useState('');
  const undoable = useUndoable();
  /** The name that is being removed so that it can be put back. */
  const [leaving, setLeaving] = useState<string>();
  const target = withTag(name.trim());
  const command: DockerAction = { kind: 'registry.tag', image: tags[0] ?? id, target };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (target === '') return;
    const done = await act({ key: id, command }, (client) =>
      client['image.tag']({ id, ...splitTag(target) }),
    );
    if (done) setName('');
  };
  const untag = (reference: string): DockerAction => ({
    kind: 'image.remove',
    references: [reference],
    force: false,
  });
  const remove = (reference: string) => {
    if (undoable) setLeaving(reference);
    // Nothing is lost that the form below would not bring back, so it isn't asked about.
    else
      void act({ key: id, command: untag(reference) }, (client) =>
        client['image.remove']({ reference, force: false }),
      );
  };
  return (
    <>
      {tags.length === 0 && <p className="muted">{say('images.dangling')}</p>}
      <ul className="images__tags" aria-label={say('image.tags')}>
        {tags.map((tag) => (
          <li key={tag}>
            <code className="clip plain">{inertText(tag)}</code>
            {/* The last name is the image itself, and removed as such. */}
            {tags.length > 1 && (
              <IconButton
                icon={X}
                label={say('image.tag.remove', { name: inertText(tag) })}
                onClick={() => remove(tag)}
              />
            )}
          </li>
        ))}
      </ul>
      <form className="images__newTag" onSubmit={(event) => void add(event)}>
        <Field
          label={say('image.tag.new')}
          placeholder="name:tag"
          mono
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={target === ''}>
          {say('image.tag.add')}
        </Button>
      </form>
      {target !== '' && <CommandLine command={dockerCommand(command)} />}
      {leaving !== undefined && (
        <Removal
          key={leaving}
          members={[{ key: leaving, name: leaving }]}
          title={() => say('image.tag.remove', { name: inertText(leaving) })}
          command={() => untag(leaving)}
          remove={(client, { name: reference }, undo) =>
            client['image.remove']({ reference, force: false, ...undo })
          }
          onClose={() => setLeaving(undefined)}
        >
          <p>{say('image.remove.text')}</p>
        </Removal>
      )}
    </>
  );
}
