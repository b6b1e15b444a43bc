/** What there is to say about terminals in containers: which shells an image has, and how a terminal begins and ends. */
import * as v from 'valibot';
import { sessionItem } from './entries/words.ts';

/** No control characters: they have no place in a name or a path, and would hide what a command says. */
const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^\P{Cc}*$/u));

/** Who runs a program in a container, and where; what is left out is as the container has it. */
export const execOptions = {
  /** As `docker exec --user` takes it: a name or a number, with `:GROUP`. */
  user: v.exactOptional(word),
  /** A folder of the container, by its whole path. */
  workdir: v.exactOptional(v.pipe(word, v.startsWith('/'))),
};

/** Shells, as paths in the container, the most comfortable one first. */
export const shells = v.object({ paths: v.array(v.string()) });

export const attachItem = v.variant('kind', [
  /** The first item. `tty`: the process has a terminal of its own; `stdin`: it reads what is typed. */
  v.object({ kind: v.literal('attached'), tty: v.boolean(), stdin: v.boolean() }),
  ...sessionItem.options,
  /** The last item of two: the process has ended, with a code that the engine still knows, or goes on without us. */
  v.object({ kind: v.literal('ended'), code: v.exactOptional(v.pipe(v.number(), v.integer())) }),
  v.object({ kind: v.literal('detached') }),
]);
export type AttachItem = v.InferOutput<typeof attachItem>;

export const debugItem = v.variant('kind', [
  /** The first item: the process in the VM whose namespaces were entered. */
  v.object({ kind: v.literal('entered'), pid: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  ...sessionItem.options,
]);
export type DebugItem = v.InferOutput<typeof debugItem>;
