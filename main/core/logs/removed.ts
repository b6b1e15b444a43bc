/**
 * What is left of containers that are removed. The engine deletes a container's log together with it, so why a program
 * ended and its last lines are read at the moment when it ends, and before the window has it removed. From the moment on
 * that a removal has begun, the engine refuses to give out a log ("dead or marked for removal"): of what another client
 * removes by force, and of what the engine removes itself (`--rm`), only the exit code is left, and that is told. All of
 * it is kept in memory only, because logs hold secrets, and bounded.
 */
import type Docker from 'dockerode';
import type { LogLine } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import type { RemovedContainer, RemovedStory } from '../../contract/logs-model.ts';
import { detailsOf } from '../engine/container-details.ts';
import { containerLog, containerOf } from '../engine/containers.ts';
import { engineError } from '../engine/docker.ts';
import { nameBehind } from '../engine/undo/aside-name.ts';
import { asRecord } from '../engine/untrusted.ts';
import { watchEvents } from '../engine/watch.ts';
import type { Log } from '../lib/log.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import { parseEndEvent, type EndEvent } from './end-events.ts';

/** Removed containers that are kept, for how long in milliseconds, and what of each. */
const mostRemoved = 50;
const keptMs = 24 * 60 * 60 * 1000;
const mostLines = 200;
const mostCharacters = 64 * 1024;
/** Containers that have ended and are still there: a story each, until they are removed. */
const mostEnded = 200;
/** Containers that had ended before anybody looked on, of which the same is read. */
const mostBefore = 50;
/** Milliseconds that reading one of them may take, in software emulation too. */
const readMs = 30_000;
/** And while somebody waits for its removal. */
const beforeRemovalMs = 3000;

type Ended = Partial<Pick<RemovedStory, 'ended' | 'health' | 'lines' | 'endedAt' | 'exitCode'>>;

export class RemovedContainers {
  readonly #docker: Docker;
  readonly #log: Log;
  readonly #now: () => number;
  /** What was read when it ended, by its id; the oldest go first. */
  readonly #ended = new Map<string, Ended>();
  readonly #stories = new Topic<readonly RemovedStory[]>([]);
  readonly #list = new Topic<readonly RemovedContainer[]>([]);
  #reading: Promise<void> = Promise.resolve();

  constructor(docker: Docker, log: Log, now: () => number = Date.now) {
    this.#docker = docker;
    this.#log = log;
    this.#now = now;
  }

  /** The last one first. */
  get list(): ReadableTopic<readonly RemovedContainer[]> {
    return this.#list;
  }

  /** Throws `container.gone`. */
  story(id: string): RemovedStory {
    this.#forget();
    const found = this.#stories.value.find((one) => one.id === id || one.id.startsWith(id));
    if (found === undefined)
      throw new AppError('container.gone', { params: { message: `No such container: ${id}` } });
    return found;
  }

  /** Listens until the signal aborts. What was removed before stays: the VM's end is no reason to forget. */
  follow(signal: AbortSignal): void {
    void watchEvents(
      {
        docker: this.#docker,
        signal,
        log: this.#log,
        onEvent: (event) => this.handle(event, signal),
        onConnected: () => void this.#readThose(signal),
      },
      { filters: { type: ['container'], event: ['start', 'die', 'destroy'] }, parse: parseEndEvent },
    );
  }

  handle(event: EndEvent, signal: AbortSignal): void {
    const { id } = event;
    if (event.action === 'start') {
      this.#ended.delete(id);
      return;
    }
    if (event.action === 'die') {
      const ended = { exitCode: event.exitCode ?? 0, outOfMemory: false, error: '' };
      this.#keep(id, { endedAt: event.at, exitCode: ended.exitCode, ended });
      // One after the other, so that a hundred that end together cost no more than one at a time.
      this.#reading = this.#reading.then(() => this.#read(id, signal));
      return;
    }
    const removedAt = this.#now();
    const tell = () => {
      const kept = this.#ended.get(id);
      this.#ended.delete(id);
      const { image, project } = event;
      const story = {
        id,
        name: nameBehind(event.name),
        image,
        removedAt,
        ...(project === '' ? {} : { project }),
        ...kept,
      };
      this.#put([story, ...this.#stories.value.filter((one) => one.id !== id)]);
    };
    // What is being read when it is removed may still come.
    this.#reading = this.#reading.then(tell);
  }

