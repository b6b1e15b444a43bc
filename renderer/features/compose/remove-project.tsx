/** Asks before all containers of a compose project are removed. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { forAll } from '../../stores/act-all.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { memberOf } from '../containers/bulk.tsx';

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
    <Confirm
      title={say('group.remove.title', { name: inertText(project) })}
      confirm={say('remove')}
      command={{ kind: 'compose.remove', project }}
      task={(client) =>
        forAll(client, containers.map(memberOf), (_client, { key }) =>
          client['container.remove']({ id: key, force: true, volumes: false }),
        )
      }
      onClose={onClose}
    >
      <p>{say('group.remove.text')}</p>
    </Confirm>
  );
}
