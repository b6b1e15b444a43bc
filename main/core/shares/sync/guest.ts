/** The guest's side as calls: each is one request to the agent, with answers checked. */
import type { Agent } from './agent.ts';
import { BodyWriter, frameType, protocolVersion, ProtocolError, type BodyReader } from './frames.ts';
import type { FileNode, TreeNode } from './tree.ts';

/** How a request for one path went. */
export type GuestStatus =
  | { readonly kind: 'done' }
  /** It is not as it was seen any more. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'full' }
  | { readonly kind: 'failed'; readonly errno: number };

export type GuestResult<T> = Exclude<GuestStatus, { kind: 'done' }> | ({ readonly kind: 'done' } & T);

/** How a file or folder looks after it was written. */
export interface GuestLook {
  readonly size: number;
  readonly mtime: bigint;
  readonly ino: bigint;
  readonly mode: number;
}

/** Something to do at a path where `expect` must be: undefined for nothing. */
export type GuestItem = { readonly path: string; readonly expect: TreeNode | undefined } & (
  | { readonly do: 'remove' }
  | { readonly do: 'mkdir'; readonly mode: number }
  | { readonly do: 'link'; readonly target: string }
  | { readonly do: 'meta'; readonly mode: number; readonly mtime: bigint | undefined }
  | { readonly do: 'put'; readonly mode: number; readonly mtime: bigint; readonly content: Buffer }
  | {
      readonly do: 'commit';
      readonly mode: number;
      readonly mtime: bigint;
      readonly number: number;
      readonly size: number;
    }
  | { readonly do: 'aside'; readonly to: string }
  /** Gives up a file that came in chunks; `path` is its folder. */
  | { readonly do: 'discard'; readonly number: number }
);

export interface Hello {
  /** What the agent found beside the folder; empty if there is nothing. */
  readonly marker: string;
  readonly status: GuestStatus;
}

/**
 * Opens the folder. `patienceMs` is how long the agent waits at a stretch while others run in the VM. Throws
 * `ProtocolError` for an agent of another version.
 */
export function hello(agent: Agent, folder: string, temporaryId: string, patienceMs: number): Promise<Hello> {
  const body = new BodyWriter().u16(protocolVersion).string(latin1(folder)).string(temporaryId);
  body.u32(patienceMs);
  return agent.request(frameType.hello, body.finish(), (answer) => {
    const version = answer.u16();
    if (version !== protocolVersion) throw new ProtocolError(`it has version ${version}`);
    const status = readStatus(answer);
    const marker = answer.string();
    answer.u64();
    return { status, marker: /^[0-9a-f]{32}$/.test(marker) ? marker : '' };
  });
}

/** Puts the marker beside the folder: its absence says that this is not the folder that was agreed on. */
export function setMarker(agent: Agent, marker: string): Promise<GuestStatus> {
  return agent.request(frameType.mark, new BodyWriter().string(marker).finish(), readStatus);
}

/** Brings all to the guest's disk and returns the marker that is there now. */
export function syncGuest(agent: Agent): Promise<{ readonly status: GuestStatus; readonly marker: string }> {
  return agent.request(frameType.sync, Buffer.alloc(0), (answer) => ({
    status: readStatus(answer),
    marker: answer.string(),
  }));
}

/** Resolves after the agent has told all changes that there were. */
export function flushChanges(agent: Agent): Promise<void> {
  return agent.request(frameType.flush, Buffer.alloc(0), () => {});
}

/** One of the files whose digest is wanted. */
export interface PathAndFile {
  readonly path: string;
  readonly node: FileNode;
}

export function hashFiles(
  agent: Agent,
  files: readonly PathAndFile[],
): Promise<GuestResult<{ digest: string; racy: boolean }>[]> {
  const body = new BodyWriter().u16(files.length);
  for (const { path, node } of files) body.string(path).look(node);
  return agent.request(frameType.hash, body.finish(), (answer) =>
    files.map(() => {
      const status = readStatus(answer);
      if (status.kind !== 'done') return status;
      const racy = answer.u8() === 1;
      return { kind: 'done', racy, digest: answer.bytes(32).toString('hex') };
    }),
  );
}

