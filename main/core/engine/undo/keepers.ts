/** The keepers of all kinds as one: each entry goes to the one of its kind. */
import type Docker from 'dockerode';
import type { RemovedKind } from '../../../contract/removed-model.ts';
import { asideName } from './aside-name.ts';
import type { Keeper, Plan, Removed, RemovedEntry } from './entry.ts';
import { containerKeeper, planContainer } from './keep-containers.ts';
import { asidesFor, imageKeeper, planImage } from './keep-images.ts';
import { networkKeeper, planNetwork, planVolume, volumeKeeper } from './keep-others.ts';

type Common = Pick<RemovedEntry, 'id' | 'group' | 'at' | 'until' | 'held'>;

export class Keepers {
  readonly #docker: Docker;
  readonly #isHeld: (container: string) => boolean;
  readonly #of: { readonly [K in RemovedKind]: Keeper<Removed<K>> };

  /** `isHeld` tells of a container whether it is removed as well. */
  constructor(docker: Docker, isHeld: (container: string) => boolean) {
    this.#docker = docker;
    this.#isHeld = isHeld;
    this.#of = {
      container: containerKeeper(docker),
      image: imageKeeper(docker),
      volume: volumeKeeper(docker, isHeld),
      network: networkKeeper(docker),
    };
  }

  container(wish: Parameters<typeof planContainer>[1]): Promise<Plan<'container'> | undefined> {
    return planContainer(this.#docker, wish);
  }

  image(wish: Parameters<typeof planImage>[1]): Promise<Plan<'image'> | undefined> {
    return planImage(this.#docker, wish, this.#isHeld);
  }

  volume(name: string): Promise<Plan<'volume'> | undefined> {
    return planVolume(this.#docker, name, this.#isHeld);
  }

  network(id: string): Promise<Plan<'network'> | undefined> {
    return planNetwork(this.#docker, id);
  }

  entry(plan: Plan<RemovedKind>, common: Common): RemovedEntry {
    switch (plan.kind) {
      case 'container':
        return { ...plan, ...common, aside: asideName(plan.name, common.id) };
      case 'image':
        return {
          ...plan,
          ...common,
          asides: asidesFor(plan.tags, common.id),
        };
      case 'volume':
      case 'network':
        return { ...plan, ...common };
    }
  }

  hold(entry: RemovedEntry): Promise<void> {
    return this.#keeperOf(entry).hold(entry);
  }

  putBack(entry: RemovedEntry): Promise<void> {
    return this.#keeperOf(entry).putBack(entry);
  }

  async resume(entry: RemovedEntry): Promise<void> {
    await this.#keeperOf(entry).resume?.(entry);
  }

  finish(entry: RemovedEntry): Promise<void> {
    return this.#keeperOf(entry).finish(entry);
  }

  look(entry: RemovedEntry): Promise<'there' | 'used' | 'gone'> {
    return this.#keeperOf(entry).look(entry);
  }

  #keeperOf(entry: RemovedEntry): Keeper<RemovedEntry> {
    return this.#of[entry.kind];
  }
}
