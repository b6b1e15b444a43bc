/**
 * What there is in the engine, kept true by its events: four lists that every window is a view of. Events only say that
 * something changed; what it is now is read anew, at most a few times a second however much happens.
 */
import type Docker from 'dockerode';
import {
  type ContainerSummary,
  type ImageSummary,
  type Listed,
  type NetworkSummary,
  type VolumeSummary,
} from '../../contract/engine-model.ts';
import { isCancel } from '../../contract/errors.ts';
import type { Log } from '../lib/log.ts';
import { delay } from '../lib/retry.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import { engineError } from './docker.ts';
import { eventSubjects, parseListEvent, type EventSubject } from './event-lines.ts';
import { ListLag } from './list-lag.ts';
import {
  containerSummaries,
  imageSummaries,
  imageUsers,
  networkSummaries,
  networkUsers,
  volumeSummaries,
  volumeUsers,
  type RawLists,
  type Users,
} from './summaries.ts';
import { asRecord } from './untrusted.ts';
import { watchEvents } from './watch.ts';

export interface Inventory {
  readonly containers: ReadableTopic<Listed<ContainerSummary>>;
  readonly images: ReadableTopic<Listed<ImageSummary>>;
  readonly volumes: ReadableTopic<Listed<VolumeSummary>>;
  readonly networks: ReadableTopic<Listed<NetworkSummary>>;
  /** Whether the lists are what the engine says now; false while an engine that was there does not answer. */
  readonly current: ReadableTopic<boolean>;
  /** Follows an engine until the signal aborts; then the lists are offline again. */
  follow(signal: AbortSignal): void;
  /** Reads the containers again soon: their texts tell times, which pass without an event. */
  touch(): void;
}

/** Milliseconds between two readings of the same list. */
const pause = 150;
/** Milliseconds that a reading may take, in software emulation too. */
const readMs = 120_000;

/** What is to be seen of the engine's lists: not what has been removed and can still be had back. */
export interface Veil {
  take(raw: RawLists): RawLists;
  /** Calls back whenever other things are to be seen. */
  subscribe(listener: () => void): () => void;
}

export function createInventory(docker: Docker, log: Log, veil?: Veil): Inventory {
  return new EngineInventory(docker, log, veil);
}