export interface ReadItem extends PathAndFile {
  readonly offset: number;
  readonly length: number;
}

export function readFiles(
  agent: Agent,
  items: readonly ReadItem[],
): Promise<GuestResult<{ content: Buffer; racy: boolean }>[]> {
  const body = new BodyWriter().u16(items.length);
  for (const { path, node, offset, length } of items) {
    body.string(path).look(node).u64(BigInt(offset)).u32(length);
  }
  return agent.request(frameType.read, body.finish(), (answer) =>
    items.map(({ length }) => {
      const status = readStatus(answer);
      if (status.kind !== 'done') return status;
      const racy = answer.u8() === 1;
      if (answer.u32() !== length) throw new ProtocolError('a file of another length than asked for');
      return { kind: 'done', racy, content: answer.bytes(length) };
    }),
  );
}

/** Sends a piece of a file that is written aside in `folder` under `number`; the one at 0 begins it. */
export function sendChunk(
  agent: Agent,
  folder: string,
  number: number,
  offset: number,
  bytes: Buffer,
): Promise<GuestStatus> {
  const body = new BodyWriter(bytes.length + folder.length + 32);
  body.string(folder).u32(number).u64(BigInt(offset)).bytes(bytes);
  return agent.request(frameType.chunk, body.finish(), readStatus);
}

const itemCodes = { remove: 1, mkdir: 2, link: 3, meta: 4, put: 5, commit: 6, aside: 7, discard: 8 } as const;

export function applyItems(agent: Agent, items: readonly GuestItem[]): Promise<GuestResult<GuestLook>[]> {
  const content = items.reduce((sum, item) => sum + (item.do === 'put' ? item.content.length : 0), 0);
  const body = new BodyWriter(content + items.length * 128).u16(items.length);
  for (const item of items) writeItem(body, item);
  return agent.request(frameType.apply, body.finish(), (answer) =>
    items.map((): GuestResult<GuestLook> => {
      const status = readStatus(answer);
      if (status.kind !== 'done') return status;
      return { kind: 'done', ...answer.look(), mode: answer.u16() & 0o777 };
    }),
  );
}

function writeItem(body: BodyWriter, item: GuestItem): void {
  body.u8(itemCodes[item.do]).string(item.path);
  writeExpect(body, item.expect);
  switch (item.do) {
    case 'remove':
      return;
    case 'mkdir':
      return void body.u16(item.mode);
    case 'link':
      return void body.string(item.target);
    case 'meta':
      return void body
        .u16(item.mode)
        .u8(item.mtime === undefined ? 0 : 1)
        .i64(item.mtime ?? 0n);
    case 'put':
      return void body.u16(item.mode).i64(item.mtime).u32(item.content.length).bytes(item.content);
    case 'commit':
      return void body.u16(item.mode).i64(item.mtime).u32(item.number).u64(BigInt(item.size));
    case 'aside':
      return void body.string(item.to);
    case 'discard':
      return void body.u32(item.number);
  }
}

function writeExpect(body: BodyWriter, node: TreeNode | undefined): void {
  if (node?.kind === 'file') body.u8(1).look(node);
  else if (node?.kind === 'dir') body.u8(2);
  else if (node?.kind === 'link') body.u8(3).string(node.target);
  else body.u8(0);
}

export function readStatus(answer: BodyReader): GuestStatus {
  const code = answer.u8();
  const errno = answer.u16();
  switch (code) {
    case 0:
      return { kind: 'done' };
    case 1:
      return { kind: 'changed' };
    case 2:
      return { kind: 'full' };
    case 3:
      return { kind: 'failed', errno };
    default:
      throw new ProtocolError('a status of no known kind');
  }
}

/** Text as one character per byte. */
export function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
