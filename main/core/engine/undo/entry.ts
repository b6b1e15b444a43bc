/** What has been removed and can still be had back, as the journal keeps it: all that it takes to put it back. */
import * as v from 'valibot';
import { wireError } from '../../../contract/schemas.ts';

const name = v.pipe(v.string(), v.maxLength(2000));

const common = {
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
  group: v.pipe(v.string(), v.maxLength(40)),
  name,
  at: v.number(),
  until: v.number(),
  /** False until all is done that makes it look removed: what was begun before a crash is taken back. */
  held: v.boolean(),
  /** Why it is kept; it isn't hidden any more then. */
  error: v.exactOptional(wireError),
};

const container = v.object({
  kind: v.literal('container'),
  ...common,
  container: name,
  /** The name that it has meanwhile, so that its own is free. */
  aside: name,
  ran: v.picklist(['no', 'running', 'paused']),
  /** As in `HostConfig.RestartPolicy`; meanwhile it is `no`. */
  restart: v.object({ Name: name, MaximumRetryCount: v.number() }),
  volumes: v.boolean(),
});

const image = v.object({
  kind: v.literal('image'),
  ...common,
  image: name,
  /** The names that went. */
  tags: v.array(name),
  /** The names that keep it meanwhile; none for an image without names: the engine would take it with its last one. */
  asides: v.array(name),
});

const volume = v.object({
  kind: v.literal('volume'),
  ...common,
  /** Tells it from another one that got its name. */
  createdAt: name,
});

const network = v.object({ kind: v.literal('network'), ...common, network: name });

export const removedEntry = v.variant('kind', [container, image, volume, network]);

export type RemovedEntry = v.InferOutput<typeof removedEntry>;
export type Removed<K extends RemovedEntry['kind']> = Extract<RemovedEntry, { kind: K }>;

/** What only the one knows that makes the entry: what it is of its kind. */
export type Plan<K extends RemovedEntry['kind']> = K extends unknown
  ? Omit<Removed<K>, 'id' | 'group' | 'at' | 'until' | 'held' | 'error' | 'aside' | 'asides'>
  : never;

/** How things of one kind are kept, put back, and removed in the end. */
export interface Keeper<E extends RemovedEntry> {
  /** Makes it look removed. */
  hold(entry: E): Promise<void>;
  /** Puts it back from wherever `hold` got to. Throws `undo.nameTaken`, `undo.gone`. */
  putBack(entry: E): Promise<void>;
  /** Lets what ran run again. */
  resume?(entry: E): Promise<void>;
  /** Removes it. Throws what the engine refuses; what is gone is no error. */
  finish(entry: E): Promise<void>;
  /** Whether it is still there, and whether somebody has begun to use it. */
  look(entry: E): Promise<'there' | 'used' | 'gone'>;
}
