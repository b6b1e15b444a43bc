/** Carries out a plan. The order keeps every content on one side at least, and folders before what is in them. */
import type { Exchange } from './exchange.ts';
import { chunkBytes } from './frames.ts';
import { applyItems, type GuestItem, type GuestLook } from './guest.ts';
import { chmodOnHost, linkOnHost, makeOnHost, removeOnHost, touchOnHost } from './host-files.ts';
import { allDone, portions } from './lanes.ts';
import type { Action } from './plan.ts';
import { pullFiles } from './pull.ts';
import { pushFiles, type PutAction } from './push.ts';
import { Turns } from './turns.ts';
import type { DirNode, FileNode } from './tree.ts';

type Simple = Exclude<Action, { do: 'put' }>;

/** Does what can be done; the exchange knows afterwards what was agreed on, and what has to be looked at again. */
export async function applyActions(exchange: Exchange, actions: readonly Action[]): Promise<void> {
  const of = <K extends Action['do']>(what: K) =>
    actions.filter((action): action is Extract<Action, { do: K }> => action.do === what);
  const puts = of('put');
  const bytes = puts.reduce((sum, { source }) => sum + source.size, 0);
  exchange.progress.phase('copying', { files: puts.length, bytes });
  const metas = of('meta');
  await simple(exchange, of('remove'));
  await simple(exchange, of('aside'));
  await simple(exchange, of('mkdir').sort(byDepth));
  await allDone([
    copy(exchange, 'guest', puts).then(() => simple(exchange, of('link'))),
    copy(exchange, 'host', puts),
  ]);
  await simple(
    exchange,
    metas.filter(({ node }) => node.kind === 'file'),
  );
  await simple(
    exchange,
    metas
      .filter(({ node }) => node.kind === 'dir')
      .sort(byDepth)
      .toReversed(),
  );
}

function byDepth(a: Action, b: Action): number {
  return a.path.split('/').length - b.path.split('/').length;
}

function copy(exchange: Exchange, to: 'host' | 'guest', puts: readonly PutAction[]): Promise<void> {
  const files = puts.filter(({ on }) => on === to);
  return to === 'guest' ? pushFiles(exchange, files) : pullFiles(exchange, files);
}

/** Actions without a file's content, in their order on each side. */
async function simple(exchange: Exchange, actions: readonly Simple[]): Promise<void> {
  await allDone([
    onGuest(
      exchange,
      actions.filter(({ on }) => on === 'guest'),
    ),
    onHost(
      exchange,
      actions.filter(({ on }) => on === 'host'),
    ),
  ]);
  if (actions.length > 0) await exchange.checkpoint();
}

async function onGuest(exchange: Exchange, actions: readonly Simple[]): Promise<void> {
  const size = ({ path }: Simple) => 2 * path.length + 4200;
  for (const portion of portions(actions, size, { items: 500, bytes: 3 * chunkBytes })) {
    exchange.signal.throwIfAborted();
    const results = await applyItems(exchange.agent, portion.map(guestItem));
    for (const [index, action] of portion.entries()) {
      const result = results[index];
      if (result?.kind === 'done') guestDid(exchange, action, result);
      else if (result !== undefined) exchange.refused('guest', action.path, result);
    }
  }
}

function guestItem(action: Simple): GuestItem {
  const { path } = action;
  switch (action.do) {
    case 'remove':
      return { do: 'remove', path, expect: action.node };
    case 'mkdir':
      return { do: 'mkdir', path, expect: undefined, mode: action.mode ?? 0o755 };
    case 'link':
      return { do: 'link', path, expect: action.expect, target: action.target };
    case 'aside':
      return { do: 'aside', path, expect: action.node, to: action.copy };
    case 'meta': {
      const mode = action.source.mode ?? action.node.mode ?? 0o755;
      const mtime = action.source.kind === 'file' ? action.source.mtime : undefined;
      return { do: 'meta', path, expect: action.node, mode, mtime };
    }
  }
}

function guestDid(exchange: Exchange, action: Simple, look: GuestLook): void {
  const { path } = action;
  switch (action.do) {
    case 'remove':
      return exchange.removed('guest', path);
    case 'mkdir':
      return exchange.dir('guest', path, look);
    case 'link':
      return exchange.link(path, action.target);
    case 'aside':
      return exchange.aside(path, action.copy);
    case 'meta': {
      const pair = filePair(action);
      if (pair === undefined) return exchange.dir('guest', path, look);
      const { size, mtime, ino, mode } = look;
      return exchange.meta(path, pair.source, { ...pair.node, size, mtime, ino, mode });
    }
  }
}

async function onHost(exchange: Exchange, actions: readonly Simple[]): Promise<void> {
  const turns = new Turns(exchange.signal);
  for (const action of actions) {
    await turns.next();
    try {
      doOnHost(exchange, action);
    } catch (error) {
      exchange.threw(action.path, error);
    }
  }
}

function doOnHost(exchange: Exchange, action: Simple): void {
  const { root } = exchange;
  const { path } = action;
  switch (action.do) {
    case 'remove':
      removeOnHost(root, path, action.node);
      return exchange.removed('host', path);
    case 'mkdir':
      return exchange.dir('host', path, makeOnHost(root, path, action.mode));
    case 'link':
      linkOnHost(root, path, action.target, action.expect, exchange.temporary());
      return exchange.link(path, action.target);
    case 'aside':
      return;
    case 'meta': {
      const pair = filePair(action);
      if (pair === undefined) return exchange.dir('host', path, chmodOnHost(root, path, action.source.mode));
      const look = touchOnHost(root, path, pair.node, pair.source);
      return exchange.meta(path, { ...pair.node, ...look }, pair.source);
    }
  }
}

function filePair(action: {
  readonly node: FileNode | DirNode;
  readonly source: FileNode | DirNode;
}): { node: FileNode; source: FileNode } | undefined {
  const { node, source } = action;
  return node.kind === 'file' && source.kind === 'file' ? { node, source } : undefined;
}
