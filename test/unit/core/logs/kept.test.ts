import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseEndEvent } from '../../../../main/core/logs/end-events.ts';
import { lastWithin } from '../../../../main/core/logs/removed.ts';
import { openLogSearches } from '../../../../main/core/logs/searches.ts';

it('reads how a container ended, and nothing else', () => {
  const event = (more: object) =>
    JSON.stringify({
      ...{ Type: 'container', Action: 'die', time: 12 },
      Actor: { ID: 'abc', Attributes: { name: 'n\n', image: 'i', exitCode: '137' } },
      ...more,
    });
  expect(parseEndEvent(event({}))).toEqual({
    ...{ action: 'die', id: 'abc', name: 'n', image: 'i', project: '', at: 12_000, exitCode: 137 },
  });
  for (const line of [
    '',
    '[]',
    event({ Type: 'network' }),
    event({ Action: 'exec_die' }),
    event({ Actor: { ID: '../x' } }),
  ])
    expect(parseEndEvent(line), line).toBeUndefined();
});

it('keeps the last lines that are short enough together', () => {
  const line = (text: string) => ({ stream: 'stdout', time: '', text }) as const;
  const texts = lastWithin(['a'.repeat(10), 'b'.repeat(10), 'c'.repeat(3)].map(line), 10).map(
    ({ text }) => text,
  );
  expect(texts).toEqual(['bbbbbb', 'ccc']);
});

it('keeps searches by their names, for the next core too', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ls-'));
  const path = join(dir, 's.json');
  try {
    const search = { name: 'b', text: 'x', regex: false, only: true, streams: 'both' } as const;
    const first = await openLogSearches(path);
    await first.save(search);
    await first.save({ ...search, name: 'a' });
    await first.save({ ...search, text: 'y' });
    const second = await openLogSearches(path);
    expect(second.topic.value.map(({ name, text }) => `${name} ${text}`)).toEqual(['a x', 'b y']);
    await second.remove('a');
    expect(await readFile(path, 'utf8')).not.toContain('"a"');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (let index = 1; index < 100; index += 1) await second.save({ ...search, name: `n${index}` });
    await expect(second.save({ ...search, name: 'one more' })).rejects.toMatchObject({
      code: 'logs.tooManySearches',
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
