/**
 * What the engine's own pages show: its processes, what happens to it, and what takes its disk. As in `engine-model.ts`,
 * all texts come from the guest and are cleaned and bounded by the core.
 */
import * as v from 'valibot';

const text = v.string();
const size = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A process of the guest that is part of the engine, or the first one of a container. */
export const enginePart = v.object({
  kind: v.picklist(['dockerd', 'containerd', 'shim', 'container']),
  pid: count,
  /** Of a shim: the container that it holds; of a container's process: the program's name. */
  name: text,
});
export type EnginePart = v.InferOutput<typeof enginePart>;

/** The engine's processes. `dockerd` is undefined while the engine doesn't run; its containers may. */
export const engineParts = v.object({
  dockerd: v.exactOptional(enginePart),
  containerd: v.exactOptional(enginePart),
  /** One for each running container, each with the processes that it started. */
  shims: v.array(v.object({ ...enginePart.entries, processes: v.array(enginePart) })),
});
export type EngineParts = v.InferOutput<typeof engineParts>;

/** The docker program on the core's computer; undefined where there is none. */
export const clientVersion = v.object({ version: v.exactOptional(text) });

/** Something that happened in the engine (Docker Engine API, "Monitor events"). */
export const engineEvent = v.object({
  /** Milliseconds since 1970. */
  time: v.pipe(v.number(), v.finite()),
  type: text,
  action: text,
  id: text,
  /** Empty where the engine names none. */
  name: text,
});
export type EngineEvent = v.InferOutput<typeof engineEvent>;

/** Kinds of things that take disk space. */
export const diskKinds = ['images', 'containers', 'volumes', 'cache'] as const;
export type DiskKind = (typeof diskKinds)[number];

export const diskItem = v.object({
  kind: v.picklist(diskKinds),
  id: text,
  name: text,
  sizeBytes: size,
  /** Bytes that nothing else holds too, so that they are free once this is gone. */
  ownBytes: size,
  /** A running container, an image or a volume that a container has, a record of a build that goes on. */
  inUse: v.boolean(),
  /** Goes without being asked for by name: an image without a name, a volume that was never given one. */
  nameless: v.boolean(),
  /** Ids of the containers that have it; of a container, none. */
  usedBy: v.array(text),
});
export type DiskItem = v.InferOutput<typeof diskItem>;

/** What `docker system df` says, the largest first. */
export const diskUse = v.object({
  items: v.array(diskItem),
  /** Bytes of all layers together, which images share. */
  layersBytes: size,
  /** Networks that no running container is in; only a prune of everything takes them. */
  networks: v.array(text),
});
export type DiskUse = v.InferOutput<typeof diskUse>;

/** What a prune takes. */
export const pruneChoice = v.strictObject({
  what: v.picklist(['all', ...diskKinds]),
  /** Unused images and build records with a name, too; unused named volumes where only volumes are pruned. */
  all: v.boolean(),
  /** With `all` things: volumes that were never given a name, too. */
  volumes: v.boolean(),
});
export type PruneChoice = v.InferOutput<typeof pruneChoice>;

export const pruned = v.object({ reclaimedBytes: size });
