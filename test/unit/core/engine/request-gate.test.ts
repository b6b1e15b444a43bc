import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../main/contract/errors.ts';
import { Exchange, type Refusal } from '../../../../main/core/engine/exchange.ts';
import { maxBodyBytes } from '../../../../main/core/engine/request-gate.ts';
import type { BindSource } from '../../../../main/core/shares/paths.ts';

interface Outcome {
  /** What went to the engine. */
  sent: string;
  readonly refusals: Refusal[];
  /** How often the client was told to go ahead. */
  goAheads: number;
}

function judge(source: string): BindSource {
  if (source.startsWith('/no')) return { kind: 'refuse', path: source };
  if (source.startsWith('C:')) return { kind: 'rewrite', source: `/c/${source.slice(3)}` };
  return { kind: 'pass' };
}

function start(): { exchange: Exchange; outcome: Outcome } {
  const outcome: Outcome = { sent: '', refusals: [], goAheads: 0 };
  const exchange = new Exchange({
    judge,
    notShared: (path) => new AppError('share.notShared', { params: { path, command: `share ${path}` } }),
    refuse: (refusal) => outcome.refusals.push(refusal),
    proceed: () => (outcome.goAheads += 1),
  });
  return { exchange, outcome };
}

/** Sends requests cut at these places, and ends; then the engine answers one after the other. */
async function send(requests: string, cuts: readonly number[] = [], end = true): Promise<Outcome> {
  const { exchange, outcome } = start();
  const bytes = Buffer.from(requests, 'latin1');
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
  for (const [index, from] of [0, ...places].entries()) {
    const chunk = bytes.subarray(from, places[index] ?? bytes.length);
    if (chunk.length > 0) outcome.sent += exchange.request(chunk)?.toString('latin1') ?? '';
  }
  if (end) outcome.sent += exchange.requestsEnd()?.toString('latin1') ?? '';
  for (let left = 20; left > 0 && outcome.refusals.length === 0; left -= 1) {
    await Promise.resolve();
    exchange.answer(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'));
  }
  return outcome;
}

const path = '/v1.43/containers/create?name=web';
const bodyOf = (...binds: string[]) => JSON.stringify({ Image: 'x', HostConfig: { Binds: binds } });

function withLength(body: string, head = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: d\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function inChunks(body: string, sizes: readonly number[]): string {
  let text = `POST ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`;
  let at = 0;
  for (const size of [...sizes, body.length]) {
    const part = body.slice(at, at + size);
    at += part.length;
    if (part !== '') text += `${part.length.toString(16)};x=y\r\n${part}\r\n`;
  }
  return `${text}0\r\nT: 1\r\n\r\n`;
}

const ping = 'GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n';
const upload =
  'POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '2a\r\nPOST /containers/create HTTP/1.1\r\n\r\n\r\n\r\n{}\r\n0\r\n\r\n';
const every = (text: string) => Array.from(text, (_, index) => index);

describe('what goes through', () => {
  it.each([
    ['a ping', ping],
    ['an upload', upload],
    ['a create', withLength(bodyOf('/yes:/x', 'name:/y'))],
    ['a create in chunks', inChunks(bodyOf('/yes:/x'), [1, 2, 3])],
    ['a create without a body', `POST ${path} HTTP/1.1\r\n\r\n`],
    ['a create whose body is no JSON', withLength('{"HostConfig":{"Binds":["/no:/x"]')],
    [
      'an attach and what follows it',
      `POST /containers/a/attach HTTP/1.1\r\n\r\n${withLength(bodyOf('/no:/x'))}`,
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nPOST '],
    ['lines with bare ends', 'POST /containers/create HTTP/1.1\nContent-Length: 2\n\n{}'],
    ['a head that never ends', `${ping}POST /containers/create HTTP/1.1\r\nHost`],
    ['blank lines between', `\r\n\r\n${ping}\r\n\n${withLength(bodyOf())}`],
    ['a head that is too long', `POST ${path} HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\n\r\n${ping}`],
  ])('is every byte of %s, however it comes', async (_, text) => {
    const all = ping + text;
    expect(await send(all)).toMatchObject({ sent: all, refusals: [] });
    if (all.length < 1000) expect(await send(all, every(all))).toMatchObject({ sent: all, refusals: [] });
    for (let cut = 1; cut < Math.min(all.length, 400); cut += 1) {
      expect((await send(all, [cut])).sent).toBe(all);
    }
  });

  it('is the same chunk, not a copy, where nothing is kept back', () => {
    const { exchange } = start();
    const chunk = Buffer.from(ping);
    expect(exchange.request(chunk)).toBe(chunk);
    expect(exchange.request(chunk)).toBe(chunk);
    const part = Buffer.from('GET /_pi');
    expect(exchange.request(part)).toBe(part);
    const rest = Buffer.from(`ng HTTP/1.1\r\n\r\n${upload}`);
    expect(exchange.request(rest)).toBe(rest);
  });

  it('is no byte of a create before all of it is there', () => {
    const text = withLength(bodyOf('/yes:/x'));
    const { exchange } = start();
    for (let at = 0; at < text.length - 1; at += 1) {
      expect(exchange.request(Buffer.from(text[at] ?? ''))).toBeUndefined();
    }
    expect(exchange.request(Buffer.from(text.slice(-1)))?.toString()).toBe(text);
  });

  it('is only held while it may be a create', () => {
    const { exchange } = start();
    expect(exchange.request(Buffer.from('POS'))).toBeUndefined();
    expect(exchange.request(Buffer.from('T /images/load HTTP/1.1\r\nX'))?.toString()).toBe(
      'POST /images/load HTTP/1.1\r\nX',
    );
  });
});

describe('what is refused', () => {
  const refused = [
    expect.objectContaining({ status: '400 Bad Request', message: expect.stringContaining('/no') }),
  ];

  it('does not go through, nor does anything after it', async () => {
    for (const text of [withLength(bodyOf('/yes:/x', '/no:/y')), inChunks(bodyOf('/no:/y'), [7, 1, 1])]) {
      const before = ping + upload;
      const all = before + text + ping;
      expect(await send(all)).toEqual({ sent: before, refusals: refused, goAheads: 0 });
      expect(await send(all, every(all))).toEqual({ sent: before, refusals: refused, goAheads: 0 });
    }
  });

  it('is answered after all that was asked before', async () => {
    const { exchange, outcome } = start();
    const text = ping + ping + withLength(bodyOf('/no:/x'));
    expect(exchange.request(Buffer.from(text))?.toString()).toBe(ping + ping);
    await Promise.resolve();
    exchange.answer(
      Buffer.from(
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOKHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nO',
      ),
    );
    await Promise.resolve();
    expect(outcome.refusals).toEqual([]);
    exchange.answer(Buffer.from('K'));
    expect(outcome.refusals).toEqual([]); // the last byte is to be passed on first
    await Promise.resolve();
    expect(outcome.refusals).toEqual(refused);
  });

  it('is what is too large', async () => {
    const large = { status: '413 Content Too Large' };
    const declared = `POST ${path} HTTP/1.1\r\nContent-Length: ${maxBodyBytes + 1}\r\n\r\n`;
    expect(await send(`${ping}${declared}{`, [], false)).toMatchObject({ sent: ping, refusals: [large] });
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const { exchange, outcome } = start();
    exchange.request(Buffer.from(`POST ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`));
    for (let n = 0; n < 100; n += 1) expect(exchange.request(Buffer.from(chunk))).toBeUndefined();
    await Promise.resolve();
    expect(outcome.refusals).toMatchObject([large]);
    const most = withLength(`{}${' '.repeat(maxBodyBytes - 2)}`);
    expect((await send(most, [10, 1_000_000])).sent).toBe(most);
  });

  it('is what breaks off', async () => {
    const broken = [expect.objectContaining({ message: 'the request body is not complete' })];
    const chunked = `POST ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`;
    for (const text of [
      withLength(bodyOf('/no:/x')).replace(/Content-Length: \d+/, 'Content-Length: 999'),
      `${chunked}2\r\n{}\r\n`,
      `${chunked}2\r\n{}\r\nrubbish\r\n${ping}`,
    ]) {
      expect(await send(ping + text)).toEqual({ sent: ping, refusals: broken, goAheads: 0 });
      expect(await send(ping + text, every(text))).toEqual({ sent: ping, refusals: broken, goAheads: 0 });
    }
  });
});

describe('what is rewritten', () => {
  const body = bodyOf('C:\\dé:/x:ro', 'name:/y');
  const written = bodyOf('/c/dé:/x:ro', 'name:/y');

  it('has the right length', async () => {
    const all = ping + Buffer.from(withLength(body)).toString('latin1') + ping;
    const expected = ping + Buffer.from(withLength(written)).toString('latin1') + ping;
    expect((await send(all)).sent).toBe(expected);
    expect((await send(all, every(all))).sent).toBe(expected);
  });

  it('may come in chunks', async () => {
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    const one = latin1(written);
    const expected =
      `${ping}POST ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${one.length.toString(16)}\r\n${one}\r\n0\r\n\r\n${ping}`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 20 })),
        fc.array(fc.nat(1000)),
        async (sizes, cuts) => {
          expect((await send(ping + inChunks(latin1(body), sizes) + ping, cuts)).sent).toBe(expected);
        },
      ),
    );
  });
});

