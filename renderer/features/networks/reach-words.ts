/** Who reaches whom, in words. */
import type { NetworkMap } from '../../../main/contract/network-model.ts';
import type { Reach, ReachKind } from '../../../main/contract/network-reach.ts';
import { inertText } from '../../format.ts';
import type { Say } from '../../text.ts';

const reachKinds: readonly ReachKind[] = ['local', 'name', 'address', 'vm'];

interface ReachGroup {
  readonly kind: ReachKind;
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

/** Those that are reached, those of one way together. */
export function reachGroups({ reached }: Reach, names: ReadonlyMap<string, string>): ReachGroup[] {
  return reachKinds.flatMap((kind) => {
    const items = reached
      .filter((one) => one.kind === kind)
      .map(({ id }) => ({ id, name: names.get(id) ?? id }));
    return items.length === 0 ? [] : [{ kind, items }];
  });
}

/** `By name: db, web; by the VM: proxy` */
export function reachText(reach: Reach, names: ReadonlyMap<string, string>, say: Say): string {
  return reachGroups(reach, names)
    .map(
      ({ kind, items }) => `${say(`reach.${kind}`)} ${items.map(({ name }) => inertText(name)).join(', ')}`,
    )
    .join(' · ');
}

export function containerNames({ containers }: NetworkMap): ReadonlyMap<string, string> {
  return new Map(containers.map(({ id, name }) => [id, name]));
}
