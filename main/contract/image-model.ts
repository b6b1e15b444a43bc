/** An image as its page shows it: what it is, its layers, and what each of them does to files. */
import * as v from 'valibot';
import { imageDefaults } from './image-defaults.ts';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A step of an image's history, the oldest first. */
export const imageLayer = v.object({
  /** What made it, as the engine kept it. */
  command: text,
  /** Milliseconds since 1970. */
  createdAt: v.number(),
  sizeBytes: v.number(),
  /** It only changed the configuration; no files belong to it. */
  empty: v.boolean(),
  /** The digest of its content; missing where it is empty, or the history doesn't tell which it is. */
  diffId: v.exactOptional(text),
  /** Other images of this engine that stand on the same layer, by a name of each. */
  sharedWith: v.array(text),
});
export type ImageLayer = v.InferOutput<typeof imageLayer>;

export const imageDetails = v.object({
  id: text,
  digests: v.array(text),
  /** `linux/amd64`, `linux/arm64/v8`. */
  platform: text,
  author: text,
  /** Bytes of all layers together. */
  sizeBytes: v.number(),
  config: imageDefaults,
  labels: v.array(v.object({ name: text, value: text })),
  /** The command that checks a container's health; empty without one. */
  health: text,
  layers: v.array(imageLayer),
});
export type ImageDetails = v.InferOutput<typeof imageDetails>;

export const fileKinds = ['added', 'changed', 'removed'] as const;

/** A file that a layer adds, changes or removes. */
export const layerFile = v.object({
  kind: v.picklist(fileKinds),
  path: text,
  /** Its size in this layer; of a removed one 0. */
  bytes: v.number(),
  /** Bytes of earlier layers that are still stored and can't be seen any more. */
  wastedBytes: v.number(),
});
export type LayerFile = v.InferOutput<typeof layerFile>;

/** The beginning of a layer's files. */
export const layerFiles = v.object({
  items: v.array(layerFile),
  /** How many there are that fit the search. */
  total: count,
  wastedBytes: v.number(),
  /** The image has more files than are looked at; what is told is of a part of them. */
  cut: v.boolean(),
});
export type LayerFiles = v.InferOutput<typeof layerFiles>;

/** What a removal of unused images has done. */
export const pruned = v.object({ removed: count, freedBytes: v.number() });

/** A platform of an image that the engine has. */
export const localPlatform = v.object({
  /** `linux/arm64/v8` */
  name: text,
  /** All of its layers are here; else only its description is. */
  complete: v.boolean(),
  sizeBytes: v.exactOptional(v.number()),
});
export type LocalPlatform = v.InferOutput<typeof localPlatform>;
