import { spawnSync } from 'node:child_process';
import { Duplex, PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { debugArgs } from '../../../main/contract/debug-command.ts';
import { debugTarget } from '../../../main/core/engine/terminals/debug.ts';
import { Frames, splitFrames } from '../../../main/core/engine/terminals/split-frames.ts';

const frame = (fd: number, data: string) => {
  const head = Buffer.alloc(8);
  head[0] = fd;
  head.writeUInt32BE(Buffer.byteLength(data), 4);
  return Buffer.concat([head, Buffer.from(data)]);
};

describe('output in frames', () => {
  it('is put together wherever it is cut', () => {
    const all = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'err'), frame(1, 'more')]);
    for (let size = 1; size <= all.length; size += 1) {
      const frames = new Frames();
      const said = { 1: '', 2: '' };
      for (let at = 0; at < all.length; at += size)
        for (const { fd, data } of frames.take(all.subarray(at, at + size))) said[fd] += data.toString();
      expect(said).toEqual({ 1: 'outmore', 2: 'err' });
    }
  });

  it('becomes two streams, and what is typed goes where it came from', async () => {
    const typed = new PassThrough();
    const said = new PassThrough();
    const { stream, stderr } = splitFrames(
      Duplex.from({ readable: said, writable: typed }),
      new PassThrough(),
    );
    stream.write('typed');
    said.end(Buffer.concat([frame(1, 'out'), frame(2, 'err')]));
    expect(await Promise.all([text(stream), text(stderr)])).toEqual(['out', 'err']);
    expect(String(typed.read())).toBe('typed');
  });
});

describe('what a debug shell enters', () => {
  const id = 'a'.repeat(64);
  const running = { Id: id, State: { Running: true, Paused: false, Pid: 42 } };

  it('is the main process of a container that runs', () => {
    expect(debugTarget(running)).toEqual({ id, pid: 42 });
  });

  it('is nothing that the engine makes up', () => {
    const notRunning = expect.objectContaining({ code: 'container.notRunning' });
    for (const answer of [
      ...[undefined, [], {}, { ...running, Id: 'x' }, { ...running, Id: `${id}$(id)` }],
      ...[0, 1, -1, 1.5, '42', Number.NaN, 2 ** 60].map((pid) => ({
        ...running,
        State: { Running: true, Pid: pid },
      })),
      { ...running, State: { Running: false, Pid: 42 } },
    ])
      expect(() => debugTarget(answer)).toThrow(notRunning);
    const paused = { ...running, State: { ...running.State, Paused: true } };
    expect(() => debugTarget(paused)).toThrow(expect.objectContaining({ code: 'container.paused' }));
  });
});

it('the command by hand is one that a POSIX shell can read', () => {
  const script = debugArgs({ pid: 42 }).at(-1) ?? '';
  expect(spawnSync('sh', ['-n', '-c', script]).status).toBe(0);
});
