/**
 * The connection to the guest: one SSH connection over the driver's channel, made again whenever it breaks for as long
 * as the VM lives. Everything else (the engine's socket, ports, files, terminals) is a channel inside of it.
 */
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { AppError, hasCode } from '../../contract/errors.ts';
import type { Log } from '../lib/log.ts';
import { backoffMs, delay, orAbort, withDeadline } from '../lib/retry.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import type { DialTarget, ExecOptions, ExecResult, Guest, GuestSession } from './guest.ts';
import { keyBlob, type VmKeys } from './keys.ts';
import { collect, openSession } from './session.ts';
import { shellWords } from './shell-words.ts';

export interface GuestLinkOptions {
  /** Opens the byte stream that the guest's SSH server answers on. */
  readonly connect: (signal: AbortSignal) => Promise<Duplex>;
  readonly keys: VmKeys;
  /** How much slower than hardware the VM is; stretches every time limit. */
  readonly pace: number;
  readonly log: Log;
  /**
   * Many small messages go both ways: the guest's server must not hold one back until the one before is acknowledged
   * (Nagle's algorithm). OpenSSH's does so unless the connection's first session has a terminal
   * (`ssh_packet_set_interactive`), so a short one is begun with.
   */
  readonly prompt?: boolean;
  /** Ends the link for good. */
  readonly signal: AbortSignal;
}

export interface GuestLink extends Guest {
  readonly connected: ReadableTopic<boolean>;
  /** How much slower than hardware the VM is. */
  readonly pace: number;
  /** Resolves when the connection stands, at once if it does. Throws the signal's reason. */
  ready(signal: AbortSignal): Promise<void>;
  /**
   * Finds out now whether the connection still stands, as after this computer has slept, instead of at the next missed
   * keep-alive; one that doesn't is made again. Never throws.
   */
  check(): Promise<void>;
  /** Ends the connection; it is not made again. */
  close(): void;
}

/** Milliseconds at hardware speed. */
const limits = { handshake: 10_000, keepAlive: 10_000, open: 15_000, check: 3_000 };
/** Missed answers after which the connection counts as dead. */
const keepAliveCount = 3;

/**
 * Both Node's and Electron's crypto have these. AES, because every processor of the last decade has instructions for
 * it, which software emulation passes on; the channel itself is a wire inside of this computer.
 */
const algorithms = {
  kex: ['curve25519-sha256'],
  serverHostKey: ['ssh-ed25519'],
  cipher: ['aes128-gcm@openssh.com'],
  compress: ['none'],
} satisfies ConnectConfig['algorithms'];

/** Starts to connect, and keeps connected until closed. */
export function openGuestLink(options: GuestLinkOptions): GuestLink {
  return new SshLink(options);
}

class SshLink implements GuestLink {
  readonly connected = new Topic(false);
  readonly pace: number;
  readonly #options: GuestLinkOptions;
  readonly #end = new AbortController();
  #client: Client | undefined;
  #reason = 'it has not answered yet';

