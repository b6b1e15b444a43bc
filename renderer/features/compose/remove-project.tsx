/** Removes all containers of a compose project. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { memberOf } from '../containers/bulk.tsx';
import { Removal } from '../undo/removal.tsx';

export function RemoveProject({
  project,
  containers,
  onClose,
}: {
  readonly project: string;
  readonly containers: readonly ContainerSummary[];
  readonly onClose: (done: boolean) => void;
}) {
  const say = useText();
  return (
    <Removal
      members={containers.map(memberOf)}
      title={() => say('group.remove.title', { name: inertText(project) })}
      command={() => ({ kind: 'compose.remove', project })}
      remove={(client, { key: id }, undo) =>
        client['container.remove']({ id, force: true, volumes: false, ...undo })
      }
      onClose={onClose}
    >
      <p>{say('group.remove.text')}</p>
    </Removal>
  );
}