it('comes to the same however the bytes are cut', async () => {
  const request = fc.oneof(
    fc.constantFrom(ping, upload, `POST ${path} HTTP/1.1\r\n\r\n`, '\r\n'),
    fc.constantFrom('/yes:/x', 'C:/x:/y', '/no:/x', 'v:/x').map((bind) => withLength(bodyOf(bind))),
    fc
      .tuple(fc.constantFrom('/yes:/x', 'C:/x:/y', '/no:/x'), fc.array(fc.integer({ min: 1, max: 9 })))
      .map(([bind, sizes]) => inChunks(bodyOf(bind), sizes)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(5000)),
      async (requests, cuts) => {
        const all = requests.join('');
        expect(await send(all, cuts)).toEqual(await send(all));
      },
    ),
    { numRuns: 300 },
  );
});

describe('a client that waits for the go-ahead', () => {
  const expecting = (body: string) => withLength(body, 'expect:  100-Continue\r\nX: y\r\n');

  it('gets it, and the engine is not asked for it again', async () => {
    const { exchange, outcome } = start();
    const body = bodyOf('/yes:/x');
    const text = expecting(body);
    expect(exchange.request(Buffer.from(text.slice(0, -body.length)))).toBeUndefined();
    await Promise.resolve();
    expect(outcome.goAheads).toBe(1);
    const sent = exchange.request(Buffer.from(body))?.toString();
    expect(sent).toBe(text.replace('expect:  100-Continue\r\n', ''));
  });

  it('gets it in its turn, and a refusal after it', async () => {
    const { exchange, outcome } = start();
    exchange.request(Buffer.from(ping + expecting(bodyOf('/no:/x'))));
    await Promise.resolve();
    expect(outcome).toMatchObject({ goAheads: 0, refusals: [] });
    exchange.answer(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'));
    await Promise.resolve();
    expect(outcome).toMatchObject({ goAheads: 1, refusals: [{ status: '400 Bad Request' }] });
  });
});

it('is not led past the check by an offer to upgrade', async () => {
  const text = withLength(bodyOf('/no:/x'), 'Connection: Upgrade\r\nUpgrade: h2c\r\n');
  expect(await send(text)).toMatchObject({ sent: '', refusals: [{ status: '400 Bad Request' }] });
  const passing = withLength(bodyOf('/yes:/x'), 'Connection: Upgrade\r\nUpgrade: h2c\r\n');
  expect((await send(`${passing}frames of HTTP/2`)).sent).toBe(`${passing}frames of HTTP/2`);
});
