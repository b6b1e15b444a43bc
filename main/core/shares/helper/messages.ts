/** What a core and the process that serves its shares say to each other: a line of JSON each. */
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { shareProviders, shareStates } from '../../../contract/model.ts';
import type { ServedState } from '../host.ts';
import { wireError } from '../../../contract/schemas.ts';

const text = v.pipe(v.string(), v.maxLength(8192));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const servedShare = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  path: text,
  guestPath: text,
  readOnly: v.boolean(),
  provider: v.picklist(shareProviders),
  ignore: v.array(text),
  paused: v.boolean(),
  volume: v.exactOptional(text),
});

/** The VM, as a process of its own can come in. */
const way = v.object({
  host: text,
  port: whole,
  process: v.object({ pid: whole, startedAt: text }),
  pace: v.number(),
  hostAddress: v.exactOptional(text),
});

export const fromCore = v.variant('kind', [
  /** Serve these, and no others. `served` with this number answers. */
  v.object({
    kind: v.literal('serve'),
    number: whole,
    way,
    hidden: v.array(text),
    shares: v.pipe(v.array(servedShare), v.maxLength(300)),
  }),
  v.object({ kind: v.literal('mounted'), paths: v.array(text) }),
  v.object({ kind: v.literal('quit') }),
]);

const count = whole;
export const fromHelper = v.variant('kind', [
  v.object({ kind: v.literal('hello'), version: text }),
  v.object({ kind: v.literal('served'), number: whole }),
  v.object({
    kind: v.literal('states'),
    states: v.array(
      v.object({
        id: text,
        state: v.picklist(shareStates),
        error: v.exactOptional(wireError),
        warning: v.exactOptional(wireError),
        sync: v.exactOptional(
          v.object({
            phase: v.picklist(['comparing', 'copying', 'watching', 'paused']),
            filesDone: count,
            filesTotal: count,
            bytesDone: count,
            bytesTotal: count,
            conflicts: v.array(v.object({ path: text, copy: text })),
          }),
        ),
      }),
    ),
  }),
]);

export type FromCore = v.InferOutput<typeof fromCore>;
export type FromHelper = v.InferOutput<typeof fromHelper>;
export type Way = v.InferOutput<typeof way>;

/** The same as `states` above, as it is at hand. */
interface StatesMessage {
  readonly kind: 'states';
  readonly states: readonly ServedState[];
}

/** Longest line in characters: a few hundred shares with long paths. */
const longestLine = 4 << 20;

/**
 * Reads lines until the stream ends; one that isn't what it should be ends it, and no line after it counts. Neither does
 * any once this side has ended the stream: what a program of another version says need not be understood.
 */
export function readMessages<S extends v.GenericSchema>(
  stream: Duplex,
  schema: S,
  onMessage: (message: v.InferOutput<S>) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (stream.destroyed || stream.writableEnded) return;
      const parsed = v.safeParse(schema, line.length > longestLine ? undefined : parse(line));
      if (parsed.success) onMessage(parsed.output);
      else stream.destroy();
    }
    if (rest.length > longestLine) stream.destroy();
  });
}

export function sendMessage(
  stream: Duplex,
  message: FromCore | Exclude<FromHelper, { kind: 'states' }> | StatesMessage,
): void {
  if (!stream.destroyed && stream.writable) stream.write(`${JSON.stringify(message)}\n`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
