/** Changes of real files, as the watch on the host tells them. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeWatch, type Watch } from '../../../main/core/shares/events/event-source.ts';
import { watchHost } from '../../../main/core/shares/events/host-watch.ts';
import { pause, realTree, watched, type Watched } from './watched.ts';

const run = promisify(execFile);
const open: Watched[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
async function start(...args: Parameters<typeof watched>): Promise<Watched> {
  const one = await watched(...args);
  open.push(one);
  return one;
}

/** Some files and folders to begin with. */
function few(root: string): void {
  mkdirSync(join(root, 'd/inner'), { recursive: true });
  mkdirSync(join(root, 'e'));
  for (const path of ['a', 'b', 'd/x', 'd/inner/y']) writeFileSync(join(root, path), path);
}

const kinds = process.platform === 'linux' ? [false, true] : [true];

describe.each(kinds)('one change (one watch for the whole tree: %s)', (recursive) => {
  const begin = () => start(few, [''], { recursive });

  it('a file created, written, with other rights, deleted', async () => {
    const w = await begin();
    writeFileSync(w.at('new'), 'x');
    expect(await w.news()).toEqual(['created new']);
    writeFileSync(w.at('new'), 'more');
    expect(await w.news()).toEqual(['modified new']);
    chmodSync(w.at('new'), 0o600);
    expect(await w.news()).toEqual(['attributes new']);
    rmSync(w.at('new'));
    expect(await w.news()).toEqual(['deleted new']);
  });

  it('a file of the same length written again', async () => {
    const w = await begin();
    writeFileSync(w.at('a'), 'b');
    expect(await w.news()).toEqual(['modified a']);
  });

  it('folders and links', async () => {
    const w = await begin();
    mkdirSync(w.at('d/inner/deep/deeper'), { recursive: true });
    expect(await w.news()).toEqual(['created d/inner/deep (dir)', 'created d/inner/deep/deeper (dir)']);
    symlinkSync('/', w.at('d/inner/deep/link'));
    expect(await w.news()).toEqual(['created d/inner/deep/link (link)']);
    chmodSync(w.at('d/inner'), 0o700);
    // Node's own recursive watch, which Linux has no part in, doesn't tell of it.
    const told = !(recursive && process.platform === 'linux');
    expect(await w.news()).toEqual(told ? ['attributes d/inner (dir)'] : []);
    rmSync(w.at('d'), { recursive: true });
    expect(new Set(await w.news())).toEqual(
      new Set([
        'deleted d/inner/deep/deeper (dir)',
        'deleted d/inner/deep/link (link)',
        'deleted d/inner/deep (dir)',
        'deleted d/inner/y',
        'deleted d/inner (dir)',
        'deleted d/x',
        'deleted d (dir)',
      ]),
    );
    expect(w.tree).toEqual(realTree(w.root));
  });

  it('a file and a folder renamed, and what happens in the folder afterwards', async () => {
    const w = await begin();
    renameSync(w.at('a'), w.at('c'));
    expect(await w.news()).toEqual(['renamed a -> c']);
    renameSync(w.at('d'), w.at('e/f'));
    expect(await w.news()).toEqual(['renamed d -> e/f (dir)']);
    writeFileSync(w.at('e/f/inner/y'), 'other');
    expect(await w.news()).toEqual(['modified e/f/inner/y']);
    writeFileSync(w.at('e/f/z'), '');
    expect(await w.news()).toEqual(['created e/f/z']);
    expect(w.tree).toEqual(realTree(w.root));
  });
});