  /** Reads the newest that have ended already. */
  async #readThose(signal: AbortSignal): Promise<void> {
    const filters = { status: ['exited', 'dead'] };
    const list = await this.#tried(() =>
      this.#docker.listContainers({ all: true, limit: mostBefore, filters, abortSignal: signal }),
    );
    for (const { Id: id } of (list ?? []).map(asRecord)) {
      if (typeof id !== 'string' || this.#ended.has(id)) continue;
      this.#keep(id, {});
      this.#reading = this.#reading.then(() => this.#read(id, signal));
    }
  }

  /** Reads what a container has said so far, since it is about to be removed. Never throws, and never takes long. */
  async beforeRemoval(id: string, signal: AbortSignal): Promise<void> {
    if (this.#ended.get(id)?.lines !== undefined) return;
    this.#keep(id, {});
    await this.#read(id, AbortSignal.any([signal, AbortSignal.timeout(beforeRemovalMs)]));
  }

  #keep(id: string, more: Ended): void {
    const all = { ...this.#ended.get(id), ...more };
    this.#ended.delete(id);
    this.#ended.set(id, all);
    for (const old of [...this.#ended.keys()].slice(0, -mostEnded)) this.#ended.delete(old);
  }

  async #read(id: string, signal: AbortSignal): Promise<void> {
    if (!this.#ended.has(id) || signal.aborted) return;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(readMs)]);
    const [details, lines] = await Promise.all([
      this.#tried(async () => detailsOf(await containerOf(this.#docker, id).inspect({ abortSignal: limit }))),
      this.#tried(() => this.#lastLines(id, limit)),
    ]);
    // Meanwhile it may have been started again.
    if (!this.#ended.has(id)) return;
    this.#keep(id, {
      ...(details?.ended === undefined ? {} : { ended: details.ended, exitCode: details.ended.exitCode }),
      ...(details?.health === undefined ? {} : { health: details.health }),
      ...(lines === undefined ? {} : { lines }),
    });
  }

  /** Undefined where the container was gone before, or has no log to read. */
  async #tried<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      const told = engineError(error);
      if (told.code !== 'container.gone' && told.code !== 'cancelled')
        this.#log.write('info', 'engine', `the end of a container: ${told.message}`);
      return undefined;
    }
  }

  async #lastLines(id: string, signal: AbortSignal): Promise<LogLine[]> {
    const all: LogLine[] = [];
    for await (const piece of containerLog(this.#docker, { id, follow: false, tail: mostLines }, signal)) {
      all.push(...piece);
      if (all.length > 2 * mostLines) all.splice(0, all.length - mostLines);
    }
    return lastWithin(all.slice(-mostLines), mostCharacters);
  }

  #put(stories: readonly RemovedStory[]): void {
    this.#stories.set(stories.slice(0, mostRemoved));
    this.#forget();
    this.#list.set(
      this.#stories.value.map(({ ended: _ended, health: _health, lines: _lines, ...rest }) => rest),
    );
  }

  /** What is too old goes when somebody looks or something comes; a timer would keep nobody's secret any better. */
  #forget(): void {
    const since = this.#now() - keptMs;
    if (this.#stories.value.every(({ removedAt }) => removedAt >= since)) return;
    this.#put(this.#stories.value.filter(({ removedAt }) => removedAt >= since));
  }
}

/** The last lines that together have at most so many characters; the first of them may have lost its beginning. */
export function lastWithin(lines: readonly LogLine[], characters: number): LogLine[] {
  const kept: LogLine[] = [];
  let left = characters;
  for (const line of lines.toReversed()) {
    if (left <= 0) break;
    const text = line.text.slice(-left);
    left -= text.length + 1;
    kept.unshift({ ...line, text });
  }
  return kept;
}
