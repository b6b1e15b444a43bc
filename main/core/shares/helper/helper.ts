/**
 * The process that serves a VM's shares. It outlives the core that has started it: a core that ends, crashes or is
 * replaced by a newer one breaks no mount. It ends with the VM.
 */
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { listenPrivately } from '../../engine/local-socket.ts';
import { openGuestLink, type GuestLink } from '../../guest/link.ts';
import { ensureKeys } from '../../guest/keys.ts';
import type { HomePaths } from '../../home.ts';
import { connectTo } from '../../lib/connect.ts';
import type { Log } from '../../lib/log.ts';
import { isRunning, type ProcessIdentity } from '../../lib/process-identity.ts';
import { delay } from '../../lib/retry.ts';
import { openAgent } from './agent.ts';
import { DirectWay } from './direct.ts';
import type { Agent } from './event-source.ts';
import { fromCore, readMessages, sendMessage, type FromCore, type Way } from './messages.ts';
import { Runner, type Provider, type RunnerOptions, type Telling } from './runner.ts';
import { sshProvider } from './ssh-provider.ts';
import { syncProvider } from './sync-provider.ts';
import { virtiofsProvider } from './virtiofs-provider.ts';

export interface HelperOptions {
  readonly paths: HomePaths;
  readonly version: string;
  readonly log: Log;
}

type Serve = Extract<FromCore, { kind: 'serve' }>;

/** Milliseconds between two looks whether the VM still runs. */
const lookEvery = 1000;
/** Milliseconds that a helper waits for the first word of a core. */
const firstWordMs = 60_000;
/** Milliseconds between two tellings of how shares stand. */
const tellEvery = 100;

const providers: Readonly<
  Record<'ssh' | 'virtiofs' | 'sync', (options: RunnerOptions, telling: Telling) => Provider>
> = { ssh: sshProvider, virtiofs: virtiofsProvider, sync: syncProvider };

/** Serves until the VM ends or a core says so. Throws `engine.socketBusy` when another helper serves this home. */
export async function runHelper(options: HelperOptions): Promise<void> {
  const helper = new Helper(options);
  const server = createServer((socket) => helper.accept(socket));
  const remove = await listenPrivately(server, options.paths.shareSocket);
  try {
    await helper.ended;
  } finally {
    helper.hangUp();
    server.close();
    await remove();
  }
}

class Helper {
  readonly ended: Promise<void>;
  readonly #options: HelperOptions;
  readonly #clients = new Set<Socket>();
  readonly #runners = new Map<string, Runner>();
  readonly #end = new AbortController();
  readonly #direct: DirectWay;
  #link: { readonly link: GuestLink; readonly end: AbortController; readonly way: Way } | undefined;
  #agent: ((base: string) => Agent) | undefined;
  #mounted: readonly string[] = [];
  #telling = false;
  #last: Promise<void> = Promise.resolve();

