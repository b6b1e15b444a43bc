/** What happens in the engine, for whoever listens: `GET /events`, and the engine's own waiting. */
import type { Engine } from './engine.ts';
import { anyOf, labelsMatch, parseFilters, type Filters } from './filters.ts';
import { openStream, type Call } from './http.ts';

export interface EngineEvent {
  readonly type: 'container' | 'image' | 'volume' | 'network' | 'builder';
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: number;
}

/** The real engine remembers 256 events for those who ask with `since`. */
const remembered = 256;
/** A listener that reads nothing is cut off there. */
const maxUnread = 4 * 1024 * 1024;

export class EventHub {
  readonly #now: () => number;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #past: EngineEvent[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get past(): readonly EngineEvent[] {
    return this.#past;
  }

  emit(
    type: EngineEvent['type'],
    action: string,
    id: string,
    attributes: Readonly<Record<string, string>> = {},
  ): void {
    const event: EngineEvent = { type, action, id, attributes, at: this.#now() };
    this.#past = [...this.#past.slice(1 - remembered), event];
    for (const listener of this.#listeners) listener(event);
  }

  /** What happened so far is nobody's business. */
  forget(): void {
    this.#past = [];
  }

  /** Calls for each event from now on, until the signal aborts. */
  listen(listener: (event: EngineEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }
}

const knownFilters = [
  ...['type', 'event', 'container', 'image', 'volume', 'network', 'label', 'scope', 'daemon', 'builder'],
  ...['plugin', 'node', 'service', 'secret', 'config'],
];

/** `GET /events`: open until the client goes, or until `until`. */
export function serveEvents(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), knownFilters);
  const since = seconds(call.query.get('since'));
  const until = seconds(call.query.get('until'));
  openStream(call, 'application/json');
  const { response } = call;
  const send = (event: EngineEvent) => {
    if (!wanted(filters, event)) return;
    response.write(`${JSON.stringify(shown(event))}\n`);
    if (response.writableLength > maxUnread) response.destroy();
  };
  if (since !== undefined) {
    for (const event of engine.events.past) {
      if (event.at >= since && (until === undefined || event.at <= until)) send(event);
    }
  }
  const left = until === undefined ? undefined : until - engine.now();
  if (left !== undefined && left <= 0) {
    response.end();
    return;
  }
  engine.events.listen(send, call.gone);
  if (left !== undefined) {
    const stop = engine.timers.after(Math.min(left, 2 ** 31 - 1), () => response.end());
    call.gone.addEventListener('abort', stop, { once: true });
  }
}

/** Seconds since 1970, with a fraction or without, as milliseconds; undefined for anything else. */
export function seconds(value: string | null): number | undefined {
  if (value === null || value === '' || value === '0') return undefined;
  const at = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  return Number.isFinite(at) ? at : undefined;
}

function wanted(filters: Filters, event: EngineEvent): boolean {
  const { type, id, action, attributes } = event;
  const about = (kind: EngineEvent['type']) =>
    anyOf(
      filters,
      kind,
      (value) => type === kind && (id === value || id.startsWith(value) || attributes['name'] === value),
    );
  return (
    anyOf(filters, 'type', (value) => value === type) &&
    anyOf(filters, 'event', (value) => value === action || action.startsWith(`${value}:`)) &&
    (['container', 'image', 'volume', 'network'] as const).every(about) &&
    labelsMatch(filters, attributes)
  );
}

function shown({ type, action, id, attributes, at }: EngineEvent): object {
  const legacy = type === 'container' || type === 'image' ? { status: action, id } : {};
  const from = type === 'container' ? { from: attributes['image'] ?? '' } : {};
  return {
    ...legacy,
    ...from,
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: Math.floor(at / 1000),
    timeNano: at * 1_000_000,
  };
}
