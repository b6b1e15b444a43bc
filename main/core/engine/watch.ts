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
import { containerActions, readEvents } from './event-lines.ts';
import type { ContainerEvent } from './event-lines.ts';

export type { ContainerAction, ContainerEvent } from './event-lines.ts';

export interface WatchOptions {
  readonly docker: Docker;
  /** Ends the watching when it aborts. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ContainerEvent) => void;
  /** After each connection, before its first event: time for a fresh list. */
  readonly onConnected: () => void;
  readonly log: Log;
  /** Pauses between attempts. */
  readonly backoff?: Backoff;
}

/** A stream that held this long, in milliseconds, was no failed attempt. */
const lasting = 5000;

/** Watches until `signal` aborts, then resolves. Never rejects: a broken stream is connected again. */
export async function watchEngine(options: WatchOptions): Promise<void> {
  const { signal, backoff = {} } = options;
  let failures = 0;
  while (!signal.aborted) {
    const begun = Date.now();
    const connected = await follow(options);
    // A stream that lasted shows that the engine is well: begin with short pauses again.
    failures = connected && Date.now() - begun > lasting ? 0 : failures + 1;
    await delay(backoffMs(failures, backoff), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** One connection, from its making to its end; resolves with whether it was made. */
async function follow({ docker, signal, onEvent, onConnected, log }: WatchOptions): Promise<boolean> {
  let connected = false;
  try {
    const stream = await docker.getEvents({
      filters: { type: ['container'], event: [...containerActions] },
      abortSignal: signal,
    });
    connected = true;
    onConnected();
    await readEvents(stream, onEvent);
    log.write('info', 'engine', 'The engine ended its stream of events.');
  } catch (error) {
    if (!signal.aborted)
      log.write('warn', 'engine', `No events of the engine: ${engineError(error).message}`);
  }
  return connected;
}
