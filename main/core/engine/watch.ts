/**
 * Follows what happens to containers, over `/events`, for as long as it is told to. The stream can break at any time
 * (the link to the guest does), and what happens meanwhile is not told later; so the consumer takes events as hints
 * and looks at a fresh list after each connection.
 */
import type Docker from 'dockerode';
import type { Log } from '../lib/log.ts';
import { backoffMs, delay } from '../lib/retry.ts';
import type { Backoff } from '../lib/retry.ts';
import { engineError } from './docker.ts';
import { containerActions, parseEvent, readEvents } from './event-lines.ts';
import type { ContainerEvent } from './event-lines.ts';

export type { ContainerAction, ContainerEvent } from './event-lines.ts';

export interface WatchOptions<T = ContainerEvent> {
  readonly docker: Docker;
  /** Ends the watching when it aborts. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: T) => void;
  /** After each connection, before its first event: time for a fresh list. */
  readonly onConnected: () => void;
  /** After each connection's end, and after each that could not be made. */
  readonly onLost?: () => void;
  readonly log: Log;
  /** Pauses between attempts. */
  readonly backoff?: Backoff;
}

/** A stream that held this long, in milliseconds, was no failed attempt. */
const lasting = 5000;

/** Which events, and what each line of them is to become. */
export interface EventChoice<T> {
  readonly filters: Readonly<Record<string, string[]>>;
  readonly parse: (line: string) => T | undefined;
}

/** Watches what containers do until `signal` aborts, then resolves. Never rejects: a broken stream is connected again. */
export function watchEngine(options: WatchOptions): Promise<void> {
  const filters = { type: ['container', 'network'], event: [...containerActions] };
  return watchEvents(options, { filters, parse: parseEvent });
}

/** The same for any events. */
export async function watchEvents<T>(options: WatchOptions<T>, choice: EventChoice<T>): Promise<void> {
  const { signal, backoff = {} } = options;
  let failures = 0;
  while (!signal.aborted) {
    const begun = Date.now();
    const connected = await follow(options, choice);
    if (!signal.aborted) options.onLost?.();
    // A stream that lasted shows that the engine is well: begin with short pauses again.
    failures = connected && Date.now() - begun > lasting ? 0 : failures + 1;
    await delay(backoffMs(failures, backoff), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** One connection, from its making to its end; resolves with whether it was made. */
async function follow<T>(
  { docker, signal, onEvent, onConnected, log }: WatchOptions<T>,
  { filters, parse }: EventChoice<T>,
): Promise<boolean> {
  let connected = false;
  try {
    const stream = await docker.getEvents({
      filters,
      abortSignal: signal,
    });
    connected = true;
    onConnected();
    await readEvents(stream, parse, onEvent);
    log.write('info', 'engine', 'The engine ended its stream of events.');
  } catch (error) {
    if (!signal.aborted)
      log.write('warn', 'engine', `No events of the engine: ${engineError(error).message}`);
  }
  return connected;
}
