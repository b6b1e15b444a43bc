/** What the core answers about images, containers, volumes and networks. */
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { Link } from '../../contract/rpc.ts';
import type { ReadableTopic } from '../lib/topic.ts';
import {
  actOn,
  containerLog,
  containerOf,
  engineCall,
  inspectContainer,
  runContainer,
} from './containers.ts';
import { engineDetails } from './details.ts';
import type { Inventory } from './inventory.ts';
import { transferHandlers } from './transfers.ts';

export interface EngineHandlerOptions {
  readonly docker: Docker;
  readonly inventory: Inventory;
  readonly link: Link;
}

type EngineEntries = Extract<
  keyof CoreHandlers,
  | `container.${string}`
  | `containers.${string}`
  | `image.${string}`
  | `images.${string}`
  | `volume.${string}`
  | `volumes.${string}`
  | `network.${string}`
  | `networks.${string}`
  | `upload.${string}`
  | `engine.${string}`
>;

/** Milliseconds after which the texts that tell a container's age are read anew, while somebody looks. */
const retellEvery = 30_000;

export function engineHandlers(
  options: EngineHandlerOptions,
): Omit<Pick<CoreHandlers, EngineEntries>, 'container.exec'> {
  const { docker, inventory, link } = options;
  return {
    'containers.watch': (_input, signal) => retold(inventory, signal),
    'images.watch': (_input, signal) => watch(inventory.images, signal),
    'volumes.watch': (_input, signal) => watch(inventory.volumes, signal),
    'networks.watch': (_input, signal) => watch(inventory.networks, signal),

    'container.act': async ({ id, action }) => {
      await actOn(docker, id, action);
      return null;
    },
    'container.remove': async ({ id, force, volumes }) => {
      await engineCall(() => containerOf(docker, id).remove({ force, v: volumes }));
      return null;
    },
    'container.run': async (input) => ({ id: await runContainer(docker, input) }),
    'container.inspect': async ({ id }, signal) => ({ json: await inspectContainer(docker, id, signal) }),
    'container.logs': (input, signal) => containerLog(docker, input, signal),

    'image.remove': async ({ reference, force }) => {
      await engineCall(() => docker.getImage(encodeURIComponent(reference)).remove({ force }));
      return null;
    },
    ...transferHandlers(docker, link),

    'volume.create': async ({ name }) => {
      await engineCall(() => docker.createVolume({ Name: name }));
      return null;
    },
    'volume.remove': async ({ name }) => {
      await engineCall(() => docker.getVolume(encodeURIComponent(name)).remove());
      return null;
    },
    'network.create': async ({ name, driver, subnet }) => {
      const ipam = subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } };
      await engineCall(() => docker.createNetwork({ Name: name, Driver: driver, ...ipam }));
      return null;
    },
    'network.remove': async ({ id }) => {
      await engineCall(() => docker.getNetwork(encodeURIComponent(id)).remove());
      return null;
    },
    'engine.details': (_input, signal) => engineDetails(docker, signal),
  };
}

async function* watch<T>(topic: ReadableTopic<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  yield* topic.watch(signal);
}

/** The containers, whose texts ("Up 3 minutes") grow old without an event. */
async function* retold(inventory: Inventory, signal: AbortSignal) {
  const timer = setInterval(() => inventory.touch(), retellEvery);
  try {
    yield* inventory.containers.watch(signal);
  } finally {
    clearInterval(timer);
  }
}
