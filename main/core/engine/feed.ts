/** Everything that the engine tells of (`GET /events`, Docker Engine API), for those who look. */
import type Docker from 'dockerode';
import type { EngineEvent } from '../../contract/engine-pages-model.ts';
import { containerOf, engineCall } from './containers.ts';
import { engineError } from './docker.ts';
import { readEvents } from './event-lines.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** Seconds to look back. The engine remembers some 250 events. */
const lookBack = 3600;
/** Events that wait for a slow reader; the oldest go first. */
const mostWaiting = 500;

/** Several events at once where there are. */
type EventPieces = AsyncGenerator<{ readonly events: EngineEvent[] }, void>;

/** What happens to anything, and what happened in the last hour. Throws when the engine's stream ends. */
export function engineEvents(docker: Docker, signal: AbortSignal): EventPieces {
  return eventPieces(docker, { since: Math.floor(Date.now() / 1000) - lookBack }, signal);
}

/** What happens to one container, and what happened since it was made. Throws `container.gone`, and the same. */
export async function* eventsOfContainer(docker: Docker, id: string, signal: AbortSignal): EventPieces {
  const { Id: whole, Created: created } = asRecord(
    await engineCall(() => containerOf(docker, id).inspect({ abortSignal: signal })),
  );
  const made = Date.parse(typeof created === 'string' ? created : '');
  // The engine's filter takes the beginning of another id or name for it, too; a whole id is no other's beginning.
  const filters = { type: ['container'], container: [typeof whole === 'string' ? whole : id] };
  yield* eventPieces(docker, { since: Number.isNaN(made) ? 1 : Math.floor(made / 1000), filters }, signal);
}

/** Yields events as they come, oldest first. Throws when the engine's stream ends. */
async function* eventPieces(
  docker: Docker,
  choice: { readonly since: number; readonly filters?: Readonly<Record<string, string[]>> },
  signal: AbortSignal,
): EventPieces {
  const stream = await engineCall(() => docker.getEvents({ ...choice, abortSignal: signal }));
  let waiting: EngineEvent[] = [];
  let ended = false;
  let failure: unknown;
  let wake: () => void = () => {};
  const take = (event: EngineEvent) => {
    waiting.push(event);
    if (waiting.length > mostWaiting) waiting.shift();
    wake();
  };
  const reading = readEvents(stream, feedEvent, take)
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      ended = true;
      wake();
    });
  // Who looks must know at once that there is nothing yet.
  yield { events: [] };
  // oxlint-disable-next-line no-unmodified-loop-condition -- the reading sets it meanwhile
  while (!ended || waiting.length > 0) {
    if (waiting.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    const events = waiting;
    waiting = [];
    yield { events };
  }
  await reading;
  signal.throwIfAborted();
  throw engineError(failure ?? new Error('the engine ended its stream of events'));
}

/** One line of events; undefined for what isn't one. */
export function feedEvent(line: string): EngineEvent | undefined {
  const record = asRecord(parse(line));
  const { Type: type, Action: action, Actor: actor, timeNano } = record;
  if (typeof type !== 'string' || typeof action !== 'string') return undefined;
  if (typeof timeNano !== 'number' || !Number.isFinite(timeNano)) return undefined;
  const { ID: id, Attributes: attributes } = asRecord(actor);
  const { name } = asRecord(attributes);
  return {
    time: Math.round(timeNano / 1e6),
    type: short(type, 40),
    action: short(action, 300),
    id: short(id, 300),
    name: short(name, 300),
  };
}

function short(value: unknown, length: number): string {
  return typeof value === 'string' ? cleanText(value).slice(0, length) : '';
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // garbage from the guest tells nothing
  }
}
