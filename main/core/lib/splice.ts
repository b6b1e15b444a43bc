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

export interface SpliceOptions {
  /** Sees every chunk on its way to the remote side, before it is passed on; must not change it. */
  readonly outbound?: (chunk: Buffer) => void;
  /** Sees every chunk on its way back; may hold it. */
  readonly inbound?: (chunk: Buffer) => Hold | undefined;
  /** How to end the near side when the remote one broke off; default `destroy()`. */
  readonly breakNear?: () => void;
}

/**
 * Joins `near` (a host's socket) and `remote` (a stream into the guest); both must have been made with
 * `allowHalfOpen`. Both are closed when it is over. The caller listens for errors of `near` if it wants to know them.
 */
export function splice(near: Duplex, remote: Duplex, options: SpliceOptions = {}): void {
  const { outbound, inbound } = options;
  const breakNear = options.breakNear ?? (() => near.destroy());
  let held = false;
  let remoteEnded = false;
  let remoteClosed = false;

  // An error is followed by 'close', where the other side is ended; without a listener it would end the process.
  const ignore = () => undefined;
  near.on('error', ignore);
  remote.on('error', ignore);

  if (outbound) near.on('data', outbound);
  near.pipe(remote);

  const endNear = () => {
    if (held) return;
    near.end();
    if (!remoteClosed) return;
    // Nobody reads what the near side may still send: discard it, so that its own end is seen, and let go of it as
    // soon as what is on its way has been written.
    near.resume();
    near.end(() => near.destroy());
  };

  remote.on('data', (chunk: Buffer) => {
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
    if (!remoteEnded || remote.errored) breakNear();
    else endNear();
  });
  near.on('close', () => {
    // After an orderly close the remote side may still be taking in our last bytes; `pipe` has ended it.
    if (!near.readableEnded || !near.writableFinished || near.errored) remote.destroy();
  });
  if (near.destroyed) remote.destroy();
  else if (remote.destroyed) breakNear();
}
