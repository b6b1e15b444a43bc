import { Duplex, PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import type { GuestSession } from '../../../main/core/guest/guest.ts';
import { sessionHandlers } from '../../../main/core/guest/session-handlers.ts';

const warnings: string[] = [];
process.on('warning', ({ name }: Error) => void warnings.push(name));
afterEach(() => expect(warnings).toEqual([]));

const signal = () => new AbortController().signal;

/** A session whose program takes its input when `take` is called. */
function session() {
  let done: () => void = () => {};
  let received = 0;
  const stream = new Duplex({
    ...{ highWaterMark: 16, read: () => undefined },
    write: (chunk: Buffer, _encoding, callback) => {
      received += chunk.length;
      done = callback;
    },
  });
  const sizes: [number, number][] = [];
  let exit: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => (exit = resolve));
  const stderr = new PassThrough();
  const resize = (columns: number, rows: number) => void sizes.push([columns, rows]);
  const opened: GuestSession = { stream, stderr, exited, resize };
  return { opened, stream, stderr, sizes, exit, take: () => done(), received: () => received };
}

function handlersFor(opened: GuestSession) {
  const [link] = memoryLinks();
  const none = () => {
    throw new Error('there is none');
  };
  const sources = { guest: none, attach: none, debug: none };
  const handlers = sessionHandlers({ ...sources, exec: () => Promise.resolve(opened) }, link);
  const items = handlers['container.exec']({ id: 'a', command: ['sh'], columns: 80, rows: 24 }, signal());
  const iterator = items[Symbol.asyncIterator]();
  return {
    ...{ link, handlers, iterator },
    open: async () => {
      const { value, done } = await iterator.next();
      if (done === true || value.kind !== 'opened') throw new Error('not opened');
      return value.id;
    },
  };
}

const data = Buffer.alloc(100, 'x').toString('base64');

describe('a session', () => {
  it('gives its output as it came, in pieces, and then its code', async () => {
    const { opened, stream, stderr, exit } = session();
    const { iterator, open } = handlersFor(opened);
    await open();
    stream.push(Buffer.alloc(100 * 1024, 'o'));
    const sizes: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { value } = await iterator.next();
      if (value?.kind === 'output') sizes.push(Buffer.from(value.data, 'base64').length);
    }
    expect(sizes).toEqual([48 * 1024, 48 * 1024, 4 * 1024]);
    stderr.end('wrong');
    expect((await iterator.next()).value).toEqual({
      ...{ kind: 'output', fd: 2, data: Buffer.from('wrong').toString('base64') },
    });
    stream.push(null);
    exit(3);
    expect((await iterator.next()).value).toEqual({ kind: 'exit', code: 3 });
    expect((await iterator.next()).done).toBe(true);
    expect(stream.destroyed).toBe(true);
  });

  it('slows its writer, and does not listen more and more', async () => {
    const { opened, take, received } = session();
    const { handlers, open } = handlersFor(opened);
    const id = await open();
    let written = 0;
    const writing = (async () => {
      for (; written < 30; written += 1) await handlers['guest.write']({ id, data }, signal());
    })();
    await pause(20);
    expect(written).toBe(0);
    // oxlint-disable-next-line no-unmodified-loop-condition -- the writing does it meanwhile
    while (written < 30) {
      take();
      await pause(1);
    }
    await writing;
    expect(received()).toBe(3000);
  });

  it('that ends lets go of those who wait to write', async () => {
    const { opened, stream } = session();
    const { handlers, open } = handlersFor(opened);
    const id = await open();
    const writing = handlers['guest.write']({ id, data }, signal());
    await pause(20);
    stream.destroy();
    expect(await writing).toBeNull();
  });

  it('is resized', async () => {
    const { opened, sizes } = session();
    const { handlers, open } = handlersFor(opened);
    const id = await open();
    await handlers['guest.resize']({ id, columns: 100, rows: 40 }, signal());
    expect(sizes).toEqual([[100, 40]]);
  });

  it('belongs to its link', async () => {
    const { opened } = session();
    const { handlers, link, open } = handlersFor(opened);
    const id = await open();
    const other = handlersFor(opened).handlers;
    const wrong = (one: typeof handlers) => (async () => one['guest.write']({ id, data }, signal()))();
    await expect(wrong(other)).rejects.toMatchObject({ code: 'link.invalidInput' });
    link.close();
    await expect(wrong(handlers)).rejects.toMatchObject({ code: 'link.invalidInput' });
  });
});