  constructor(options: HelperOptions) {
    this.#options = options;
    this.#direct = new DirectWay(options.log);
    this.ended = new Promise((resolve) => {
      this.#end.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    setTimeout(() => {
      if (this.#link === undefined) this.#end.abort();
    }, firstWordMs).unref();
  }

  accept(socket: Socket): void {
    this.#clients.add(socket);
    socket.on('error', () => undefined); // followed by its end
    socket.once('close', () => this.#clients.delete(socket));
    sendMessage(socket, { kind: 'hello', version: this.#options.version });
    this.#tellNow(socket);
    readMessages(socket, fromCore, (message) => this.#take(message, socket));
  }

  /** Lets go of the guest. The cores' sockets end with the process itself, which tells them that it is gone. */
  hangUp(): void {
    for (const runner of this.#runners.values())
      runner.close(false).catch((error: unknown) => this.#options.log.failure('shares', error));
    this.#link?.end.abort();
    this.#direct.close();
  }

  #take(message: FromCore, from: Socket): void {
    if (message.kind === 'quit') {
      this.#end.abort();
      return;
    }
    if (message.kind === 'mounted') {
      this.#mounted = message.paths;
      for (const runner of this.#runners.values()) runner.mounted(message.paths);
      return;
    }
    // One after the other: what is taken away must be gone before it is put elsewhere.
    this.#last = this.#last
      .then(() => this.#serve(message))
      .catch((error: unknown) => void this.#options.log.failure('shares', error))
      .then(() => sendMessage(from, { kind: 'served', number: message.number }));
  }

  async #serve(message: Serve): Promise<void> {
    const link = await this.#linkFor(message.way);
    const wanted = new Map(message.shares.map((share) => [share.id, share]));
    for (const [id, runner] of this.#runners) {
      const share = wanted.get(id);
      if (share !== undefined && runner.adapt(share)) continue;
      this.#runners.delete(id);
      await runner.close(true);
    }
    const { hostAddress } = message.way;
    const begun = [...wanted.values()].filter(({ id }) => !this.#runners.has(id));
    for (const share of begun) {
      const runner = new Runner(
        {
          share,
          link,
          ...(hostAddress !== undefined && { direct: { hostAddress, way: this.#direct } }),
          pace: message.way.pace,
          hidden: message.hidden,
          stateFile: join(this.#options.paths.sharesDir, share.id),
          log: this.#options.log,
        },
        providers[share.provider],
      );
      this.#runners.set(share.id, runner);
      runner.state.subscribe(() => this.#tell());
      runner.setAgent(this.#agent);
      runner.mounted(this.#mounted);
    }
    this.#tell();
    // A synced share waits for the engine, which comes up after this.
    const awaited = begun.filter(({ provider }) => provider !== 'sync');
    for (const { id } of awaited) await this.#runners.get(id)?.tried;
  }

  async #linkFor(way: Way): Promise<GuestLink> {
    if (this.#link !== undefined && isSameProcess(this.#link.way.process, way.process))
      return this.#link.link;
    this.#link?.end.abort();
    const end = new AbortController();
    const link = openGuestLink({
      connect: (signal) => connectTo(way.port, signal, way.host),
      keys: await ensureKeys(this.#options.paths.keysDir),
      pace: way.pace,
      log: this.#options.log,
      prompt: true,
      signal: end.signal,
    });
    this.#link = { link, end, way };
    this.#watchVm(way).catch((error: unknown) => this.#options.log.failure('shares', error));
    this.#keepAgent(link, end.signal).catch((error: unknown) => {
      if (!end.signal.aborted) this.#options.log.failure('shares', error);
    });
    return link;
  }

  async #watchVm({ process }: Way): Promise<void> {
    while (await isRunning(process)) await delay(lookEvery, this.#end.signal).catch(() => undefined);
    if (this.#link !== undefined && isSameProcess(this.#link.way.process, process)) this.#end.abort();
  }

  /** The agent that raises file events: started again whenever it or the connection ends. */
  async #keepAgent(link: GuestLink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await link.ready(signal);
      try {
        const argv = ['luajit', '/usr/lib/moorage/share-events.lua'];
        const session = await link.session({ argv, signal });
        const { at, ended } = await openAgent(session.stream);
        this.#setAgent(at);
        await ended;
      } catch (error) {
        if (signal.aborted) return;
        this.#options.log.write('debug', 'shares', `no agent for file events: ${String(error)}`);
      }
      this.#setAgent(undefined);
      await delay(lookEvery, signal);
    }
  }

  #setAgent(agent: ((base: string) => Agent) | undefined): void {
    this.#agent = agent;
    for (const runner of this.#runners.values()) runner.setAgent(agent);
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    setTimeout(() => {
      this.#telling = false;
      for (const client of this.#clients) this.#tellNow(client);
    }, tellEvery);
  }

  #tellNow(client: Socket): void {
    const states = [...this.#runners.values()].map(({ state }) => state.value);
    sendMessage(client, { kind: 'states', states });
  }
}

/** Not every system tells when a process was started. */
function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}