describe('renames', () => {
  it('between followed folders, out of them, and into them', async () => {
    const w = await start(few, ['d', 'e']);
    renameSync(w.at('d/inner'), w.at('e/moved'));
    expect(await w.news()).toEqual(['renamed d/inner -> e/moved (dir)']);
    renameSync(w.at('e/moved'), w.at('out'));
    expect(await w.news()).toEqual(['deleted e/moved/y', 'deleted e/moved (dir)']);
    writeFileSync(w.at('out/y'), 'unseen');
    expect(await w.news()).toEqual([]);
    renameSync(w.at('out'), w.at('d/back'));
    expect(await w.news()).toEqual(['created d/back (dir)', 'created d/back/y']);
    writeFileSync(w.at('d/back/y'), 'seen');
    expect(await w.news()).toEqual(['modified d/back/y']);
  });

  it('that exchange names, at once', async () => {
    const w = await start(few);
    renameSync(w.at('a'), w.at('t'));
    renameSync(w.at('b'), w.at('a'));
    renameSync(w.at('t'), w.at('b'));
    renameSync(w.at('d'), w.at('t'));
    renameSync(w.at('e'), w.at('d'));
    renameSync(w.at('t'), w.at('e'));
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('e/inner/y'), 'new');
    expect(await w.news()).toEqual(['modified e/inner/y']);
  });

  it('one after another, in a chain', async () => {
    const w = await start(few);
    renameSync(w.at('b'), w.at('c'));
    renameSync(w.at('a'), w.at('b'));
    expect(await w.news()).toEqual(['renamed b -> c', 'renamed a -> b']);
  });

  it('of a folder, and then of what is in it', async () => {
    const w = await start(few);
    renameSync(w.at('d'), w.at('p'));
    renameSync(w.at('p/inner/y'), w.at('y'));
    writeFileSync(w.at('p/inner/z'), '');
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('p/inner/z'), '1');
    expect(await w.news()).toEqual(['modified p/inner/z']);
  });

  it('of a folder into a new one that has its name', async () => {
    const w = await start(few);
    renameSync(w.at('d'), w.at('tmp'));
    mkdirSync(w.at('d'));
    renameSync(w.at('tmp'), w.at('d/old'));
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('d/old/x'), '1');
    expect(await w.news()).toEqual(['modified d/old/x']);
  });
});

describe('as editors save', () => {
  it('a temporary file renamed onto the file within one batch', async () => {
    const w = await start(few);
    writeFileSync(w.at('.a.tmp'), 'new');
    renameSync(w.at('.a.tmp'), w.at('a'));
    expect(await w.news()).toEqual(['modified a']);
  });

  it('a temporary file that was there for a while', async () => {
    const w = await start(few);
    writeFileSync(w.at('.a.tmp'), 'new');
    expect(await w.news()).toEqual(['created .a.tmp']);
    renameSync(w.at('.a.tmp'), w.at('a'));
    expect(await w.news()).toEqual(['renamed .a.tmp -> a']);
  });

  it('the old file renamed to a backup', async () => {
    const w = await start(few);
    renameSync(w.at('a'), w.at('a~'));
    writeFileSync(w.at('a'), 'new');
    expect(await w.news()).toEqual(['renamed a -> a~', 'created a']);
  });
});

describe('names', () => {
  it('of any bytes', async () => {
    const w = await start();
    const names = [
      'new\nline',
      `quo"te's`,
      ' ',
      '\xff\xfe',
      '\xe4\xb8\xad',
      '\\',
      'n'.repeat(255),
      '\xff'.repeat(255),
    ];
    const path = (name: string) => Buffer.concat([Buffer.from(`${w.root}/`), Buffer.from(name, 'latin1')]);
    for (const name of names) {
      writeFileSync(path(name), '');
      expect(await w.news(80)).toEqual([`created ${name}`]);
    }
    mkdirSync(path('\xfd'));
    await w.news(80);
    renameSync(path('\xff\xfe'), path('\xfd/\n'));
    expect(await w.news(80)).toEqual(['renamed \xff\xfe -> \xfd/\n']);
    w.watch.follow(['\xfd']);
    await w.watch.ready(AbortSignal.timeout(5000));
    writeFileSync(path('\xfd/\n'), 'x');
    expect(await w.news(80)).toEqual(['modified \xfd/\n']);
  });
});

