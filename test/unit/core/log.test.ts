import { mkdir, mkdtemp, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLog, oldLogPath } from '../../../main/core/lib/log.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'log-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const clock = () => new Date('2026-01-02T03:04:05.678Z');
const open = (maxBytes?: number) =>
  new FileLog(join(root, 'app.log'), { clock, ...(maxBytes === undefined ? {} : { maxBytes }) });
const text = () => readFile(join(root, 'app.log'), 'utf8');

describe('FileLog', () => {
  it('writes lines with time, level and area, for its owner only', async () => {
    open().write('info', 'vm', 'started');
    expect(await text()).toBe('2026-01-02T03:04:05.678Z info  vm: started\n');
    expect((await stat(join(root, 'app.log'))).mode & 0o777).toBe(0o600);
  });

  it('goes on in a file that is there', async () => {
    open().write('info', 'a', 'one');
    open().write('info', 'a', 'two');
    expect((await text()).split('\n')).toHaveLength(3);
  });

  it('never holds more than two files of its size, and keeps the newest lines', async () => {
    const log = open(2000);
    for (let n = 0; n < 500; n += 1) log.write('info', 'a', `line ${n}`);
    expect((await stat(join(root, 'app.log'))).size).toBeLessThanOrEqual(2000);
    expect((await stat(oldLogPath(join(root, 'app.log')))).size).toBeLessThanOrEqual(2000);
    const all = (await readFile(oldLogPath(join(root, 'app.log')), 'utf8')) + (await text());
    expect(all).toContain('line 499\n');
    expect(all).toContain('line 470\n');
  });

  it('lets no message forge an entry or drive a terminal', async () => {
    open().write('info', 'vm', 'hello\n2026-01-02T03:04:05.678Z error core: forged\r\u001b[2Jx');
    const lines = (await text()).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('    2026-01-02T03:04:05.678Z error core: forged\\u000d\\u001b[2Jx');
  });

  it('replaces secrets wherever they come', async () => {
    const log = open();
    log.redact('line one\nline two');
    log.redact('hunter2');
    log.redact('ab');
    log.write('info', 'a', 'cab line one\nline two hunter2');
    log.failure('a', Object.assign(new Error('with hunter2'), { key: 'line one\nline two' }));
    expect(await text()).toContain('cab [redacted] [redacted]');
    expect(await text()).not.toMatch(/hunter2|line one|line two/);
  });

  it('writes an error with its causes, under an id', async () => {
    const id = open().failure('a', new Error('outer', { cause: new Error('inner') }));
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(await text()).toMatch(new RegExp(`\\[${id}\\] Error: outer[^]*inner`));
    expect(open().failure('a', 'x', 'given')).toBe('given');
  });

  it('never throws, and says later how much was lost', async () => {
    const log = open();
    await mkdir(join(root, 'app.log'));
    log.write('info', 'a', 'lost');
    log.write('info', 'a', 'lost');
    await rmdir(join(root, 'app.log'));
    log.write('info', 'a', 'kept');
    expect(await text()).toMatch(/2 lines were lost \(.+\)\n.*kept\n$/);
  });

  it.runIf(process.platform === 'linux')('survives a full disk', () => {
    const log = new FileLog('/dev/full', { clock });
    expect(() => log.write('error', 'a', 'nowhere to go')).not.toThrow();
  });

  it('cuts off a message without end', async () => {
    open().write('info', 'a', 'x'.repeat(1_000_000));
    expect((await text()).length).toBeLessThan(20_000);
  });
});
