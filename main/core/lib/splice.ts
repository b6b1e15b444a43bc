/**
 * Joins two byte streams so that they behave like one wire: each side's end becomes the other's end (half-close),
 * a slow reader slows the writer, and when one side breaks so does the other. The engine socket and every forwarded
 * port are such a wire between a socket of the host and a stream into the guest.
 */
import type { Duplex } from 'node:stream';

/** Bytes from `from` on, and everything after them, wait until `until` resolves. */
export interface Hold {
  readonly from: number;
  readonly until: Promise<void>;
}

/** Stands in the way to the remote side. */
export interface Gate {
  /** Takes every chunk; answers the bytes to pass on now: the same ones, others, or none. */
  readonly push: (chunk: Buffer) => Buffer | undefined;
  /** Takes that the near side has ended; answers the last bytes to pass on. */
  readonly end: () => Buffer | undefined;
}

/** What can be done to two joined streams. Both wait for what came back before to be written to the near side. */
export interface Wire {
  /** Sends bytes to the near side that the remote one has not said. */
  insert(bytes: Buffer): void;
  /**
   * Parts them for good: the remote side is destroyed, and the near one is `take`'s, which has to end it. What it still
   * sends goes through the gate to nowhere.
   */
  part(take: () => void): void;
}

export interface SpliceOptions {
  readonly outbound?: Gate;
  /** Sees every chunk on its way back; may hold it. */
  readonly inbound?: (chunk: Buffer) => Hold | undefined;
  /** How to end the near side when the remote one broke off; default `destroy()`. */
  readonly breakNear?: () => void;
}

/**
 * Joins `near` (a host's socket) and `remote` (a stream into the guest); both must have been made with
 * `allowHalfOpen`. Both are closed when it is over. The caller listens for errors of `near` if it wants to know them.
 */
export function splice(near: Duplex, remote: Duplex, options: SpliceOptions = {}): Wire {
  const { outbound, inbound } = options;
  const breakNear = options.breakNear ?? (() => near.destroy());
  let held = false;
  let parted = false;
  let waiting: (() => void)[] = [];
  let remoteEnded = false;
  let remoteClosed = false;

  // An error is followed by 'close', where the other side is ended; without a listener it would end the process.
  const ignore = () => undefined;
  near.on('error', ignore);
  remote.on('error', ignore);

  if (outbound) pass(near, remote, outbound);
  else near.pipe(remote);

  const endNear = () => {
    if (held || parted) return;
    near.end();
    if (!remoteClosed) return;
    // Nobody reads what the near side may still send: discard it, so that its own end is seen, and let go of it as
    // soon as what is on its way has been written.
    near.resume();
    near.end(() => near.destroy());
  };

  remote.on('data', (chunk: Buffer) => {
    if (parted) return;
    const hold = inbound?.(chunk);
    if (!hold) {
      if (!near.write(chunk)) remote.pause();
      return;
    }
    if (hold.from > 0) near.write(chunk.subarray(0, hold.from));
    held = true;
    remote.pause();
    const release = () => {
      held = false;
      if (near.destroyed) return;
      if (near.write(chunk.subarray(hold.from))) remote.resume();
      for (const task of waiting) task();
      waiting = [];
      if (remoteEnded) endNear();
    };
    void hold.until.then(release, release);
  });
  near.on('drain', () => {
    if (!held) remote.resume();
  });
  remote.on('end', () => {
    remoteEnded = true;
    endNear();
  });
  remote.on('close', () => {
    remoteClosed = true;
    if (parted) return;
    if (!remoteEnded || remote.errored) breakNear();
    else endNear();
  });
  near.on('close', () => {
    // After an orderly close the remote side may still be taking in our last bytes; `pipe` has ended it.
    if (!near.readableEnded || !near.writableFinished || near.errored) remote.destroy();
  });
  if (near.destroyed) remote.destroy();
  else if (remote.destroyed) breakNear();

  const inTurn = (task: () => void) => {
    const unlessOver = () => {
      if (!near.destroyed && !near.writableEnded) task();
    };
    if (held) waiting.push(unlessOver);
    else unlessOver();
  };
  return {
    insert: (bytes) => inTurn(() => near.write(bytes)),
    part: (take) =>
      inTurn(() => {
        parted = true;
        remote.destroy();
        near.resume();
        take();
      }),
  };
}

/** As `pipe`, through a gate. */
function pass(near: Duplex, remote: Duplex, gate: Gate): void {
  near.on('data', (chunk: Buffer) => {
    const bytes = gate.push(chunk);
    if (bytes !== undefined && !remote.destroyed && !remote.write(bytes)) near.pause();
  });
  remote.on('drain', () => near.resume());
  near.on('end', () => {
    const bytes = gate.end();
    if (remote.destroyed) return;
    if (bytes !== undefined) remote.write(bytes);
    remote.end();
  });
}
