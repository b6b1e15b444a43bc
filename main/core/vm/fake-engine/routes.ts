/** Which call does what. */
import { packFolder, statPath, unpackFolder } from './archives.ts';
import { buildImage, openSession } from './builds.ts';
import { attachToContainer, containerLogs } from './logs.ts';
import { commitContainer } from './commit.ts';
import * as actions from './container-actions.ts';
import * as containers from './containers.ts';
import { createContainer } from './create.ts';
import type { Engine } from './engine.ts';
import { serveEvents } from './events.ts';
import { createExec, inspectExec, resizeExec, startExec } from './exec.ts';
import { Fault } from './fault.ts';
import type { Call } from './http.ts';
import { deleteImage, pruneImages } from './image-removal.ts';
import { imageHistory, inspectImage, listImages, tagImage } from './images.ts';
import * as networks from './network-calls.ts';
import * as registry from './registry-calls.ts';
import { containerStats } from './stats.ts';
import { diskUse, info, ping, pruneBuilds, version } from './system.ts';
import { createImage, loadImage } from './transfers.ts';
import * as volumes from './volumes.ts';

type Handler = (engine: Engine, call: Call, name: string) => void | Promise<void>;

/** Fixed paths. */
const plain: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['GET /_ping', ping],
  ['HEAD /_ping', ping],
  ['GET /version', version],
  ['GET /info', info],
  ['GET /system/df', diskUse],
  ['GET /events', serveEvents],
  ['POST /build/prune', pruneBuilds],
  ['POST /build', buildImage],
  ['POST /session', openSession],
  ['POST /commit', commitContainer],
  ['GET /containers/json', containers.listContainers],
  ['POST /containers/create', createContainer],
  ['POST /containers/prune', containers.pruneContainers],
  ['GET /images/json', listImages],
  ['POST /auth', registry.checkAuth],
  ['GET /images/search', registry.searchImages],
  ['POST /images/create', createImage],
  ['POST /images/load', loadImage],
  ['POST /images/prune', pruneImages],
  ['GET /volumes', volumes.listVolumes],
  ['POST /volumes/create', volumes.createVolume],
  ['POST /volumes/prune', volumes.pruneVolumes],
  ['GET /networks', networks.listNetworks],
  ['POST /networks/create', networks.createNetwork],
  ['POST /networks/prune', networks.pruneNetworks],
]);

/** Paths with a name in them; `*` stands for it. */
const named: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['GET /containers/*/json', containers.inspectContainer],
  ['GET /containers/*/top', containers.topOfContainer],
  ['GET /containers/*/changes', containers.changesOfContainer],
  ['GET /containers/*/logs', containerLogs],
  ['GET /containers/*/stats', containerStats],
  ['POST /containers/*/start', actions.startContainer],
  ['POST /containers/*/stop', actions.stopContainer],
  ['POST /containers/*/restart', actions.restartContainer],
  ['POST /containers/*/kill', actions.killContainer],
  ['POST /containers/*/pause', actions.pauseContainer],
  ['POST /containers/*/unpause', actions.unpauseContainer],
  ['POST /containers/*/rename', containers.renameContainer],
  ['POST /containers/*/update', containers.updateContainer],
  ['POST /containers/*/resize', containers.resizeContainer],
  ['POST /containers/*/wait', containers.waitForContainer],
  ['POST /containers/*/attach', attachToContainer],
  ['POST /containers/*/exec', createExec],
  ['HEAD /containers/*/archive', statPath],
  ['GET /containers/*/archive', packFolder],
  ['PUT /containers/*/archive', unpackFolder],
  ['DELETE /containers/*', actions.deleteContainer],
  ['POST /exec/*/start', startExec],
  ['POST /exec/*/resize', resizeExec],
  ['GET /exec/*/json', inspectExec],
  ['GET /images/*/json', inspectImage],
  ['GET /images/*/history', imageHistory],
  ['POST /images/*/tag', tagImage],
  ['POST /images/*/push', registry.pushImage],
  ['DELETE /images/*', deleteImage],
  ['GET /volumes/*', volumes.inspectVolume],
  ['DELETE /volumes/*', volumes.deleteVolume],
  ['GET /networks/*', networks.inspectNetwork],
  ['DELETE /networks/*', networks.deleteNetwork],
  ['POST /networks/*/connect', networks.connectNetwork],
  ['POST /networks/*/disconnect', networks.disconnectNetwork],
]);

/** Answers, or throws a `Fault`. */
export async function route(engine: Engine, call: Call): Promise<void> {
  const { method, path } = call;
  const fixed = plain.get(`${method} ${path}`);
  if (fixed !== undefined) return fixed(engine, call, '');
  if (path.startsWith('/v2/')) return registry.serveRegistry(engine, call);
  // Names of images have slashes, so the verb is what comes after the last one.
  const match = /^(\/[a-z]+\/)(.+?)(\/[a-z]+)?$/.exec(path);
  const [, noun = '', name = '', verb = ''] = match ?? [];
  const withVerb = named.get(`${method} ${noun}*${verb}`);
  if (withVerb !== undefined) return withVerb(engine, call, decode(name));
  const whole = named.get(`${method} ${noun}*`);
  if (whole !== undefined && noun === '/images/') return whole(engine, call, decode(`${name}${verb}`));
  throw new Fault(404, 'page not found');
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new Fault(400, 'invalid escape in the path');
  }
}
