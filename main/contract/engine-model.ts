/**
 * What the window shows of the engine: schemas, and the types that follow from them. All texts come from the guest and
 * are already cleaned and bounded by the core; they are data, never markup. Times are milliseconds since 1970.
 */
import * as v from 'valibot';

const text = v.string();
// One look each: a list has thousands of them, and the window waits for it.
const size = v.custom<number>((value) => typeof value === 'number' && value >= 0);
const time = v.custom<number>((value) => Number.isFinite(value));
const protocol = v.picklist(['tcp', 'udp', 'sctp']);

/** A port of a container, as the engine lists it; without `hostPort` it is exposed and not published. */
export const containerPort = v.object({
  protocol,
  containerPort: v.number(),
  hostAddress: v.exactOptional(text),
  hostPort: v.exactOptional(v.number()),
});
export type ContainerPort = v.InferOutput<typeof containerPort>;

export const containerStates = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;

export const containerSummary = v.object({
  id: text,
  name: text,
  image: text,
  imageId: text,
  command: text,
  createdAt: time,
  state: v.picklist(containerStates),
  /** The engine's own words: "Up 3 minutes (healthy)". */
  status: text,
  ports: v.array(containerPort),
  /** Compose project and service, where it is part of one. */
  project: v.exactOptional(text),
  service: v.exactOptional(text),
  /** The project's files on the computer that ran compose, with commas between them. */
  configFiles: v.exactOptional(text),
});
export type ContainerSummary = v.InferOutput<typeof containerSummary>;

export const imageSummary = v.object({
  id: text,
  /** `repository:tag` each; none for a dangling image. */
  tags: v.array(text),
  createdAt: time,
  sizeBytes: size,
  /** Names of the containers that are made of it. */
  usedBy: v.array(text),
});
export type ImageSummary = v.InferOutput<typeof imageSummary>;

export const volumeSummary = v.object({
  name: text,
  driver: text,
  /** Undefined where the engine doesn't say. */
  createdAt: v.exactOptional(time),
  usedBy: v.array(text),
});
export type VolumeSummary = v.InferOutput<typeof volumeSummary>;

export const volumeSize = v.object({ name: text, bytes: size });
export type VolumeSize = v.InferOutput<typeof volumeSize>;

export const networkSummary = v.object({
  id: text,
  name: text,
  driver: text,
  scope: text,
  subnets: v.array(text),
  /** One of the engine's own (bridge, host, none), which can't be removed. */
  builtIn: v.boolean(),
  usedBy: v.array(text),
});
export type NetworkSummary = v.InferOutput<typeof networkSummary>;

/** A list as the core knows it: undefined items mean that it has not been read yet. */
export const listOf = <S extends v.GenericSchema>(item: S) =>
  v.variant('kind', [
    /** The engine doesn't run: there is nothing to list. */
    v.object({ kind: v.literal('offline') }),
    v.object({ kind: v.literal('loading') }),
    v.object({ kind: v.literal('ready'), items: v.array(item) }),
  ]);
export type Listed<T> =
  | { readonly kind: 'offline' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly items: T[] };

/** A name or id in a request. What is allowed in it is the engine's to say; how long is ours. */
export const reference = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(512));

export const containerActions = ['start', 'stop', 'restart', 'kill', 'pause', 'unpause'] as const;
export type ContainerAction = (typeof containerActions)[number];

export const logLine = v.object({ stream: v.picklist(['stdout', 'stderr']), time: text, text });
export type LogLine = v.InferOutput<typeof logLine>;

/** How a pull, a load or an import goes. */
export const transferItem = v.variant('kind', [
  /** An upload's first item: the id for `upload.write` and `upload.end`. */
  v.object({ kind: v.literal('opened'), id: text }),
  /** A part's progress, by the engine's name for it (a layer's short id). Bytes; without total it isn't known. */
  v.object({
    kind: v.literal('part'),
    id: text,
    status: text,
    done: v.exactOptional(size),
    total: v.exactOptional(size),
  }),
  v.object({ kind: v.literal('line'), text }),
]);
export type TransferItem = v.InferOutput<typeof transferItem>;

/** What the engine says of itself, for the Machine page. */
export const engineDetails = v.object({
  version: text,
  apiVersion: text,
  os: text,
  kernel: text,
  arch: text,
  storageDriver: text,
  cgroupVersion: text,
  components: v.array(v.object({ name: text, version: text })),
  warnings: v.array(text),
  cpus: v.number(),
  memoryBytes: size,
  /** Registries that are asked in place of Docker Hub. */
  mirrors: v.array(text),
  /** Names and networks of registries that are reached without TLS, or with a certificate that nobody knows. */
  insecureRegistries: v.array(text),
  /** Containers go on while the engine is stopped. */
  liveRestore: v.boolean(),
});
export type EngineDetails = v.InferOutput<typeof engineDetails>;

/** How busy the VM is. `cpu` is the share of all its processors, 0 to 1, since the item before. */
export const vmUsage = v.object({
  cpu: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  memoryUsedBytes: size,
  memoryTotalBytes: size,
});
export type VmUsage = v.InferOutput<typeof vmUsage>;