describe('our own changes', () => {
  it('are not told', async () => {
    const w = await start(few);
    const own = (path: string, change: (path: string) => void) => {
      change(w.at(path));
      w.watch.note(path);
    };
    own('new', (path) => writeFileSync(path, 'x'));
    own('a', (path) => writeFileSync(path, 'changed'));
    own('b', (path) => chmodSync(path, 0o600));
    own('d/x', (path) => rmSync(path));
    own('made', (path) => mkdirSync(path));
    own('made/file', (path) => writeFileSync(path, ''));
    own('made/more', (path) => mkdirSync(path));
    own('made/more/file', (path) => writeFileSync(path, ''));
    renameSync(w.at('d/inner'), w.at('e/moved'));
    w.watch.noteRename('d/inner', 'e/moved');
    renameSync(w.at('new'), w.at('a'));
    w.watch.noteRename('new', 'a');
    for (const unknown of ['nowhere', 'no/where', 'a/b', '', '..']) w.watch.note(unknown);
    w.watch.noteRename('no', 'where');
    expect(await w.news()).toEqual([]);
    writeFileSync(w.at('made/more/file'), 'by others');
    writeFileSync(w.at('e/moved/y'), 'by others');
    expect((await w.news()).sort()).toEqual(['modified e/moved/y', 'modified made/more/file']);
  });

  it('are not told either when they come from outside of what is followed', async () => {
    const w = await start(few, ['e']);
    renameSync(w.at('d'), w.at('e/d'));
    w.watch.noteRename('d', 'e/d');
    expect(await w.news()).toEqual([]);
    writeFileSync(w.at('e/d/inner/y'), 'by others');
    expect(await w.news()).toEqual(['modified e/d/inner/y']);
    renameSync(w.at('e/d'), w.at('d'));
    w.watch.noteRename('e/d', 'd');
    expect(await w.news()).toEqual([]);
  });

  it('do not hide what others do in a folder that we made', async () => {
    const w = await start();
    mkdirSync(w.at('made'));
    writeFileSync(w.at('made/theirs'), '');
    w.watch.note('made');
    expect(await w.news()).toEqual(['created made/theirs']);
  });
});

describe('what is watched', () => {
  it('is nothing hidden', async () => {
    const { root } = await start(few, []);
    const told: string[] = [];
    const watch = watchHost({
      root,
      hidden: [join(root, 'd/inner'), join(root, 'later')],
      onChanges: (changes) => void told.push(...changes.map(({ path }) => path)),
      onProblem: () => undefined,
    });
    watch.follow(['', 'd/inner']);
    await watch.ready(AbortSignal.timeout(5000));
    writeFileSync(join(root, 'd/inner/y'), 'secret');
    mkdirSync(join(root, 'later'));
    writeFileSync(join(root, 'later/x'), 'secret');
    chmodSync(join(root, 'd/inner'), 0o700);
    writeFileSync(join(root, 'seen'), '');
    await pause(150);
    watch.close();
    expect(told).toEqual(['seen']);
  });

  it('changes with what is asked for, and nothing is missed in between', async () => {
    const w = await start(few, ['d']);
    writeFileSync(w.at('d/inner/one'), '');
    w.watch.follow(['']);
    writeFileSync(w.at('d/inner/two'), '');
    await w.watch.ready(AbortSignal.timeout(5000));
    w.tree.clear();
    expect(w.batches).toEqual([]);
    for (const [path, type] of realTree(w.root)) if (!/one|two/.test(path)) w.tree.set(path, type);
    expect((await w.news()).sort()).toEqual(['created d/inner/one', 'created d/inner/two']);
    writeFileSync(w.at('d/inner/three'), '');
    w.watch.follow(['d/inner']);
    writeFileSync(w.at('d/inner/four'), '');
    writeFileSync(w.at('a'), 'unseen');
    expect((await w.news()).sort()).toEqual(['created d/inner/four', 'created d/inner/three']);
    w.watch.follow([]);
    writeFileSync(w.at('d/inner/five'), '');
    expect(await w.news()).toEqual([]);
    w.watch.follow(['e']);
    await w.watch.ready(AbortSignal.timeout(5000));
    writeFileSync(w.at('e/x'), '');
    expect(await w.news()).toEqual(['created e/x']);
  });

  it('is a single file, too', async () => {
    const w = await start(few, ['d/x']);
    writeFileSync(w.at('d/x'), 'more');
    expect(await w.news()).toEqual(['modified d/x']);
    writeFileSync(w.at('d/tmp'), 'again');
    renameSync(w.at('d/tmp'), w.at('d/x'));
    expect(await w.news()).toEqual(['modified d/x']);
    writeFileSync(w.at('d/x'), 'and more');
    expect(await w.news()).toEqual(['modified d/x']);
  });

  it('is not what links lead to', async () => {
    const w = await start(
      (root) => {
        few(root);
        symlinkSync('d', join(root, 'link'));
      },
      ['link/inner', 'e'],
    );
    expect(w.problems.at(-1)?.code).toBe('share.folderGone');
    writeFileSync(w.at('d/inner/y'), 'more');
    rmSync(w.at('e'), { recursive: true });
    symlinkSync('d', w.at('e'));
    writeFileSync(w.at('d/x'), 'more');
    expect((await w.news(300)).filter((one) => one.includes('/'))).toEqual([]);
  });
});

