/** For tests: a real folder that is watched, and a model of its tree that knows only what it was told. */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { AppError } from '../../../main/contract/errors.ts';
import {
  watchHost,
  type EntryType,
  type HostChange,
  type HostWatch,
  type HostWatchOptions,
  type InnerOptions,
} from '../../../main/core/shares/events/host-watch.ts';

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export type Tree = Map<string, EntryType>;

/** Does what it is told to a tree of paths and types. Throws at anything that is not possible in it. */
export function apply(tree: Tree, changes: readonly HostChange[]): void {
  const inside = (path: string) => [...tree.keys()].filter((one) => one !== path && under(one, path));
  for (const change of changes) {
    const { path, type, kind } = change;
    const wrong = (why: string) => new Error(`${why}: ${JSON.stringify(change)}`);
    switch (kind) {
      case 'created':
        if (tree.has(path)) throw wrong('it is there');
        if (path !== '' && tree.get(parentOf(path)) !== 'dir' && tree.has('')) throw wrong('no parent');
        tree.set(path, type);
        break;
      case 'deleted':
        if (tree.get(path) !== type) throw wrong('it is not there');
        if (inside(path).length > 0) throw wrong('there is something in it');
        tree.delete(path);
        break;
      case 'renamed': {
        const { from } = change;
        if (tree.get(from) !== type) throw wrong('it is not there');
        if (tree.get(path) === 'dir') throw wrong('a folder is there');
        for (const [old, kept] of [...tree].filter(([one]) => under(one, from))) {
          tree.delete(old);
          tree.set(path + old.slice(from.length), kept);
        }
        break;
      }
      default:
        if (tree.get(path) !== type) throw wrong('it is not there');
    }
  }
}

function under(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** What is really there below a folder, named as it is told. */
export function realTree(root: string, start = ''): Tree {
  const tree: Tree = new Map();
  const go = (path: string) => {
    const full = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats === undefined) return;
    const links = stats.isSymbolicLink() ? 'link' : 'other';
    tree.set(path, stats.isDirectory() ? 'dir' : stats.isFile() ? 'file' : links);
    if (stats.isDirectory())
      for (const name of readdirSync(full, { encoding: 'latin1' }))
        go(path === '' ? name : `${path}/${name}`);
  };
  go(start);
  return tree;
}

export interface Watched {
  readonly root: string;
  readonly watch: HostWatch;
  readonly batches: (readonly HostChange[])[];
  readonly problems: (AppError | undefined)[];
  /** What is in the tree by what was told. */
  readonly tree: Tree;
  /** What was told since the last time, after it has been quiet for a while, as short words. */
  news(quietMs?: number): Promise<string[]>;
  at(path: string): string;
  close(): void;
}

/** Makes a folder, fills it, and follows it or the given folders in it. */
export async function watched(
  fill: (root: string) => void = () => undefined,
  follow: readonly string[] = [''],
  options: Partial<HostWatchOptions> & InnerOptions = {},
): Promise<Watched> {
  const root = mkdtempSync(join(tmpdir(), 'host-watch-'));
  fill(root);
  // What is seen right after a change is told once more, to be sure.
  await pause(20);
  const batches: (readonly HostChange[])[] = [];
  const problems: (AppError | undefined)[] = [];
  const tree: Tree = new Map();
  for (const folder of follow) for (const [path, type] of realTree(root, folder)) tree.set(path, type);
  let last = performance.now();
  let told = 0;
  const watch = watchHost(
    {
      root,
      hidden: [],
      onChanges: (changes) => {
        batches.push(changes);
        last = performance.now();
        apply(tree, changes);
      },
      onProblem: (error) => void problems.push(error),
      ...options,
    },
    options,
  );
  watch.follow(follow);
  await watch.ready(AbortSignal.timeout(20_000));
  return {
    root,
    watch,
    batches,
    problems,
    tree,
    async news(quietMs = 150) {
      const start = performance.now();
      while (performance.now() - Math.max(last, start) < quietMs) await pause(10);
      const fresh = batches.slice(Math.min(told, batches.length)).flat();
      told = batches.length;
      return fresh.map(spell);
    },
    at: (path) => join(root, path),
    close() {
      watch.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function spell(change: HostChange): string {
  const from = change.kind === 'renamed' ? `${change.from} -> ` : '';
  return `${change.kind} ${from}${change.path}${change.type === 'file' ? '' : ` (${change.type})`}`;
}

/** Opens watched folders that are closed after the test; for a test file's own use of `watched`. */
export function watchedWhileTested(): typeof watched {
  const open: Watched[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });
  return async (...args) => {
    const one = await watched(...args);
    open.push(one);
    return one;
  };
}

/** Some files and folders to begin with. */
export function few(root: string): void {
  mkdirSync(join(root, 'd/inner'), { recursive: true });
  mkdirSync(join(root, 'e'));
  for (const path of ['a', 'b', 'd/x', 'd/inner/y']) writeFileSync(join(root, path), path);
}
