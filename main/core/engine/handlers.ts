/** What the core answers about the engine and all that is in it; each part has a file of its own. */
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { Link } from '../../contract/rpc.ts';
import { fileHandlers } from '../files/handlers.ts';
import type { GuestLink } from '../guest/link.ts';
import type { SessionEntries } from '../guest/session-handlers.ts';
import type { HomePaths } from '../home.ts';
import type { ReadableTopic } from '../lib/topic.ts';
import type { RemovedContainers } from '../logs/removed.ts';
import { containerHandlers } from './container-handlers.ts';
import { engineOwnHandlers } from './engine-handlers.ts';
import { imageHandlers } from './image-handlers.ts';
import type { Inventory } from './inventory.ts';
import { networkHandlers } from './network-handlers.ts';
import { terminalHandlers } from './terminals/handlers.ts';
import { savingHandlers } from './savings.ts';
import { transferHandlers, type AuthFor } from './transfers.ts';
import type { UndoService } from './undo/service.ts';
import type { StatsWatch } from './stats-watch.ts';
import { Uploads } from './uploads.ts';
import type { VmLooks } from '../vm-looks.ts';
import { volumeHandlers } from './volume-handlers.ts';

export interface EngineHandlerOptions {
  readonly docker: Docker;
  readonly inventory: Inventory;
  readonly stats: StatsWatch;
  readonly looks: VmLooks;
  /** Holds back what is removed, where that is asked for. */
  readonly undo: UndoService;
  /** Where docker finds the engine, as a value for DOCKER_HOST. */
  readonly paths: Pick<HomePaths, 'dockerHost'>;
  /** Who pulls, as the engine is told. */
  readonly authFor: AuthFor;
  /** Who keeps the last words of what is removed. */
  readonly removed: Pick<RemovedContainers, 'beforeRemoval'>;
  /** Whose handlers these are. */
  readonly link: Link;
}

/** What the handlers of one link work with. */
export interface EngineTools extends EngineHandlerOptions {
  /** What the link sends in pieces. */
  readonly uploads: Uploads;
  /** The VM's own system. Throws `vm.notRunning`. */
  readonly guest: () => GuestLink;
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
  | `files.${string}`
  | `engine.${string}`
>;

export function engineHandlers(
  options: EngineHandlerOptions & Pick<EngineTools, 'guest'>,
): Omit<Pick<CoreHandlers, EngineEntries>, SessionEntries> {
  const { docker, link, authFor } = options;
  const uploads = new Uploads(link);
  const tools: EngineTools = { ...options, uploads };
  return {
    ...containerHandlers(tools),
    ...terminalHandlers(docker),
    ...imageHandlers(tools),
    ...savingHandlers(docker),
    ...transferHandlers(docker, uploads, authFor),
    ...uploads.handlers(),
    ...volumeHandlers(tools),
    ...networkHandlers(tools),
    ...fileHandlers(tools),
    ...engineOwnHandlers(tools),
  };
}

/** The values of a topic, the present one first. */
export async function* watchTopic<T>(topic: ReadableTopic<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  yield* topic.watch(signal);
}
