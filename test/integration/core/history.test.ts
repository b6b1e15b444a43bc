/** The history of the core: in its file, for the next core, without secrets, and no longer than it may be. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mostHistory, type HistoryNote } from '../../../main/contract/history-model.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { historyHandlers } from '../../../main/core/history/handlers.ts';
import { openHistory } from '../../../main/core/history/service.ts';
import { quiet, temporaryFolder } from '../engine/fixture.ts';

const note = (id: string, outcome: HistoryNote['outcome'], ...words: string[]): HistoryNote => ({
  ...{ id, at: 1, kind: 'run', words: ['docker', ...words], cut: false, outcome },
});

it('keeps what was done, without secrets, for the next core', async () => {
  const path = join(await temporaryFolder(), 'history.json');
  const history = await openHistory(path, quiet);
  history.add(note('a', 'running', 'run', '-e', 'MY_PASSWORD=hunter2', 'x'));
  history.add(note('b', 'running', 'ps'));
  history.add({ ...note('a', 'done', 'run', '-e', 'MY_PASSWORD=hunter2', 'x'), ms: 5 });
  await history.close();
  expect(await readFile(path, 'utf8')).not.toContain('hunter2');
  const next = await openHistory(path, quiet);
  expect(next.topic.value).toMatchObject([
    { id: 'a', outcome: 'done', ms: 5, words: ['docker', 'run', '-e', 'MY_PASSWORD', 'x'] },
    { id: 'b', outcome: 'unknown' },
  ]);
  await next.clear();
  expect((await openHistory(path, quiet)).topic.value).toEqual([]);
});

it('is bounded, and begins anew where its file can’t be read', async () => {
  const path = join(await temporaryFolder(), 'history.json');
  await writeFile(path, '{"history": [{}]}');
  const history = await openHistory(path, quiet);
  expect(history.topic.value).toEqual([]);
  for (let n = 0; n < mostHistory + 5; n += 1) history.add(note(`n${n}`, 'done', 'ps'));
  expect(history.topic.value).toHaveLength(mostHistory);
  expect(history.topic.value[0]?.id).toBe('n5');
  await history.close();
});

it('doesn’t know how that ended what a window has begun that is gone', async () => {
  const path = join(await temporaryFolder(), 'history.json');
  const history = await openHistory(path, quiet);
  const [link] = memoryLinks();
  const handlers = historyHandlers(history, link);
  const { signal } = new AbortController();
  await handlers['history.add'](note('a', 'running', 'ps'), signal);
  await handlers['history.add'](note('b', 'running', 'ps'), signal);
  await handlers['history.add'](note('b', 'done', 'ps'), signal);
  link.close();
  expect(history.topic.value.map(({ outcome }) => outcome)).toEqual(['unknown', 'done']);
  await history.close();
});
