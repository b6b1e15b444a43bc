/** Whatever is done to a tree: doing what was told to a model of it gives exactly that tree, and no change of content is missed. */
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { sep } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemCode } from '../../../main/core/lib/system-error.ts';
import { apply, pause, realTree, watched, type Tree, type Watched } from './watched.ts';

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((names) => names.join(sep));

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('write', 'mkdir', 'append'), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('chmod', 'link', 'rm'), path }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('rename', 'rename', 'rename', 'hardlink'), path, to: path }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('own write', 'own mkdir', 'own rm'), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('own rename'), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('settle', 'blink'), path }) },
);

/** The text of each file, as somebody knows it who reads each file again that is told of. */
type Texts = Map<string, string | undefined>;

it('a model that is told of changes is the tree', { timeout: 180_000 }, async () => {
  const recursive = process.platform !== 'linux';
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 30 }), async (operations) => {
      const w = await watched((root) => mkdirSync(`${root}/a/b`, { recursive: true }), [''], {
        settleMs: 4,
        recursive,
      });
      try {
        const texts: Texts = new Map();
        for (const [index, one] of operations.entries()) await run(w, texts, one, index);
        await settle(w, texts);
      } finally {
        w.close();
      }
    }),
    { numRuns: Number(process.env['MODEL_RUNS'] ?? 60) },
  );
});

async function run(
  w: Watched,
  texts: Texts,
  one: { kind: string; path: string; to?: string },
  index: number,
): Promise<void> {
  const own = one.kind.startsWith('own ');
  const kind = own ? one.kind.slice('own '.length) : one.kind;
  if (own || kind === 'settle') await settle(w, texts);
  if (kind === 'blink') await pause(5);
  const to = one.to ?? one.path;
  // What we do ourselves comes with paths without links.
  if (own && ![one.path, to].every((path) => isPlain(w, path))) return;
  // With as many bytes as any other.
  if (!tried(() => act(w, kind, one.path, to, String(1000 + index)))) return;
  if (!own) return;
  if (kind === 'rename') w.watch.noteRename(one.path, to);
  else w.watch.note(one.path);
  ownChange(w, texts, kind, one.path, to);
}

function isPlain(w: Watched, path: string): boolean {
  const names = path.split(sep).slice(0, -1);
  return names.every((_, index) => w.tree.get(names.slice(0, index + 1).join('/')) === 'dir');
}

function act(w: Watched, kind: string, one: string, to: string, text: string): void {
  const path = w.at(one);
  if (kind === 'write') writeFileSync(path, text);
  if (kind === 'append') appendFileSync(path, text);
  if (kind === 'mkdir') mkdirSync(path);
  if (kind === 'rm') rmSync(path, { recursive: true });
  if (kind === 'rename') renameSync(path, w.at(to));
  if (kind === 'link') symlinkSync('.', path);
  if (kind === 'hardlink') linkSync(path, w.at(to));
  if (kind === 'chmod') chmodSync(path, 0o700 + (Number(text) % 2));
}

/** What the one who makes a change knows of it. */
function ownChange(w: Watched, texts: Texts, kind: string, path: string, to: string): void {
  if (kind === 'rename') {
    const type = w.tree.get(path);
    if (type === undefined || path === to) return;
    // Two names of one file: the system leaves both.
    if (lstatSync(w.at(path), { throwIfNoEntry: false }) !== undefined) return;
    if (w.tree.get(to) === 'dir') w.tree.delete(to);
    apply(w.tree, [{ kind: 'renamed', from: path, path: to, type }]);
    moveTexts(texts, path, to);
    return;
  }
  for (const known of [...w.tree.keys()]) if (inside(known, path)) w.tree.delete(known);
  for (const [known, type] of realTree(w.root, path)) w.tree.set(known, type);
  texts.set(path, undefined);
}

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function moveTexts(texts: Texts, from: string, to: string): void {
  for (const [path, text] of [...texts]) {
    if (!inside(path, from)) continue;
    texts.delete(path);
    texts.set(to + path.slice(from.length), text);
  }
}

/** Waits until all is told, and compares. */
async function settle(w: Watched, texts: Texts): Promise<void> {
  await w.news(60);
  expect(w.problems.map((error) => error?.cause ?? error)).toEqual([]);
  const real = realTree(w.root);
  expect(sorted(w.tree)).toEqual(sorted(real));
  for (const change of w.batches.splice(0).flat()) {
    if (change.kind === 'renamed') moveTexts(texts, change.from, change.path);
    else if (change.kind !== 'attributes') texts.set(change.path, undefined);
  }
  for (const [path, type] of real) {
    if (type !== 'file') continue;
    const text = readFileSync(w.at(path), 'utf8');
    expect([path, texts.get(path) ?? text]).toEqual([path, text]);
    texts.set(path, text);
  }
}

function sorted(tree: Tree): string[] {
  return [...tree].map(([path, type]) => `${path} ${type}`).sort();
}

/** False if the system refuses. */
function tried(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}
