/** Everything that can be asked of the core, by whatever host: the one table that both sides follow from. */
import * as v from 'valibot';
import {
  containerActions,
  containerSummary,
  engineDetails,
  imageSummary,
  listOf,
  logLine,
  networkSummary,
  reference,
  runOptions,
  transferItem,
  vmUsage,
  volumeSummary,
} from './engine-model.ts';
import { call, stream, type Client, type Handlers } from './rpc.ts';
import { shareProviders } from './model.ts';
import {
  portForward,
  portTraffic,
  settings,
  settingsPatch,
  share,
  shareList,
  shareSpeed,
  status,
  vmState,
} from './schemas.ts';

const nothing = v.strictObject({});
/** The answer of a call that only does something. */
const done = v.null();
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const vmOptions = v.strictObject({ cpus: v.exactOptional(positive), memoryMiB: v.exactOptional(positive) });

/** A session's id is only valid on the link that opened the session. */
const sessionId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

/** Bytes as base64; at most 96 KiB of them, so that one frame never holds up the others for long. */
export const maxBase64Length = 131_072;
// The length comes first and the expression only walks forward: hostile input costs no more than reading it.
const isBase64 = (text: string) =>
  text.length <= maxBase64Length && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
const base64 = v.pipe(v.string(), v.check(isBase64, `base64 of at most ${maxBase64Length} characters`));

const cells = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));
const terminalSize = { columns: cells, rows: cells };

const sessionOptions = v.strictObject({
  /** Program and arguments; a login shell when left out. */
  argv: v.exactOptional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000))),
  /** A terminal of this size; plain pipes when left out. */
  pty: v.exactOptional(v.strictObject({ term: v.pipe(v.string(), v.maxLength(64)), ...terminalSize })),
});

const sessionItem = v.variant('kind', [
  /** The first item: the id for `guest.write`, `guest.resize` and `guest.end`. */
  v.object({ kind: v.literal('opened'), id: sessionId }),
  v.object({ kind: v.literal('output'), fd: v.picklist([1, 2]), data: base64 }),
  /** The last item. */
  v.object({ kind: v.literal('exit'), code: v.pipe(v.number(), v.integer()) }),
]);

const changedSettings = v.object({
  settings,
  /** Keys whose new values count from the VM's next start on. */
  restartNeeded: v.array(v.string()),
});

const portNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const portId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const containerName = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/));

const shareId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));
/** A path of the host. */
const hostPath = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/));

