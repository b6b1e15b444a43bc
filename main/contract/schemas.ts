/** Schemas of the types in `model.ts`, for what crosses a link. */
import * as v from 'valibot';
import { fromWire, type WireError } from './errors.ts';
import {
  portStates,
  shareProviders,
  shareStates,
  startSteps,
  type PortForward,
  type PortTraffic,
  type Problem,
  type Settings,
  type Share,
  type ShareList,
  type ShareSpeed,
  type Status,
  type VmState,
} from './model.ts';
import { shells } from './shell-quote.ts';

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
type Same<A, B> = [Immutable<A>, Immutable<B>] extends [Immutable<B>, Immutable<A>] ? unknown : never;

/** Ties a schema to its type: doesn't compile when one knows a field or a value that the other doesn't. */
function schemaOf<M>() {
  return <S extends v.GenericSchema>(schema: S & Same<v.InferOutput<S>, M>): v.GenericSchema<M> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- equal but for `readonly`: `Same` has checked it
    schema as v.GenericSchema as v.GenericSchema<M>;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(v.number(), v.finite());

/** An error code of another version becomes `link.protocol` instead of spoiling the value that it is a part of. */
export const wireError = schemaOf<WireError>()(
  v.pipe(
    v.unknown(),
    v.transform((wire): WireError => {
      const { code, params, action } = fromWire(wire);
      return action === undefined ? { code, params } : { code, params, action };
    }),
  ),
);

const step = v.picklist(startSteps);
const problem = schemaOf<Problem>()(v.object({ subject: v.string(), error: wireError }));
const progress = v.object({ done: v.number(), total: v.number(), unit: v.picklist(['bytes', 'items']) });

export const vmState = schemaOf<VmState>()(
  v.variant('kind', [
    v.object({ kind: v.literal('absent') }),
    v.object({ kind: v.literal('stopped') }),
    v.object({ kind: v.literal('starting'), step, since: time, progress: v.exactOptional(progress) }),
    v.object({ kind: v.literal('running'), since: time, problems: v.array(problem) }),
    v.object({ kind: v.literal('stopping'), since: time }),
    v.object({ kind: v.literal('failed'), error: wireError }),
  ]),
);

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));

export const portForward = schemaOf<PortForward>()(
  v.object({
    id: v.string(),
    hostAddress: v.string(),
    hostPort: port,
    protocol: v.picklist(['tcp', 'udp']),
    target: v.object({ container: v.exactOptional(v.string()), address: v.string(), port }),
    source: v.picklist(['published', 'rule', 'detected']),
    state: v.picklist(portStates),
    error: v.exactOptional(wireError),
    nextFree: v.exactOptional(port),
    movedFrom: v.exactOptional(port),
  }),
);

export const portTraffic = schemaOf<PortTraffic>()(
  v.object({
    id: v.string(),
    connections: count,
    bytesIn: v.exactOptional(count),
    bytesOut: v.exactOptional(count),
  }),
);

const syncProgress = v.object({
  phase: v.picklist(['comparing', 'copying', 'watching', 'paused']),
  filesDone: count,
  filesTotal: count,
  bytesDone: count,
  bytesTotal: count,
  conflicts: v.array(v.object({ path: v.string(), copy: v.string() })),
});

export const share = schemaOf<Share>()(
  v.object({
    id: v.string(),
    path: v.string(),
    guestPath: v.string(),
    readOnly: v.boolean(),
    source: v.picklist(['home', 'user']),
    wanted: v.picklist(['auto', ...shareProviders]),
    provider: v.exactOptional(v.picklist(shareProviders)),
    state: v.picklist(shareStates),
    error: v.exactOptional(wireError),
    warning: v.exactOptional(wireError),
    sync: v.exactOptional(syncProgress),
    ignore: v.exactOptional(v.array(v.string())),
    volume: v.exactOptional(v.string()),
  }),
);

export const shareList = schemaOf<ShareList>()(
  v.object({ shares: v.array(share), refused: v.array(v.object({ path: v.string(), at: time })) }),
);

export const shareSpeed = schemaOf<ShareSpeed>()(
  v.object({ writeMiBs: time, readMiBs: time, createPerSecond: time, statPerSecond: time }),
);

/** Fields only: which values make sense on this computer is for the settings themselves to say. */
const settingFields = {
  cpus: count,
  memoryMiB: count,
  dataDiskGiB: count,
  qemuPath: v.string(),
  language: v.picklist(['system', 'en', 'zh-CN']),
  theme: v.picklist(['system', 'light', 'dark']),
  dockerContext: v.boolean(),
  'ports.exposeToLan': v.boolean(),
  'ports.forwardDetected': v.boolean(),
  'ports.udpIdleSeconds': count,
  'network.hostAccess': v.boolean(),
  'shares.home': v.boolean(),
  startOnLogin: v.boolean(),
  startHidden: v.boolean(),
  undoMinutes: v.pipe(v.number(), v.minValue(0)),
  commandShell: v.picklist(['system', ...shells]),
};

export const settings = schemaOf<Settings>()(v.object(settingFields));

/** Some of the settings; a key that isn't one is refused. */
export const settingsPatch = schemaOf<Partial<Settings>>()(
  v.strictObject({
    cpus: v.exactOptional(settingFields.cpus),
    memoryMiB: v.exactOptional(settingFields.memoryMiB),
    dataDiskGiB: v.exactOptional(settingFields.dataDiskGiB),
    qemuPath: v.exactOptional(settingFields.qemuPath),
    language: v.exactOptional(settingFields.language),
    theme: v.exactOptional(settingFields.theme),
    dockerContext: v.exactOptional(settingFields.dockerContext),
    'ports.exposeToLan': v.exactOptional(settingFields['ports.exposeToLan']),
    'ports.forwardDetected': v.exactOptional(settingFields['ports.forwardDetected']),
    'ports.udpIdleSeconds': v.exactOptional(settingFields['ports.udpIdleSeconds']),
    'network.hostAccess': v.exactOptional(settingFields['network.hostAccess']),
    'shares.home': v.exactOptional(settingFields['shares.home']),
    startOnLogin: v.exactOptional(settingFields.startOnLogin),
    startHidden: v.exactOptional(settingFields.startHidden),
    undoMinutes: v.exactOptional(settingFields.undoMinutes),
    commandShell: v.exactOptional(settingFields.commandShell),
  }),
);

export const status = schemaOf<Status>()(
  v.object({
    state: v.picklist(['absent', 'stopped', 'starting', 'running', 'stopping', 'failed']),
    step: v.exactOptional(step),
    error: v.exactOptional(wireError),
    engine: v.nullable(v.object({ version: v.string(), apiVersion: v.string(), socket: v.string() })),
    vm: v.nullable(
      v.object({
        driver: v.string(),
        accelerator: v.string(),
        arch: v.string(),
        cpus: v.number(),
        memoryMiB: v.number(),
        dataDiskGiB: v.number(),
        uptimeSeconds: v.number(),
      }),
    ),
    window: v.nullable(v.string()),
    problems: v.array(problem),
  }),
);
