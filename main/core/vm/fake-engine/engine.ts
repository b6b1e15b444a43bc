/** The state of one fake engine: everything that it knows lives here, and ends with `close`. */
import { createHash } from 'node:crypto';
import { EventHub } from './events.ts';
import { Fault } from './fault.ts';
import type { Container, Exec, Image, Network, Volume } from './model.ts';
import { Timers } from './timers.ts';

/** Most things of a kind: a runaway client shall not fill the memory of the core. */
const mostOfAKind = 10_000;

export interface EngineOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** What dockerd's configuration file says. */
  readonly config: () => Readonly<Record<string, unknown>>;
}

export class Engine {
  readonly containers = new Map<string, Container>();
  readonly images = new Map<string, Image>();
  readonly volumes = new Map<string, Volume>();
  readonly networks = new Map<string, Network>();
  readonly execs = new Map<string, Exec>();
  /** Tags by repository, in the registry of the fake VM. */
  readonly registry = new Map<string, Set<string>>();
  readonly timers = new Timers();
  readonly events: EventHub;
  readonly now: () => number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly config: EngineOptions['config'];
  readonly #ending = new AbortController();
  #serial = 0;

  constructor(options: EngineOptions) {
    this.now = options.now;
    this.cpus = options.cpus;
    this.memoryBytes = options.memoryMiB * 1024 * 1024;
    this.config = options.config;
    this.events = new EventHub(options.now);
  }

  /** Aborts when the VM stops. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** A number that no earlier call got. The same steps give the same numbers, so ids made of them repeat. */
  next(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** Throws a `Fault` when that many are too many. */
  checkRoom(count: number): void {
    if (count >= mostOfAKind) throw new Fault(500, `the fake engine holds no more than ${mostOfAKind}`);
  }

  close(): void {
    this.#ending.abort();
    this.timers.close();
  }
}

/** 64 hexadecimal digits that depend on the parts alone. */
export function hashOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** A number from 0 up to below `below` that depends on the parts alone. */
export function numberOf(below: number, ...parts: readonly (string | number)[]): number {
  return Number.parseInt(hashOf(...parts).slice(0, 8), 16) % below;
}

/** A time as Docker writes it, which has nine digits of a second; `undefined` is Go's zero time. */
export function stamp(at: number | undefined): string {
  return at === undefined ? '0001-01-01T00:00:00Z' : new Date(at).toISOString().replace('Z', '000000Z');
}