  constructor(options: GuestLinkOptions) {
    this.#options = options;
    this.pace = options.pace;
    if (options.signal.aborted) this.close();
    options.signal.addEventListener('abort', () => this.close(), { once: true });
    this.#keep().catch((error: unknown) => {
      if (!this.#end.signal.aborted) options.log.failure('guest', error);
    });
  }

  async ready(signal: AbortSignal): Promise<void> {
    for await (const connected of this.connected.watch(signal)) if (connected) return;
    signal.throwIfAborted();
  }

  async check(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const late = () => this.#unreachable();
    try {
      await withDeadline(this.#end.signal, limits.check * this.#options.pace, late, (signal) =>
        this.exec(['true'], { signal }),
      );
    } catch (error) {
      // A refusal is an answer too.
      if (this.#end.signal.aborted || hasCode(error, 'guest.refused')) return;
      this.#options.log.write('info', 'guest', `the connection is dead: ${String(error)}`);
      client.destroy();
    }
  }

  close(): void {
    this.#end.abort(this.#unreachable());
    this.#client?.end();
    this.#client?.destroy();
  }

  dial(target: DialTarget, signal?: AbortSignal): Promise<Duplex> {
    const name = 'socket' in target ? target.socket : `${target.address ?? '127.0.0.1'}:${target.port}`;
    return this.#open(
      name,
      (client, done) => {
        if ('socket' in target) client.openssh_forwardOutStreamLocal(target.socket, done);
        else client.forwardOut('127.0.0.1', 0, target.address ?? '127.0.0.1', target.port, done);
      },
      signal,
    );
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const channel = await this.#open(
      argv[0] ?? '',
      (client, done) => client.exec(shellWords(argv), done),
      options.signal,
    );
    return collect(channel, argv[0] ?? '', options);
  }

  session(options: Parameters<Guest['session']>[0]): Promise<GuestSession> {
    return openSession(options, (begin) => this.#open(options.argv?.[0] ?? 'sh', begin, options.signal));
  }

  async read(path: string, options: { signal?: AbortSignal; maxBytes?: number } = {}): Promise<Buffer> {
    const result = await this.exec(['cat', '--', path], options);
    if (result.exitCode !== 0) throw commandFailed('cat', result);
    return result.stdout;
  }

  async write(
    path: string,
    data: Buffer | string,
    options: { signal?: AbortSignal; mode?: number } = {},
  ): Promise<void> {
    const script = 'set -e; umask 077; cat >"$1.new"; chmod "$2" "$1.new"; mv -f "$1.new" "$1"';
    const mode = (options.mode ?? 0o644).toString(8);
    const input = Buffer.from(data);
    const result = await this.exec(['sh', '-c', script, 'sh', path, mode], { ...options, input });
    if (result.exitCode !== 0) throw commandFailed('write', result);
  }

  /** Opens a channel in the connection that stands now. */
  #open(
    name: string,
    begin: (client: Client, done: (error: Error | undefined, channel: ClientChannel) => void) => void,
    signal?: AbortSignal,
  ): Promise<ClientChannel> {
    const client = this.#client;
    if (client === undefined) return Promise.reject(this.#unreachable());
    const late = () => this.#unreachable();
    return withDeadline(signal, limits.open * this.#options.pace, late, (limit) => {
      const opened = new Promise<ClientChannel>((resolve, reject) => {
        const onClose = () => reject(this.#unreachable());
        client.once('close', onClose);
        const done = (error: Error | undefined, channel: ClientChannel) => {
          client.off('close', onClose);
          if (error === undefined) resolve(channel);
          else reject(new AppError('guest.refused', { params: { target: name }, cause: error }));
        };
        // ssh2 throws when the connection has ended meanwhile.
        try {
          begin(client, done);
        } catch (error) {
          client.off('close', onClose);
          reject(new AppError('guest.unreachable', { params: { reason: this.#reason }, cause: error }));
        }
      });
      const closeLate = () =>
        void opened.then(
          (channel) => channel.close(),
          () => undefined,
        );
      limit.addEventListener('abort', closeLate, { once: true });
      return opened;
    });
  }

  async #keep(): Promise<void> {
    const { signal } = this.#end;
    const { log, pace } = this.#options;
    for (let failures = 0; !signal.aborted;) {
      try {
        const client = await this.#connect(signal);
        failures = 0;
        this.#client = client;
        const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
        this.connected.set(true);
        await orAbort(closed, signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#reason = error instanceof Error ? error.message : String(error);
        log.write('debug', 'guest', `not connected: ${this.#reason}`);
        failures += 1;
      } finally {
        this.#client = undefined;
        this.connected.set(false);
      }
      await delay(backoffMs(failures, { firstMs: 50, maxMs: 1000 * Math.min(pace, 3) }), signal);
    }
  }

  async #connect(signal: AbortSignal): Promise<Client> {
    const { keys, pace } = this.#options;
    const sock = await this.#options.connect(signal);
    const client = new ssh2.Client();
    const pinned = keyBlob(keys.host);
    const ready = new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', reject);
      client.once('close', () =>
        reject(new AppError('guest.unreachable', { params: { reason: 'it hung up' } })),
      );
    });
    try {
      client.connect({
        sock,
        username: 'root',
        privateKey: keys.client.private,
        hostVerifier: (key: Buffer) => key.equals(pinned),
        algorithms,
        readyTimeout: limits.handshake * pace,
        keepaliveInterval: limits.keepAlive * Math.min(pace, 3),
        keepaliveCountMax: keepAliveCount,
      });
      await orAbort(ready, signal);
      if (this.#options.prompt === true) await orAbort(terminalOnce(client), signal);
      return client;
    } catch (error) {
      client.on('error', () => undefined); // told by what is thrown
      client.destroy();
      sock.destroy();
      if (error instanceof Error && error.message.includes('Host denied'))
        throw new AppError('guest.hostKey', { cause: error });
      throw error;
    }
  }

  #unreachable(): AppError {
    return new AppError('guest.unreachable', { params: { reason: this.#reason } });
  }
}

/** A session with a terminal that ends at once; resolves when it has ended, or can't be had. */
function terminalOnce(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.exec('true', { pty: true }, (error, channel) => {
      if (error !== undefined) {
        resolve();
        return;
      }
      channel.once('close', () => resolve());
      channel.resume();
    });
    client.once('close', () => resolve());
  });
}

function commandFailed(command: string, { exitCode, stderr }: ExecResult): AppError {
  return new AppError('guest.command', {
    params: { command, exitCode, reason: stderr.trim().slice(0, 300) || '-' },
  });
}
