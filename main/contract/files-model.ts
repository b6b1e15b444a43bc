/** The files in a container or a volume: schemas, and the types that follow from them. */
import * as v from 'valibot';
import { reference } from './engine-model.ts';

/** Where files are looked at. */
export const filePlace = v.variant('kind', [
  v.strictObject({ kind: v.literal('container'), id: reference }),
  v.strictObject({ kind: v.literal('volume'), name: reference }),
]);
export type FilePlace = v.InferOutput<typeof filePlace>;

/** The same as commands name it: containers have names there, too. */
export interface NamedPlace {
  readonly kind: FilePlace['kind'];
  readonly name: string;
}

/**
 * A path from the root of the container or the volume, or the name of a file. Linux's names are bytes: those that aren't
 * UTF-8 are written as lone surrogates, U+DC80 to U+DCFF, and so reach the core as they were (PEP 383).
 */
export const innerPath = v.pipe(v.string(), v.regex(/^\/[^\0]*$/), v.maxLength(4096));
export const innerName = v.pipe(v.string(), v.regex(/^(?!\.\.?$)[^/\0]+$/), v.maxLength(255));

export const fileKinds = ['file', 'folder', 'link', 'pipe', 'socket', 'device'] as const;
export type FileKind = (typeof fileKinds)[number];

export const fileEntry = v.object({
  name: v.string(),
  kind: v.picklist(fileKinds),
  bytes: v.number(),
  /** The permissions, with the bits for set-user-id, set-group-id and sticky. */
  mode: v.number(),
  /** Names where the container knows them, else numbers. */
  owner: v.string(),
  group: v.string(),
  /** Milliseconds since 1970. */
  modifiedAt: v.number(),
  /** What a link says; at most 1,024 bytes of it. */
  target: v.exactOptional(v.string()),
  /** What a link leads to, within the container; missing where there is nothing. */
  leadsTo: v.exactOptional(v.picklist(fileKinds)),
});
export type FileEntry = v.InferOutput<typeof fileEntry>;

export const folderList = v.object({
  /** Folders first, then by name; at most 10,000. */
  items: v.array(fileEntry),
  /** How many there are, with those that are left out of `items`. */
  total: v.number(),
});
export type FolderList = v.InferOutput<typeof folderList>;

/** Most bytes of a file that are read to be shown. */
export const mostShownBytes = 1_048_576;

export const fileText = v.object({
  /** Undefined for what isn't text. */
  text: v.exactOptional(v.string()),
  /** How large the whole file says it is; files of /proc say 0. */
  bytes: v.number(),
  /** There is more than what is told. */
  cut: v.boolean(),
});
export type FileText = v.InferOutput<typeof fileText>;