class EngineInventory implements Inventory {
  readonly containers = new Topic<Listed<ContainerSummary>>({ kind: 'offline' });
  readonly images = new Topic<Listed<ImageSummary>>({ kind: 'offline' });
  readonly volumes = new Topic<Listed<VolumeSummary>>({ kind: 'offline' });
  readonly networks = new Topic<Listed<NetworkSummary>>({ kind: 'offline' });
  readonly current = new Topic<boolean>(true);
  readonly #shown = {
    containers: new Shown(this.containers, containerSummaries),
    images: new Shown(this.images, imageSummaries),
    volumes: new Shown(this.volumes, volumeSummaries),
    networks: new Shown(this.networks, networkSummaries),
  };
  readonly #docker: Docker;
  readonly #log: Log;
  readonly #veil: Veil | undefined;
  readonly #lag = new ListLag();
  #raw: Partial<RawLists> = {};
  readonly #stale = new Set<EventSubject>();
  #wake: () => void = () => {};

  constructor(docker: Docker, log: Log, veil: Veil | undefined) {
    this.#docker = docker;
    this.#log = log;
    this.#veil = veil;
    veil?.subscribe(() => this.#publish());
  }

  follow(signal: AbortSignal): void {
    if (signal.aborted) return;
    for (const topic of this.#topics()) topic.set({ kind: 'loading' });
    signal.addEventListener(
      'abort',
      () => {
        this.#raw = {};
        this.current.set(true);
        for (const topic of this.#topics()) topic.set({ kind: 'offline' });
        this.#wake();
      },
      { once: true },
    );
    void watchEvents(
      {
        docker: this.#docker,
        signal,
        log: this.#log,
        onEvent: (event) => {
          this.#lag.take(event);
          this.#mark(...changedWith(event.subject));
        },
        onConnected: () => this.#mark(...eventSubjects),
        onLost: () => this.current.set(false),
      },
      { filters: { type: [...eventSubjects] }, parse: parseListEvent },
    );
    this.#keep(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#log.failure('engine', error);
    });
  }

  touch(): void {
    if (this.containers.value.kind === 'ready') this.#mark('container');
  }

  #topics() {
    return [this.containers, this.images, this.volumes, this.networks] as const;
  }

  #mark(...subjects: EventSubject[]): void {
    for (const subject of subjects) this.#stale.add(subject);
    this.#wake();
  }

  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const subjects = [...this.#stale];
      this.#stale.clear();
      if (subjects.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(readMs)]);
        const lists = await Promise.all(subjects.map((subject) => this.#read(subject, limit)));
        // An answer that came with the end is of an engine that is gone.
        signal.throwIfAborted();
        for (const list of lists) Object.assign(this.#raw, list);
        if (subjects.includes('container') && !this.#lag.agree(this.#raw.containers ?? []))
          this.#mark('container');
        this.#publish();
        if (subjects.length === eventSubjects.length) this.current.set(true);
      } catch (error) {
        signal.throwIfAborted();
        if (!isCancel(error)) this.#log.write('warn', 'engine', `a list: ${engineError(error).message}`);
        this.#mark(...subjects);
        await delay(1000, signal);
      }
      await delay(pause, signal);
    }
  }

  async #read(subject: EventSubject, abortSignal: AbortSignal): Promise<Partial<RawLists>> {
    switch (subject) {
      case 'container':
        return { containers: listed(await this.#docker.listContainers({ all: true, abortSignal })) };
      case 'image':
        return { images: listed(await this.#docker.listImages({ abortSignal })) };
      case 'volume': {
        const { Volumes: volumes } = asRecord(await this.#docker.listVolumes({ abortSignal }));
        return { volumes: listed(volumes ?? []) };
      }
      case 'network':
        return { networks: listed(await this.#docker.listNetworks({ abortSignal })) };
    }
  }

  #publish(): void {
    const { containers, images, volumes, networks } = this.#raw;
    if (!containers || !images || !volumes || !networks) return;
    const all = { containers, images, volumes, networks };
    const raw = this.#veil?.take(all) ?? all;
    this.#shown.containers.of(raw.containers, new Map());
    this.#shown.images.of(raw.images, imageUsers(raw.containers));
    this.#shown.volumes.of(raw.volumes, volumeUsers(raw.containers));
    this.#shown.networks.of(raw.networks, networkUsers(raw.containers));
  }
}

/**
 * A list as it is shown, made anew only when what it is made of has changed: the containers are read every time that
 * somebody looks, and thousands of images don't change with them.
 */
class Shown<T> {
  readonly #topic: Topic<Listed<T>>;
  readonly #make: (list: readonly unknown[], users: Users) => T[];
  #list: readonly unknown[] | undefined;
  #users = '';

  constructor(topic: Topic<Listed<T>>, make: (list: readonly unknown[], users: Users) => T[]) {
    this.#topic = topic;
    this.#make = make;
  }

  of(list: readonly unknown[], users: Users): void {
    const present = this.#topic.value;
    const usersText = JSON.stringify([...users]);
    if (present.kind === 'ready' && list === this.#list && usersText === this.#users) return;
    this.#list = list;
    this.#users = usersText;
    const items = this.#make(list, users);
    if (present.kind === 'ready' && JSON.stringify(present.items) === JSON.stringify(items)) return;
    this.#topic.set({ kind: 'ready', items });
  }
}

/** What an event makes old: which networks a container is in, and what its image is called, its own entry says. */
function changedWith(subject: EventSubject): EventSubject[] {
  return subject === 'network' || subject === 'image' ? [subject, 'container'] : [subject];
}

function listed(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('the engine answered something else than a list');
}
