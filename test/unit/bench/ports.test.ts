import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Scope } from '../../../main/core/lib/scope.ts';
import { AnswerBook, countDatagrams, datagram } from '../../bench/datagrams.ts';
import { echoAnew, firstEcho, openEcho } from '../../bench/echo.ts';
import { iperfRate } from '../../bench/iperf.ts';
import { allAnswer, freeBlock } from '../../bench/publish.ts';
import { comparison, inTurn, ourFigure } from '../../bench/turns.ts';
import { freePort } from '../../bench/vm.ts';

const signal = AbortSignal.timeout(20_000);
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function tcpEcho(port = 0): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return server;
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('not a port');
  return address.port;
}

/** A UDP server that does with each datagram what it is told. */
async function udpServer(answer: (server: Socket, message: Buffer, sender: number) => void): Promise<number> {
  const server = createSocket('udp4', (message, { port }) => answer(server, message, port));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return server.address().port;
}

describe('ways in turn', () => {
  const context = { scope: new Scope(), say: () => undefined };

  it('are measured round by round, and one that fails leaves the others be', async () => {
    const asked: string[] = [];
    const ways = new Map([
      ['ours', { value: 4 }],
      ['hostfwd', { value: 2 }],
      ['broken', { value: 0 }],
      ['missing', { reason: 'there is none' }],
    ]);
    const found = await inTurn(context, ways, 3, (value, name) => {
      asked.push(name);
      return value === 0 ? Promise.reject(new Error('no answer')) : Promise.resolve([value, value]);
    });
    expect(asked).toEqual(['ours', 'hostfwd', 'broken', 'ours', 'hostfwd', 'ours', 'hostfwd']);
    expect(comparison('a.vsHostfwd', 'ms', found, 'hostfwd')).toMatchObject({ value: 2, runs: [2, 2, 2] });
    expect(comparison('a.vsBroken', 'ms', found, 'broken').reason).toBe('broken: no answer');
    expect(comparison('a.vsMissing', 'ms', found, 'missing').reason).toBe('there is none');
    expect(comparison('a.vsNobody', 'ms', found, 'nobody').value).toBeNull();
    expect(ourFigure('a', 'ms', found)).toMatchObject([{ value: 4, runs: [4, 4, 4] }]);
  });

  it('give no figure of ours when ours failed', async () => {
    const found = await inTurn(context, new Map([['ours', { reason: 'down' }]]), 2, () =>
      Promise.resolve([]),
    );
    expect(ourFigure('a', 'ms', found)).toEqual([]);
    expect(
      comparison('a.vsHostfwd', 'ms', new Map([...found, ['hostfwd', { value: [[1]] }]]), 'hostfwd'),
    ).toMatchObject({ value: null, reason: 'down' });
  });
});

describe('the report of iperf3', () => {
  it('tells what arrived', () => {
    const json = JSON.stringify({
      end: { sum_sent: { bits_per_second: 9e6 }, sum_received: { bits_per_second: 2.5e6 } },
    });
    expect(iperfRate(json)).toBe(2.5);
  });

  it('is a failure when it tells no rate', () => {
    expect(() => iperfRate('{"end": {}, "error": "the server is busy"}')).toThrow('the server is busy');
  });
});

describe('an echo over TCP', () => {
  it('is asked over a connection that stays and over new ones', async () => {
    const port = portOf((await tcpEcho()).address());
    await echoAnew(port);
    const kept = openEcho(port);
    for (let time = 0; time < 3; time += 1) expect(await kept.ask()).toBeGreaterThan(0);
    kept.close();
    await expect(kept.ask()).rejects.toThrow('closed');
  });

  it('is waited for, with an end', async () => {
    const port = await freePort();
    await expect(firstEcho(port, 300, signal)).rejects.toThrow(
      `nothing answers at port ${port} within 0.3 s`,
    );
    const waiting = firstEcho(port, 10_000, signal);
    await tcpEcho(port);
    await waiting;
  });
});

describe('many ports', () => {
  it('are asked until each has answered', async () => {
    const tries = new Map<number, number>();
    const ask = (port: number) => {
      const tried = (tries.get(port) ?? 0) + 1;
      tries.set(port, tried);
      return tried > port % 3 ? Promise.resolve() : Promise.reject(new Error('refused'));
    };
    const ports = Array.from({ length: 40 }, (_, position) => 100 + position);
    await allAnswer(ports, { ask, deadline: 10_000, signal });
    expect(ports.every((port) => tries.get(port) === (port % 3) + 1)).toBe(true);
  });

  it('that do not answer are counted', async () => {
    const ask = (port: number) => (port < 3 ? Promise.resolve() : Promise.reject(new Error('refused')));
    const late = allAnswer([1, 2, 3, 4, 5], { ask, deadline: 200, signal });
    await expect(late).rejects.toThrow("3 ports don't answer after 0.2 s (Error: refused)");
  });

  it('are taken where all of them are free', async () => {
    const taken = portOf((await tcpEcho()).address());
    expect(await freeBlock(4, taken - 1, taken + 20)).toBeGreaterThan(taken);
    await expect(freeBlock(4, taken - 1, taken + 3)).rejects.toThrow('no 4 free ports in a row');
  });
});

describe('datagrams', () => {
  const options = { clients: 4, count: 40, bytes: 64, perSecond: 2000, patience: 400, signal };

  it('are all answered by an honest echo', async () => {
    const port = await udpServer((server, message, sender) => server.send(message, sender, '127.0.0.1'));
    expect(await countDatagrams({ ...options, port })).toEqual({ sent: 40, answered: 40, misdelivered: 0 });
  });

  it('that are lost or go astray are noticed', async () => {
    let first: number | undefined;
    const port = await udpServer((server, message, sender) => {
      if (message.length < 8) return server.send(message, sender, '127.0.0.1');
      first ??= sender;
      const [owner, number] = [message.readUInt32BE(0), message.readUInt32BE(4)];
      // Nothing for the second client; what is the third's goes to the first.
      if (owner === 1) return;
      server.send(message, owner === 2 ? first : sender, '127.0.0.1');
      // A repetition is no second answer.
      if (number === 0) server.send(message, sender, '127.0.0.1');
    });
    expect(await countDatagrams({ ...options, port })).toEqual({ sent: 40, answered: 20, misdelivered: 10 });
  });

  it('without any answer are a failure', async () => {
    const port = await udpServer(() => undefined);
    await expect(countDatagrams({ ...options, port })).rejects.toThrow('no datagram');
  });

  it('that are not ours do not count', () => {
    const book = new AnswerBook(2);
    book.enter(0, Buffer.from('short'));
    book.enter(0, datagram(7, 7, 64));
    book.enter(0, datagram(1, 2, 64));
    expect([book.answered, book.misdelivered]).toEqual([0, 0]);
    book.enter(1, datagram(1, 3, 64));
    book.enter(0, datagram(1, 3, 64));
    expect([book.answered, book.misdelivered]).toEqual([1, 1]);
  });
});
