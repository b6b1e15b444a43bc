/** Carries rules by the hypervisor's own forwards: it listens, and moves the bytes, and our process is not in their way. */
import { AppError, toWire } from '../../contract/errors.ts';
import { connectTo } from '../lib/connect.ts';
import type { Log } from '../lib/log.ts';
import { delay } from '../lib/retry.ts';
import type { HostForward, HostForwards } from '../vm/driver.ts';
import type { Carried, Carrier, ForwardState } from './carrier.ts';
import type { GuestRoutes, Route } from './guest-routes.ts';
import { explainListenError, tryListen } from './listen-error.ts';
import type { Rule, RuleTarget } from './plan.ts';

export interface HypervisorCarrierOptions {
  readonly forwards: HostForwards;
  /** Gives an address inside of the guest a port of the guest itself. */
  readonly routes: GuestRoutes;
  readonly log: Log;
  /** How much slower than hardware the VM is. */
  readonly pace: number;
  /** Pause before a port that another program holds is tried again, in milliseconds; default 3000. */
  readonly retryMs?: number;
}

export interface HypervisorCarrier extends Carrier {
  /** Learns what an earlier core has left open: what is wanted again is taken over as it is. Never throws. */
  adopt(signal: AbortSignal): Promise<void>;
  /** Closes what was left open and nobody wants. Never throws. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Opens again what the hypervisor has lost, or what is dead, as after the VM was resumed. Never throws. */
  check(signal: AbortSignal): Promise<void>;
  /** Connections through each rule's forward. */
  connections(signal: AbortSignal): Promise<ReadonlyMap<Rule, number>>;
  /** The port of 127.0.0.1 that leads there by TCP now, if one does. */
  localPort(target: RuleTarget): number | undefined;
}

/** Makes the carrier for one running VM. */
export function createHypervisorCarrier(options: HypervisorCarrierOptions): HypervisorCarrier {
  const left = new Map<string, HostForward>();
  const carried = new Set<HypervisorForward>();
  const { forwards, log } = options;
  const quietly = async (task: () => Promise<void>) => {
    try {
      await task();
    } catch (error) {
      // The VM is ending, which others tell; its forwards end with it.
      log.write('debug', 'ports', `the hypervisor's forwards: ${String(error)}`);
    }
  };
  return {
    carry(rule, report) {
      const own = new HypervisorForward(rule, report, options, left, () => carried.delete(own));
      carried.add(own);
      return own;
    },
    adopt: (signal) =>
      quietly(async () => {
        for (const one of await forwards.list(signal)) left.set(placeOf(one), one);
      }),
    sweep: (signal) =>
      quietly(async () => {
        for (const one of left.values()) await forwards.remove(one, signal);
        left.clear();
      }),
    check: (signal) =>
      quietly(async () => {
        const there = new Set((await forwards.list(signal)).map(keyOf));
        const all = [...carried];
        for (let at = 0; at < all.length; at += probesAtOnce)
          await Promise.all(all.slice(at, at + probesAtOnce).map((one) => one.check(there, signal)));
      }),
    async connections(signal) {
      const counts = new Map((await forwards.list(signal)).map((one) => [keyOf(one), one.connections]));
      return new Map(
        [...carried].flatMap(({ rule, forward }) =>
          forward === undefined ? [] : [[rule, counts.get(keyOf(forward)) ?? 0]],
        ),
      );
    },
    localPort: (target) =>
      [...carried].find(
        ({ rule, forward }) =>
          forward?.protocol === 'tcp' &&
          isSameTarget(rule.target, target) &&
          (forward.hostAddress === '127.0.0.1' || forward.hostAddress === '0.0.0.0'),
      )?.forward?.hostPort,
  };
}

class HypervisorForward implements Carried {
  readonly rule: Rule;
  readonly settled: Promise<void>;
  /** What the hypervisor carries for it now. */
  forward: HostForward | undefined;
  readonly #report: (state: ForwardState) => void;
  readonly #options: HypervisorCarrierOptions;
  readonly #left: Map<string, HostForward>;
  readonly #gone: () => void;
  readonly #ended = new AbortController();
  #settle: () => void = () => undefined;
  #opening: Promise<void>;
  #closing: Promise<void> | undefined;
  #route: Route | undefined;

