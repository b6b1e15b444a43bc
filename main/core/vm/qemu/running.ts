/** One running QEMU: its end, its console, its conditions, its channel to the guest. */
import { readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors.ts';
import { connectTo } from '../../lib/connect.ts';
import { isRunning } from '../../lib/process-identity.ts';
import { delay, orAbort } from '../../lib/retry.ts';
import { systemCode } from '../../lib/system-error.ts';
import type { HostForwards, OutsideWay, RunningVm, ShareDevice, VmCondition, VmExit } from '../driver.ts';
import { guestEnginePort, hostInGuest, type QemuSockets } from './args.ts';
import { forwardTo, openChannel, sshForward, type WayIn } from './channel.ts';
import type { VmRecord } from './driver.ts';
import { qemuForwards } from './forwards.ts';
import type { Qmp } from './qmp.ts';

export interface QemuVmOptions {
  readonly record: VmRecord;
  readonly qmp: Qmp;
  readonly sockets: QemuSockets;
  readonly files: { readonly disk: string; readonly record: string; readonly output: string };
  /** It ran before we did. */
  readonly adopted: boolean;
  /** How the process ended, if it is our child. */
  readonly ended: Promise<string> | undefined;
}

/** Milliseconds at hardware speed that a guest may take to say that its SSH server starts. */
const hintMs = 2000;
/** Milliseconds at hardware speed that a connection may stay silent before another is tried. */
const silenceMs = 1000;
/** Longest line of the console that is passed on, in characters. */
const longestLine = 2000;
/** Milliseconds after which a VM that was paused by a full disk is tried again. */
const resumeEvery = 3000;
/** Milliseconds that QEMU has to write back its buffers after `quit`. */
const quitMs = 10_000;

export class QemuVm implements RunningVm {
  readonly exited: Promise<VmExit>;
  readonly startedAt: number;
  readonly facts: RunningVm['facts'];
  readonly forwards: HostForwards;
  readonly shareDevices: readonly ShareDevice[];
  readonly #options: QemuVmOptions;
  readonly #console: Socket;
  readonly #consoleListeners = new Set<(line: string) => void>();
  readonly #conditionListeners = new Set<(condition: VmCondition) => void>();
  #resume: NodeJS.Timeout | undefined;
  #shutdownReason: string | undefined;
  #killed = false;
  #released = false;
  #engineWay: Promise<WayIn | undefined> | undefined;
  readonly #linkStarted: Promise<void>;

  constructor(options: QemuVmOptions) {
    this.#options = options;
    this.startedAt = options.record.startedAt;
    this.forwards = qemuForwards(options.qmp);
    this.facts = options.record.facts;
    this.shareDevices = options.record.shares;
    this.#console = this.#openConsole();
    this.#linkStarted = options.adopted ? Promise.resolve() : this.#heard('moorage: step link');
    options.qmp.onEvent((event, data) => this.#onEvent(event, data));
    this.exited = this.#watch();
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    // The guest says when its server starts; connecting before that would only be waited for. A hint, no more.
    await orAbort(Promise.race([this.#linkStarted, delay(hintMs * this.facts.pace, signal)]), signal);
    const way = await sshForward(this.#options.qmp, signal);
    return openChannel(way, silenceMs * this.facts.pace, signal);
  }

  async connectEngine(signal: AbortSignal): Promise<Socket | undefined> {
    // One that was started before there was such a port has none.
    const way = await (this.#engineWay ??= forwardTo(guestEnginePort, this.#options.qmp, signal));
    return way === undefined ? undefined : connectTo(way.port, signal, way.host);
  }

  async outside(signal: AbortSignal): Promise<OutsideWay> {
    const { host, port } = await sshForward(this.#options.qmp, signal);
    return { host, port, process: this.#options.record.process, hostAddress: hostInGuest };
  }

  async ownPorts(signal: AbortSignal): Promise<readonly number[]> {
    const ways = [
      await sshForward(this.#options.qmp, signal),
      await forwardTo(guestEnginePort, this.#options.qmp, signal),
    ];
    return ways.flatMap((way) => (way?.host === '127.0.0.1' ? [way.port] : []));
  }

  onConsole(listener: (line: string) => void): () => void {
    this.#consoleListeners.add(listener);
    return () => void this.#consoleListeners.delete(listener);
  }

  onCondition(listener: (condition: VmCondition) => void): () => void {
    this.#conditionListeners.add(listener);
    return () => void this.#conditionListeners.delete(listener);
  }

  async powerButton(): Promise<void> {
    await this.#options.qmp.execute('system_powerdown');
  }

  async kill(): Promise<void> {
    this.#killed = true;
    const { qmp, record } = this.#options;
    // `quit` writes back what QEMU buffers; the answer may be lost in its end.
    qmp.execute('quit').catch(() => undefined);
    const over = new AbortController();
    // A delay that nobody waits for any more would keep the process from ending.
    const gone = await Promise.race([this.exited, delay(quitMs, over.signal)]).finally(() => over.abort());
    if (gone === undefined && (await isRunning(record.process))) process.kill(record.process.pid, 'SIGKILL');
    await this.exited;
  }

  release(): void {
    this.#released = true;
    clearInterval(this.#resume);
    this.#console.destroy();
    this.#options.qmp.close();
  }

  /** Resolves when the guest's console says this. */
  #heard(words: string): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onConsole((line) => {
        if (!line.includes(words)) return;
        stop();
        resolve();
      });
    });
  }

  #openConsole(): Socket {
    const socket = connect(this.#options.sockets.console);
    // The console is for the log; without it the VM works all the same.
    socket.on('error', () => undefined);
    socket.setEncoding('latin1');
    let rest = '';
    socket.on('data', (text: string) => {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = lines.pop()?.slice(-longestLine) ?? '';
      for (const line of lines) {
        if (line === '') continue;
        for (const listener of this.#consoleListeners) listener(line.slice(0, longestLine));
      }
    });
    return socket;
  }

  #onEvent(event: string, data: Readonly<Record<string, unknown>>): void {
    if (event === 'SHUTDOWN') this.#shutdownReason = String(data['reason']);
    if (event === 'BLOCK_IO_ERROR' && data['action'] === 'stop') this.#pausedByDisk(data['nospace'] === true);
    if (event === 'RESUME' && this.#resume !== undefined) {
      clearInterval(this.#resume);
      this.#resume = undefined;
      this.#tell({ kind: 'ok' });
    }
  }

  /** The write that failed is repeated when the VM goes on, so nothing is lost (qemu(1), werror). */
  #pausedByDisk(full: boolean): void {
    if (this.#resume !== undefined) clearInterval(this.#resume);
    const { disk } = this.#options.files;
    const error = full
      ? new AppError('vm.diskFull', { params: { path: disk } })
      : new AppError('vm.dataDiskDamaged', {
          params: { path: disk, reason: 'the host reports an error while writing' },
        });
    this.#tell({ kind: 'paused', error });
    this.#resume = setInterval(() => {
      // A failure means that QEMU is ending, which `exited` tells.
      this.#options.qmp.execute('cont').catch(() => undefined);
    }, resumeEvery);
  }

  #tell(condition: VmCondition): void {
    for (const listener of this.#conditionListeners) listener(condition);
  }

  async #watch(): Promise<VmExit> {
    const { record, qmp, ended } = this.#options;
    let how = '';
    if (ended === undefined) {
      await qmp.closed;
      while (!this.#released && (await isRunning(record.process))) await delay(100);
    } else {
      how = await ended;
      await qmp.closed;
    }
    // Released means: it goes on without us, and nobody waits for this any more.
    if (this.#released) return new Promise<VmExit>(() => {});
    clearInterval(this.#resume);
    this.#console.destroy();
    await rm(this.#options.files.record, { force: true });
    return this.#exit(how);
  }

  async #exit(how: string): Promise<VmExit> {
    const reason = this.#shutdownReason ?? '';
    if (this.#killed) return { kind: 'killed', detail: 'it was ended' };
    if (reason === 'guest-shutdown') return { kind: 'shutdown', detail: 'the guest powered off' };
    if (reason === 'guest-panic' || reason === 'guest-reset')
      return { kind: 'crashed', detail: 'its kernel stopped' };
    if (reason === 'host-signal') return { kind: 'crashed', detail: 'its process was ended from outside' };
    const words = await readFile(this.#options.files.output, 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return '';
      throw error;
    });
    const last = words.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return { kind: 'crashed', detail: last || how || 'its process is gone' };
  }
}
