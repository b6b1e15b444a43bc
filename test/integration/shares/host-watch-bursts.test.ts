/** Many changes of real files at once, as the watch on the host tells them. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { few, pause, realTree, watchedWhileTested } from './watched.ts';

const start = watchedWhileTested();
const run = promisify(execFile);

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

function ms(value: number | undefined): string {
  return `${(value ?? 0).toFixed(1)} ms`;
}
