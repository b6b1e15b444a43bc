/** Files from the host to the guest: small ones many in a frame, large ones in chunks of which a few are under way. */
import { createHash } from 'node:crypto';
import type { Exchange } from './exchange.ts';
import { chunkBytes } from './frames.ts';
import { applyItems, sendChunk, type GuestItem, type GuestLook, type GuestStatus } from './guest.ts';
import { HostReader } from './host-files.ts';
import { allDone, inLanes, portions } from './lanes.ts';
import type { Action } from './plan.ts';
import { splitPath, type FileNode } from './tree.ts';

export type PutAction = Extract<Action, { do: 'put' }>;

/** A file up to that size shares a frame with others. */
export const smallBytes = 64 * 1024;
/** Frames of small files, and chunks of a large one, that are under way at once. */
export const framesAtOnce = 3;
export const chunksAtOnce = 8;

/** What a small file takes in a frame, about. */
export function frameShare({ path, source }: PutAction): number {
  return source.size + path.length + 100;
}

export async function pushFiles(exchange: Exchange, puts: readonly PutAction[]): Promise<void> {
  const small = puts.filter((put) => put.source.size <= smallBytes);
  const large = puts.filter((put) => put.source.size > smallBytes);
  const frames = portions(small, frameShare, { items: 256, bytes: chunkBytes });
  await allDone([
    inLanes(framesAtOnce, frames, (portion) => pushSmall(exchange, portion)),
    inLanes(1, large, (put) => pushLarge(exchange, put)),
  ]);
}

async function pushSmall(exchange: Exchange, puts: readonly PutAction[]): Promise<void> {
  exchange.signal.throwIfAborted();
  if (exchange.full.has('guest')) return;
  const sent: { readonly put: PutAction; readonly host: FileNode; readonly item: GuestItem }[] = [];
  for (const put of puts) {
    try {
      const { content, host } = readSmall(exchange, put);
      const item = { do: 'put' as const, path: put.path, expect: put.target, content };
      sent.push({ put, host, item: { ...item, mode: guestMode(put), mtime: host.mtime } });
    } catch (error) {
      exchange.threw(put.path, error);
    }
  }
  const results = await applyItems(
    exchange.agent,
    sent.map(({ item }) => item),
  );
  for (const [index, { put, host }] of sent.entries()) {
    const result = results[index];
    if (result?.kind === 'done') {
      exchange.file(put.path, host, guestFile(result), host.digest ?? '');
      exchange.progress.bytes(host.size);
      exchange.progress.files(1);
    } else if (result !== undefined) exchange.refused('guest', put.path, result);
  }
  await exchange.checkpoint();
}

function readSmall(exchange: Exchange, put: PutAction): { content: Buffer; host: FileNode } {
  const reader = new HostReader(exchange.root, put.path, put.source);
  try {
    const content = reader.readAll();
    const digest = createHash('sha256').update(content).digest('hex');
    return { content, host: { ...put.source, digest, racy: reader.racy } };
  } finally {
    reader.close();
  }
}

async function pushLarge(exchange: Exchange, put: PutAction): Promise<void> {
  exchange.signal.throwIfAborted();
  if (exchange.full.has('guest')) return;
  const transfer = new ChunkedPush(exchange, put);
  try {
    await transfer.run();
  } catch (error) {
    if (exchange.signal.aborted || exchange.agent.over.aborted) throw error;
    if (error instanceof RefusedError) exchange.refused('guest', put.path, error.status);
    else exchange.threw(put.path, error);
  }
  await exchange.checkpoint();
}

class RefusedError extends Error {
  readonly status: Exclude<GuestStatus, { kind: 'done' }>;

  constructor(status: Exclude<GuestStatus, { kind: 'done' }>) {
    super(`the agent in the VM refused: ${status.kind}`);
    this.name = 'RefusedError';
    this.status = status;
  }
}

class ChunkedPush {
  readonly #exchange: Exchange;
  readonly #put: PutAction;
  readonly #number: number;
  readonly #folder: string;
  readonly #underWay: Promise<GuestStatus>[] = [];

  constructor(exchange: Exchange, put: PutAction) {
    this.#exchange = exchange;
    this.#put = put;
    this.#number = exchange.nextNumber();
    this.#folder = splitPath(put.path).folder;
  }

  async run(): Promise<void> {
    const { agent, root, progress } = this.#exchange;
    const { path, source, target } = this.#put;
    const reader = new HostReader(root, path, source);
    let ended = false;
    try {
      const digest = await this.#send(reader);
      const commit = { do: 'commit' as const, path, expect: target, number: this.#number, size: source.size };
      ended = true;
      const [result] = await applyItems(agent, [
        { ...commit, mode: guestMode(this.#put), mtime: source.mtime },
      ]);
      if (result?.kind !== 'done') throw new RefusedError(result ?? { kind: 'changed' });
      this.#exchange.file(path, { ...source, digest, racy: reader.racy }, guestFile(result), digest);
      progress.files(1);
    } finally {
      reader.close();
      await Promise.allSettled(this.#underWay);
      if (!ended) await this.#discard();
    }
  }

  async #send(reader: HostReader): Promise<string> {
    const { agent, signal, progress } = this.#exchange;
    const hash = createHash('sha256');
    for (let at = 0; at < this.#put.source.size;) {
      signal.throwIfAborted();
      const chunk = await reader.readChunk(at);
      hash.update(chunk);
      const sent = sendChunk(agent, this.#folder, this.#number, at, chunk);
      // It may fail while an earlier one is waited for; whoever waits for it still learns of it.
      void Promise.allSettled([sent]);
      this.#underWay.push(sent);
      if (this.#underWay.length >= chunksAtOnce) await this.#next();
      at += chunk.length;
      progress.bytes(chunk.length);
    }
    while (this.#underWay.length > 0) await this.#next();
    return hash.digest('hex');
  }

  async #next(): Promise<void> {
    const status = await this.#underWay.shift();
    if (status !== undefined && status.kind !== 'done') throw new RefusedError(status);
  }

  /** An agent that is gone has taken it away itself, or the next one does. */
  async #discard(): Promise<void> {
    const { agent } = this.#exchange;
    if (agent.over.aborted) return;
    const item = { do: 'discard' as const, path: this.#folder, expect: undefined, number: this.#number };
    await applyItems(agent, [item]);
  }
}

/** A host without permission bits says nothing of them: the guest's file keeps its own, a new one can be executed. */
function guestMode({ source, target }: PutAction): number {
  return source.mode ?? target?.mode ?? 0o755;
}

function guestFile(look: GuestLook): FileNode {
  const { size, mtime, ino, mode } = look;
  return { kind: 'file', size, mtime, ino, mode };
}
