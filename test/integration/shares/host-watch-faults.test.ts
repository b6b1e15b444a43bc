/** What can go wrong while real files are watched, and what becomes of it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeWatch, type Watch } from '../../../main/core/shares/events/event-source.ts';
import { few, pause, realTree, watchedWhileTested } from './watched.ts';

const start = watchedWhileTested();

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