describe('much at once', () => {
  it('2,000 files copied in, then deleted', async () => {
    const w = await start((root) => mkdirSync(join(root, 'to')), ['to']);
    for (let i = 0; i < 2000; i += 1) {
      if (i % 50 === 0) mkdirSync(w.at(`from/d${i / 50}/e`), { recursive: true });
      writeFileSync(w.at(`from/d${Math.floor(i / 50)}/e/f${i}`), 'x');
    }
    await run('cp', ['-r', w.at('from'), w.at('to/copy')]);
    const news = await w.news(400);
    expect(w.tree).toEqual(realTree(w.root, 'to'));
    expect(news.filter((one) => one.startsWith('created'))).toHaveLength(2081);
    await run('rm', ['-r', w.at('to/copy')]);
    expect(await w.news(400)).toHaveLength(2081);
    expect(w.tree).toEqual(realTree(w.root, 'to'));
    expect(w.problems).toEqual([]);
  });

  it('5,000 files rewritten, replaced, added and deleted by another process', async () => {
    const w = await start((root) => {
      for (let i = 0; i < 5000; i += 1) {
        if (i % 100 === 0) mkdirSync(join(root, `d${i / 100}`));
        writeFileSync(join(root, `d${Math.floor(i / 100)}/f${i}`), 'x');
      }
    });
    // As git does: the old file is removed and a new one written.
    const script = `const fs = require('node:fs'); const root = process.argv[1];
      for (let i = 0; i < 5000; i += 1) {
        const path = root + '/d' + Math.floor(i / 100) + '/f' + i;
        if (i % 10 === 0) fs.unlinkSync(path);
        else if (i % 10 < 8) { fs.unlinkSync(path); fs.writeFileSync(path, 'new ' + i); }
        else { fs.writeFileSync(path, 'over ' + i); fs.writeFileSync(path + '.added', ''); }
      }`;
    const began = performance.now();
    await run(process.execPath, ['-e', script, w.root]);
    const written = performance.now();
    const news = await w.news(600);
    console.log(
      `5,000 changes: written in ${ms(written - began)}, told ${ms(performance.now() - 600 - written)} later`,
    );
    expect(w.tree).toEqual(realTree(w.root));
    const count = (kind: string) => new Set(news.filter((one) => one.startsWith(kind))).size;
    const last = new Map(w.batches.flat().map((change) => [change.path, change.kind]));
    for (let i = 0; i < 5000; i += 1)
      expect([i, last.get(`d${Math.floor(i / 100)}/f${i}`)]).toEqual([
        i,
        i % 10 === 0 ? 'deleted' : expect.stringMatching(/modified|created/),
      ]);
    expect(count('deleted')).toBeGreaterThanOrEqual(500);
    expect(news.length).toBeLessThan(6200);
  });

  it('what two processes do to the same folders for a while', async () => {
    const w = await start(few);
    const script = `const fs = require('node:fs'); const root = process.argv[1]; let seed = Number(process.argv[2]);
      const any = (n) => (seed = (seed * 48271) % 2147483647) % n;
      const path = () => root + Array.from({ length: 1 + any(3) }, () => '/' + 'abc'[any(3)]).join('');
      const end = Date.now() + 3000;
      while (Date.now() < end) {
        const one = path();
        try {
          [() => fs.writeFileSync(one, 'x'), () => fs.mkdirSync(one), () => fs.mkdirSync(one), () => fs.renameSync(one, path()),
            () => fs.renameSync(one, path()), () => fs.rmSync(one, { recursive: true }), () => fs.chmodSync(one, 0o700 + any(8)),
          ][any(7)]();
        } catch {}
        if (any(100) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, any(80));
      }`;
    await Promise.all([1, 2].map((seed) => run(process.execPath, ['-e', script, w.root, String(seed)])));
    await w.news(400);
    expect(w.problems.filter((error) => error?.code === 'share.failed')).toEqual([]);
    expect(w.tree).toEqual(realTree(w.root));
    expect(w.batches.length).toBeGreaterThan(5);
  });

  it('a file that is written all the time', async () => {
    const w = await start(few);
    for (let i = 0; i < 200; i += 1) {
      fs.appendFileSync(w.at('a'), 'x');
      await pause(3);
    }
    const during = w.batches.length;
    const news = await w.news();
    expect(during).toBeGreaterThanOrEqual(1);
    expect(news.length).toBeLessThan(30);
    expect(new Set(news)).toEqual(new Set(['modified a']));
  });

  it('is told within a blink, and a first look lets others have a go', async () => {
    const w = await start(few);
    const times: number[] = [];
    for (let i = 0; i < 100; i += 1) {
      const before = w.batches.length;
      const at = performance.now();
      writeFileSync(w.at('d/inner/y'), `${i}`);
      while (w.batches.length === before) await pause(1);
      times.push(performance.now() - at);
    }
    times.sort((a, b) => a - b);
    console.log(`one change: p50 ${ms(times[50])}, p99 ${ms(times[98])}`);
    expect(times[50]).toBeLessThan(150);

    const many = (root: string) => {
      for (let i = 0; i < 200; i += 1) {
        mkdirSync(join(root, `d${i}`));
        for (let k = 0; k < 100; k += 1) writeFileSync(join(root, `d${i}/f${k}`), '');
      }
    };
    const big = await start(many, []);
    const memory = process.memoryUsage().rss;
    let longest = 0;
    let last = performance.now();
    let looking = true;
    const beat = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (looking) setImmediate(beat);
    };
    beat();
    const began = performance.now();
    big.watch.follow(['']);
    await big.watch.ready(AbortSignal.timeout(20_000));
    looking = false;
    const took = performance.now() - began;
    const grown = (process.memoryUsage().rss - memory) / 20_200;
    console.log(
      `20,000 files in 200 folders followed in ${ms(took)}, ` +
        `longest block ${ms(longest)}, ${grown.toFixed(0)} bytes an entry (resident)`,
    );
    // In pieces, however busy the computer is with other things.
    expect(longest).toBeLessThan(Math.max(100, took / 4));
  });
});