  constructor(
    rule: Rule,
    report: (state: ForwardState) => void,
    options: HypervisorCarrierOptions,
    left: Map<string, HostForward>,
    gone: () => void,
  ) {
    this.rule = rule;
    this.#report = report;
    this.#options = options;
    this.#left = left;
    this.#gone = gone;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#opening = this.#open();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Opens it again if the hypervisor has lost it, or if nothing answers through it. Never rejects. */
  async check(there: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const { forward } = this;
    if (forward === undefined || this.#ended.signal.aborted) return;
    const lost = !there.has(keyOf(forward));
    if (!lost && (forward.protocol === 'udp' || (await answers(forward, this.#options.pace, signal)))) return;
    if (this.#ended.signal.aborted || this.forward !== forward) return;
    this.forward = undefined;
    this.#report({ kind: 'opening' });
    this.#opening = this.#reopen(lost ? undefined : forward);
    await this.settled;
  }

  async #reopen(dead: HostForward | undefined): Promise<void> {
    const { signal } = this.#ended;
    const { forwards, log } = this.#options;
    if (dead !== undefined) {
      await forwards.remove(dead, signal).catch((error: unknown) => {
        log.write('debug', 'ports', `closing ${this.rule.id}: ${String(error)}`);
      });
    }
    await this.#open();
  }

  /** Tries until it is open, as long as the reason is that somebody else has the port. Never rejects. */
  async #open(): Promise<void> {
    const { signal } = this.#ended;
    const { retryMs = 3000, log } = this.#options;
    try {
      const wanted = { ...this.#place(), guestPort: await this.#guestPort(signal) };
      for (;;) {
        const failure = await this.#add(wanted, signal);
        if (failure === undefined) break;
        const { error, ...rest } = failure;
        this.#report({ kind: 'failed', error: toWire(error, () => undefined), ...rest });
        this.#settle();
        if (error.code !== 'port.inUse') return;
        await delay(retryMs, signal);
      }
      this.forward = wanted;
      if (!signal.aborted) this.#report({ kind: 'listening' });
    } catch (error) {
      if (signal.aborted) return;
      log.failure('ports', error);
      const told = error instanceof AppError ? error : this.#failed(String(error), error);
      this.#report({ kind: 'failed', error: toWire(told, () => undefined) });
    } finally {
      this.#settle();
    }
  }

  #place() {
    const { protocol, hostAddress, hostPort } = this.rule;
    return { protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const), hostAddress, hostPort };
  }

  async #guestPort(signal: AbortSignal): Promise<number> {
    const { target, protocol } = this.rule;
    if (target.kind === 'guest') return target.port;
    this.#route ??= await this.#options.routes.open(
      { protocol: protocol === 'udp' ? 'udp' : 'tcp', address: target.address, port: target.port },
      signal,
    );
    return this.#route.guestPort;
  }

  /** Undefined when it is open, else why not. */
  async #add(wanted: HostForward, signal: AbortSignal) {
    const { forwards } = this.#options;
    const present = this.#left.get(placeOf(wanted));
    this.#left.delete(placeOf(wanted));
    if (present?.guestPort === wanted.guestPort) return undefined;
    if (present !== undefined) await forwards.remove(present, signal);
    try {
      await forwards.add(wanted, signal);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      // It doesn't say why; whoever tries the same finds out.
      const reason = await tryListen(wanted);
      if (reason !== undefined) return explainListenError(reason, wanted);
      return { error: this.#failed(error instanceof AppError ? String(error.params['reason']) : '', error) };
    }
  }

  #failed(reason: string, cause: unknown): AppError {
    const { hostAddress: address, hostPort: port } = this.rule;
    return new AppError('port.failed', { params: { port, address, reason: reason.slice(0, 200) }, cause });
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    this.#settle();
    this.#gone();
    // One that is being opened is open in the end, whether it is waited for or not.
    await this.#opening;
    const { forward } = this;
    this.forward = undefined;
    try {
      if (forward !== undefined) await this.#options.forwards.remove(forward, AbortSignal.timeout(closeMs));
      await this.#route?.close();
    } catch (error) {
      this.#options.log.write('debug', 'ports', `closing ${this.rule.id}: ${String(error)}`);
    }
  }
}

/** Forwards that are probed at the same time. */
const probesAtOnce = 16;
/** Milliseconds at hardware speed after which a connection that was not refused in the guest counts as answered. */
const probeMs = 150;

/**
 * Whether a connection through a forward holds. The hypervisor takes every connection and only then knocks at the guest,
 * so one that has reached nobody is one that ends at once.
 */
async function answers(
  { hostAddress, hostPort }: HostForward,
  pace: number,
  signal: AbortSignal,
): Promise<boolean> {
  const host = hostAddress === '0.0.0.0' ? '127.0.0.1' : hostAddress;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(probeMs * pace)]);
    const socket = await connectTo(hostPort, limit, host);
    const over = new AbortController();
    const ended = new Promise<boolean>((resolve) => {
      // What the hypervisor ends is ended in order, so 'end' comes long before 'close', which waits for our own end.
      socket.once('data', () => resolve(true)).once('end', () => resolve(false));
      socket.once('close', () => resolve(false)).on('error', () => resolve(false));
    });
    const held = delay(probeMs * pace, over.signal).then(
      () => true,
      () => false,
    );
    const answered = await Promise.race([ended, held]);
    over.abort();
    socket.destroy();
    return answered;
  } catch {
    return false; // refused, or not even that: dead
  }
}

/** Milliseconds that the hypervisor has to close a forward. */
const closeMs = 10_000;

function placeOf({ protocol, hostAddress, hostPort }: HostForward): string {
  return `${protocol} ${hostAddress} ${hostPort}`;
}

function keyOf(forward: HostForward): string {
  return `${placeOf(forward)} ${forward.guestPort}`;
}

function isSameTarget(a: RuleTarget, b: RuleTarget): boolean {
  if (a.port !== b.port) return false;
  return a.kind === 'inside' ? b.kind === 'inside' && a.address === b.address : b.kind === 'guest';
}
