/** The way for a share's messages that doesn't go through SSH: who gets in, and who doesn't. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duplexPair } from '../../../../../main/core/lib/duplex-pair.ts';
import type { Log } from '../../../../../main/core/lib/log.ts';
import { DirectWay } from '../../../../../main/core/shares/helper/direct.ts';

const quiet: Log = { write: () => undefined, failure: () => '', redact: () => undefined };
let way: DirectWay;
const sockets: Socket[] = [];

beforeEach(() => {
  way = new DirectWay(quiet);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  way.close();
});

/** Asks, and reads what the guest's end is told: where to connect to, and what to show. */
async function ask(signal = new AbortController().signal) {
  const [asking, guest] = duplexPair();
  const opened = way.open(asking, '127.0.0.1', signal);
  const told = await firstBytes(guest);
  return { opened, guest, told, port: told.readUInt16BE(20), token: told.subarray(22) };
}

function reach(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

async function isClosed(socket: Socket): Promise<boolean> {
  socket.resume();
  await once(socket, 'close');
  return true;
}

function firstBytes(stream: Duplex): Promise<Buffer> {
  return new Promise((resolve) => stream.once('data', (chunk: Buffer) => resolve(chunk)));
}

async function firstWord(stream: Duplex): Promise<string> {
  return (await firstBytes(stream)).toString();
}

describe('who is told where to connect', () => {
  it('gets the address, the port and a token of 32 bytes, a new one each time', async () => {
    const [first, second] = [await ask(), await ask()];
    expect(first.told.subarray(0, 16).toString('latin1')).toBe('moorage-connect\0');
    expect([...first.told.subarray(16, 20)]).toEqual([127, 0, 0, 1]);
    expect(first.told).toHaveLength(54);
    expect(first.token.equals(second.token)).toBe(false);
    first.guest.destroy();
    second.guest.destroy();
  });

  it('is let in with the token, also in pieces, and what follows it is the share’s', async () => {
    const { opened, guest, port, token } = await ask();
    guest.write('C');
    const socket = reach(port);
    socket.write(token.subarray(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.write(Buffer.concat([token.subarray(5), Buffer.from('hello')]));
    const stream = await opened;
    if (stream === undefined) throw new Error('it was not let in');
    expect(await firstWord(stream)).toBe('hello');
    stream.write('answer');
    expect(await firstWord(socket)).toBe('answer');
  });

  it('gets the right one of two shares that wait', async () => {
    const [one, other] = [await ask(), await ask()];
    reach(other.port).write(Buffer.concat([other.token, Buffer.from('other')]));
    reach(one.port).write(Buffer.concat([one.token, Buffer.from('one')]));
    const [first, second] = [await one.opened, await other.opened];
    if (first === undefined || second === undefined) throw new Error('they were not let in');
    expect(await Promise.all([firstWord(first), firstWord(second)])).toEqual(['one', 'other']);
  });
});

describe('who has no token', () => {
  it('is sent away with a wrong one, and with one that was used', async () => {
    const { opened, port, token } = await ask();
    const stranger = reach(port);
    stranger.write(Buffer.alloc(32));
    expect(await isClosed(stranger)).toBe(true);
    reach(port).write(token);
    expect(await opened).toBeDefined();
    const late = reach(port);
    late.write(token);
    expect(await isClosed(late)).toBe(true);
  });

  it('holds up nobody, however many they are', async () => {
    const { opened, port, token } = await ask();
    const crowd = Array.from({ length: 40 }, () => reach(port));
    // As many as may be about to show theirs stay for now; who waits for longest gives way to the next.
    const closed = await Promise.all(crowd.slice(0, 24).map((socket) => isClosed(socket)));
    expect(closed).toHaveLength(24);
    reach(port).write(token);
    expect(await opened).toBeDefined();
  });
});

describe('a guest that can’t connect', () => {
  it('says so, and is served over SSH', async () => {
    const { opened, guest } = await ask();
    guest.end('E');
    expect(await opened).toBeUndefined();
  });

  it('ends without a word, and is served over SSH', async () => {
    const { opened, guest } = await ask();
    guest.destroy();
    expect(await opened).toBeUndefined();
  });

  it('is waited for until nobody wants the share any more', async () => {
    const end = new AbortController();
    const { opened } = await ask(end.signal);
    end.abort(new Error('not wanted'));
    await expect(opened).rejects.toThrow('not wanted');
  });
});