describe('what can go wrong', () => {
  it('folders that cannot be watched are compared now and then', async () => {
    let allowed = 2;
    const watch: Watch = (...args) => {
      if (allowed <= 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      allowed -= 1;
      return nodeWatch(...args);
    };
    const w = await start(few, [''], { watch, lookMs: 60 });
    expect(w.problems.map((error) => error?.code)).toEqual(['share.watchLimit']);
    writeFileSync(w.at('d/inner/y'), 'more');
    writeFileSync(w.at('e/new'), '');
    expect((await w.news(500)).sort()).toEqual(['created e/new', 'modified d/inner/y']);
    allowed = 100;
    await w.news(400);
    expect(w.problems.at(-1)).toBeUndefined();
    writeFileSync(w.at('d/inner/y'), 'and more');
    expect(await w.news(100)).toEqual(['modified d/inner/y']);
  });

  it('when events may have been lost, everything is compared', async () => {
    const w = await start(few, [''], { mostAtOnce: 20 });
    for (let i = 0; i < 40; i += 1) writeFileSync(w.at(`f${i}`), '');
    expect(await w.news()).toHaveLength(40);
    expect(w.problems.map((error) => error?.code)).toEqual(['share.watchOverflow', undefined]);
  });

  it('even when the system lost most of them', async () => {
    const w = await start((root) => {
      for (let i = 0; i < 30; i += 1) mkdirSync(join(root, `d${i}`));
    });
    // Nothing is read meanwhile: four events each, which is more than the system keeps.
    for (let i = 0; i < 9000; i += 1) writeFileSync(w.at(`d${i % 30}/f${i}`), 'x');
    expect((await w.news(600)).length).toBeGreaterThanOrEqual(9000);
    expect(w.tree).toEqual(realTree(w.root));
    expect(w.problems[0]?.code).toBe('share.watchOverflow');
    expect(w.problems.at(-1)).toBeUndefined();
    writeFileSync(w.at('d7/f7'), 'more');
    expect(await w.news()).toEqual(['modified d7/f7']);
  });

  it('the root goes and comes back', async () => {
    const w = await start(few, ['', 'd'], { lookMs: 60 });
    renameSync(w.root, `${w.root}.away`);
    await pause(200);
    expect(w.problems.map((error) => error?.code)).toEqual(['share.folderGone']);
    writeFileSync(`${w.root}.away/d/x`, 'changed meanwhile');
    writeFileSync(`${w.root}.away/more`, '');
    expect(await w.news(100)).toEqual([]);
    renameSync(`${w.root}.away`, w.root);
    expect((await w.news(400)).sort()).toEqual(['created more', 'modified d/x']);
    expect(w.problems.at(-1)).toBeUndefined();
    writeFileSync(w.at('d/inner/y'), 'more');
    expect(await w.news(100)).toEqual(['modified d/inner/y']);
    rmSync(w.root, { recursive: true });
    await pause(200);
    few(mkdirSync(w.root, { recursive: true }) ?? w.root);
    await w.news(400);
    expect(w.problems.at(-1)).toBeUndefined();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('d/inner/y'), 'and more');
    expect(await w.news(100)).toEqual(['modified d/inner/y']);
  });

  it('a followed folder goes and comes back', async () => {
    const w = await start(few, ['d', 'e'], { lookMs: 60 });
    rmSync(w.at('d'), { recursive: true });
    expect((await w.news(300)).at(-1)).toEqual('deleted d (dir)');
    expect(w.problems.map((error) => error?.params['path'])).toEqual([w.at('d')]);
    mkdirSync(w.at('d'));
    writeFileSync(w.at('d/x'), '');
    expect(await w.news(300)).toEqual(['created d (dir)', 'created d/x']);
    expect(w.problems.at(-1)).toBeUndefined();
    writeFileSync(w.at('d/x'), 'more');
    expect(await w.news(100)).toEqual(['modified d/x']);
  });

  it('ready ends with its signal, and when all is closed', async () => {
    const w = await start(few, []);
    w.watch.follow(['']);
    await expect(w.watch.ready(AbortSignal.abort())).rejects.toThrow();
    const waiting = w.watch.ready(AbortSignal.timeout(5000));
    w.watch.close();
    await expect(waiting).rejects.toThrow();
  });
});

function ms(value: number | undefined): string {
  return `${(value ?? 0).toFixed(1)} ms`;
}