export const contract = {
  /** Boots the VM and returns when the engine answers. The options count for this start only. */
  'vm.start': call(vmOptions, done),
  'vm.stop': call(nothing, done),
  'vm.restart': call(vmOptions, done),
  /** Stops the VM and removes its disks: images, containers and volumes are gone. */
  'vm.delete': call(nothing, done),
  'vm.watch': stream(nothing, vmState),

  status: call(nothing, status),
  /** Where docker finds the engine, as a value for DOCKER_HOST. */
  env: call(nothing, v.object({ dockerHost: v.string() })),
  /** The host's ports that lead into the VM, published or by the user's rules. */
  'ports.watch': stream(nothing, v.array(portForward)),
  /** What listens in the VM and in its containers and isn't forwarded; the guest is looked at only while this is read. */
  'ports.detected': stream(nothing, v.array(portForward)),
  /** What goes through each of them, every two seconds. */
  'ports.traffic': stream(nothing, v.array(portTraffic)),
  /** Both of the first two, once. */
  'ports.list': call(nothing, v.array(portForward)),
  /**
   * Forwards a port of the host to one of a container, by its name (it need not exist yet), or of the VM itself. The
   * rule is kept and comes back with the container. Answers with its rows. Throws `port.ruleExists`.
   */
  'port.add': call(
    v.strictObject({
      hostAddress: v.exactOptional(v.pipe(v.string(), v.ip())),
      hostPort: portNumber,
      protocol: v.picklist(['tcp', 'udp']),
      container: v.exactOptional(containerName),
      port: portNumber,
    }),
    v.array(portForward),
  ),
  /** Moves a forward to another port of the host, or opens it to the LAN or to this computer only. */
  'port.change': call(
    v.strictObject({ id: portId, hostPort: v.exactOptional(portNumber), lan: v.exactOptional(v.boolean()) }),
    done,
  ),
  /** Ends a rule of the user's; closes a published port, which the user may restore. Throws `port.notFound`. */
  'port.remove': call(v.strictObject({ id: portId }), done),
  /** Puts a published port that was moved or closed back to what its container asks for. */
  'port.restore': call(v.strictObject({ id: portId }), done),

  /** The host's folders in the VM, and what was refused because it isn't. */
  'shares.watch': stream(nothing, shareList),
  /** The same, once. */
  'shares.list': call(nothing, shareList),
  /**
   * Puts a folder of the host into the VM, now if it runs and the provider can, else from its next start on. Throws
   * `share.pathMissing`, `share.exists`, `share.notAllowed`, `share.providerUnavailable`.
   */
  'share.add': call(
    v.strictObject({
      path: hostPath,
      readOnly: v.exactOptional(v.boolean()),
      provider: v.exactOptional(v.picklist(shareProviders)),
      ignore: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(1000))),
    }),
    share,
  ),
  /** By its id or its path. Nothing on the host is removed. Throws `share.notFound`, `share.home`. */
  'share.remove': call(v.strictObject({ id: hostPath }), done),
  /** Holds a synced share, or goes on with it. Throws `share.notFound`, `share.notSynced`. */
  'share.pause': call(v.strictObject({ id: shareId }), done),
  'share.resume': call(v.strictObject({ id: shareId }), done),
  /** Forgets that this folder was refused. */
  'share.dismiss': call(v.strictObject({ path: hostPath }), done),
  /** Measures, with files that are removed again. Throws `share.notFound`, `share.notReady`. */
  'share.test': call(v.strictObject({ id: shareId }), shareSpeed),

  'settings.get': call(nothing, changedSettings),
  'settings.set': call(settingsPatch, changedSettings),

  /** A session in the guest; leaving the stream ends it. */
  'guest.session': stream(sessionOptions, sessionItem),
  /** Returns when the session took the bytes, so that a slow program slows its writer. */
  'guest.write': call(v.strictObject({ id: sessionId, data: base64 }), done),
  'guest.resize': call(v.strictObject({ id: sessionId, ...terminalSize }), done),
  /** Ends the session's input; what it still puts out comes. */
  'guest.end': call(v.strictObject({ id: sessionId }), done),

  'settings.watch': stream(nothing, settings),
  /** How busy the VM is, every two seconds. */
  'vm.usage': stream(nothing, vmUsage),
  'engine.details': call(nothing, engineDetails),

  'containers.watch': stream(nothing, listOf(containerSummary)),
  'container.run': call(runOptions, v.object({ id: v.string() })),
  'container.act': call(v.strictObject({ id: reference, action: v.picklist(containerActions) }), done),
  'container.remove': call(v.strictObject({ id: reference, force: v.boolean(), volumes: v.boolean() }), done),
  'container.inspect': call(v.strictObject({ id: reference }), v.object({ json: v.string() })),
  /** Lines in the pieces in which they come; with `follow` until the container ends. */
  'container.logs': stream(
    v.strictObject({
      id: reference,
      follow: v.boolean(),
      tail: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
    }),
    v.array(logLine),
  ),
  /** A program with a terminal in a container; `guest.write`, `guest.resize` and `guest.end` reach it. */
  'container.exec': stream(
    v.strictObject({
      id: reference,
      command: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000)),
      ...terminalSize,
    }),
    sessionItem,
  ),

  'images.watch': stream(nothing, listOf(imageSummary)),
  'image.pull': stream(v.strictObject({ reference }), transferItem),
  'image.remove': call(v.strictObject({ reference, force: v.boolean() }), done),
  /** Images from an archive of `docker save`, sent with `upload.write`. */
  'image.load': stream(nothing, transferItem),
  /** A root file system as an image of one layer, sent with `upload.write`. */
  'image.import': stream(v.strictObject({ repository: reference, tag: reference }), transferItem),
  /** Returns when the engine took the bytes, so that a slow engine slows the sender. */
  'upload.write': call(v.strictObject({ id: sessionId, data: base64 }), done),
  'upload.end': call(v.strictObject({ id: sessionId }), done),

  'volumes.watch': stream(nothing, listOf(volumeSummary)),
  'volume.create': call(v.strictObject({ name: reference }), done),
  'volume.remove': call(v.strictObject({ name: reference }), done),

  'networks.watch': stream(nothing, listOf(networkSummary)),
  'network.create': call(
    v.strictObject({
      name: reference,
      driver: reference,
      subnet: v.exactOptional(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64))),
    }),
    done,
  ),
  'network.remove': call(v.strictObject({ id: reference }), done),

  /** The last lines of a log; with `follow`, the later ones too. */
  logs: stream(
    v.strictObject({
      source: v.picklist(['app', 'vm', 'engine']),
      follow: v.boolean(),
      lines: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
    }),
    v.object({ line: v.string() }),
  ),

  'core.info': call(nothing, v.object({ pid: v.number(), version: v.string(), startedAt: v.number() })),
  /** An address that lets a browser in, once and soon; null when the core serves no window. */
  'window.address': call(nothing, v.object({ url: v.nullable(v.string()) })),
  /** Stops what the core started, then ends the core. */
  'core.quit': call(nothing, done),
};

export type CoreContract = typeof contract;
/** What the core answers with: one handler for each entry. */
export type CoreHandlers = Handlers<CoreContract>;
/** What windows and command lines ask with. */
export type CoreClient = Client<CoreContract>;
