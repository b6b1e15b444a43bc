/**
 * What the window shows of the engine's lists. While an engine is away that nobody has stopped, what was known stays,
 * and is said to be old; a machine that was stopped has no lists.
 */
import type {
  ContainerSummary,
  ImageSummary,
  Listed,
  NetworkSummary,
  VolumeSummary,
} from '../../main/contract/engine-model.ts';
import type { VmState } from '../../main/contract/model.ts';

export interface Lists {
  readonly containers: Listed<ContainerSummary> | undefined;
  readonly images: Listed<ImageSummary> | undefined;
  readonly volumes: Listed<VolumeSummary> | undefined;
  readonly networks: Listed<NetworkSummary> | undefined;
}

export interface ShownLists extends Lists {
  /** Some are from before the engine went away. */
  readonly kept: boolean;
}

const names = ['containers', 'images', 'volumes', 'networks'] as const;

/** What to show, given what was shown and what the core tells now. */
export function listsToShow(before: Lists, told: Lists, vm: VmState | undefined): ShownLists {
  const keeping = vm !== undefined && ['running', 'failed', 'starting'].includes(vm.kind);
  const keep = <T>(old: Listed<T> | undefined, now: Listed<T> | undefined) =>
    keeping && old?.kind === 'ready' && now?.kind !== 'ready' ? old : now;
  const shown: Lists = {
    containers: keep(before.containers, told.containers),
    images: keep(before.images, told.images),
    volumes: keep(before.volumes, told.volumes),
    networks: keep(before.networks, told.networks),
  };
  return { ...shown, kept: names.some((name) => shown[name] !== told[name]) };
}
