import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { Exchange } from '../../../main/core/engine/exchange.ts';
import { HttpFollower, maxHeadBytes } from '../../../main/core/engine/http-follow.ts';
import { classify, parseHead, parseRequestLine, parseStatus } from '../../../main/core/engine/http-head.ts';

const post = (target: string) => classify({ method: 'POST', target });

describe('a head', () => {
  it('says how long its message is', () => {
    expect(parseHead('GET / HTTP/1.1\r\nHost: d')).toMatchObject({
      length: undefined,
      chunked: false,
      upgrade: false,
    });
    expect(parseHead('POST / HTTP/1.1\r\ncontent-LENGTH:  42 ')).toMatchObject({ length: 42 });
    expect(parseHead('POST / HTTP/1.1\r\nTransfer-Encoding: Chunked')).toMatchObject({ chunked: true });
    expect(parseHead('POST / HTTP/1.1\r\nUpgrade: h2c')).toMatchObject({ upgrade: true });
    expect(parseHead('POST / HTTP/1.1\r\nexpect: 100-Continue ')).toMatchObject({ expects: true });
    expect(parseHead('POST / HTTP/1.1\r\nEnough: 100-continue\r\nAccept: *')).toMatchObject({
      expects: false,
    });
  });

  it.each([
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1',
    'POST / HTTP/1.1\r\nContent-Length: -1',
    'POST / HTTP/1.1\r\nContent-Length: 1, 1',
    'POST / HTTP/1.1\r\nContent-Length: 99999999999999999999',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked',
    'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked',
    'POST / HTTP/1.1\r\nContent-Length : 1',
    'POST / HTTP/1.1\r\nX: a\r\n b: folded',
    'POST / HTTP/1.1\r\nno colon',
    'POST / HTTP/1.1\r\nX: a\nContent-Length: 3',
    'POST / HTTP/1.1\nX: a',
  ])('is not trusted when it leaves that in doubt: %j', (text) => {
    expect(parseHead(text)).toBeUndefined();
  });

  it('begins with a request line or a status line', () => {
    expect(parseRequestLine('GET /_ping HTTP/1.1')).toEqual({ method: 'GET', target: '/_ping' });
    expect(parseRequestLine('PRI * HTTP/2.0')).toBeUndefined();
    expect(parseRequestLine('GET /')).toBeUndefined();
    expect(parseStatus('HTTP/1.1 204 No Content')).toBe(204);
    expect(parseStatus('HTTP/1.0 200')).toBe(200);
    expect(parseStatus('HTTP/2 200')).toBeUndefined();
  });
});

describe('an endpoint', () => {
  it('is a start under every spelling that the engine takes', () => {
    const start = (container: string) => ({ kind: 'start', container });
    expect(post('/containers/web/start')).toEqual(start('web'));
    expect(post('/v1.43/containers/web_1.a-b/restart?t=5')).toEqual(start('web_1.a-b'));
    expect(post('/v1.43/containers/%77eb/st%61rt')).toEqual(start('web'));
    expect(post('http://docker/v1.43/containers/web/start')).toEqual(start('web'));
    expect(post('/containers//web/start')).toEqual(start('web'));
  });

  it('may name folders where containers, volumes and services are made', () => {
    const binds = (of: string) => ({ kind: 'binds', of });
    expect(post('/containers/create?name=web')).toEqual(binds('container'));
    expect(post('/v1.43/containers/cre%61te')).toEqual(binds('container'));
    expect(post('http://docker/v1.43/volumes/create')).toEqual(binds('volume'));
    expect(post('/v1.43/services/create')).toEqual(binds('service'));
    expect(post('/v1.43/services/web/update?version=5')).toEqual(binds('service'));
  });

  it('is hijacked where the engine hijacks', () => {
    for (const target of [
      '/v1.43/containers/a/attach?stdin=1',
      '/exec/0a/start',
      '/session',
      '/v1.47/grpc',
    ]) {
      expect(post(target)).toEqual({ kind: 'hijack' });
    }
    expect(classify({ method: 'CONNECT', target: 'x:1' })).toEqual({ kind: 'hijack' });
  });

  it.each([
    '/containers/create/',
    '/volumes/a/create',
    '/services/a/b/update',
    '/containers/a/stop',
    '/containers/a/b/start',
    '/containers/%/start',
    '/containers/..%2f/start',
    '/containers//start',
    '/x/containers/a/start',
    '/exec/a/resize',
    '/sessions',
    `/containers/${'a'.repeat(300)}/start`,
    '*',
  ])('is nothing special otherwise: %s', (target) => {
    expect(post(target)).toEqual({ kind: 'plain' });
    expect(classify({ method: 'GET', target: '/containers/a/start' })).toEqual({ kind: 'plain' });
  });
});

/** Start lines that a follower finds, pushed in pieces of `size` bytes. */
function follow(text: string, size: number): { lines: string[]; raw: boolean } {
  const lines: string[] = [];
  const follower = new HttpFollower((head) => {
    lines.push(head.startLine);
    return head.chunked ? 'chunked' : (head.length ?? 0);
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) follower.push(bytes.subarray(at, at + size));
  return { lines, raw: follower.raw };
}

describe('following', () => {
  const messages =
    '\r\nA / HTTP/1.1\r\nContent-Length: 7\r\n\r\n1\r\n\r\n34' +
    'B / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n' +
    'a ; ext="q"\r\n0123456789\r\n0000b\r\nX / HTTP/1.1\r\n0\r\nT: 1\r\nU: 2\r\n\r\n' +
    'C / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' +
    'D / HTTP/1.1\r\n\r\n';

  it('finds the same heads however the bytes are cut', () => {
    const broken = messages.replace('0000b\r\nX / HTTP/1.1\r\n', '0000c\r\nX / HTTP/1.1\r\n');
    for (let size = 1; size <= broken.length; size += 1) {
      expect(follow(broken, size)).toEqual({
        lines: ['A / HTTP/1.1', 'B / HTTP/1.1', 'C / HTTP/1.1', 'D / HTTP/1.1'],
        raw: false,
      });
    }
  });

  it.each([
    ['a head that is too long', `A / HTTP/1.1\r\nX: ${'x'.repeat(maxHeadBytes - 16)}\r\n\r\n`],
    ['a chunk size that is none', 'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['a bare line feed', 'A / HTTP/1.1\nHost: d\n'],
    ['an empty chunk size', 'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n'],
    ['a chunk size beyond reason', 'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n'],
    ['an endless extension', `A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(5000)}`],
    [
      'endless trailers',
      `A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'T: x\r\n'.repeat(20_000)}`,
    ],
  ])('gives up on %s', (_, text) => {
    for (const size of [1, 7, 4096, text.length]) expect(follow(text, size).raw).toBe(true);
  });

  it('takes a head of the greatest length', () => {
    const frame = 'A / HTTP/1.1\r\nX: ';
    const text = `${frame}${'x'.repeat(maxHeadBytes - frame.length)}\r\n\r\nB / HTTP/1.1\r\n\r\n`;
    for (const size of [1, 1000, text.length]) {
      expect(follow(text, size)).toEqual({ lines: ['A / HTTP/1.1', 'B / HTTP/1.1'], raw: false });
    }
  });
});

const unasked = {
  judge: () => ({ kind: 'pass' }) as const,
  notShared: () => new AppError('share.notShared'),
  refuse: () => undefined,
  proceed: () => undefined,
};

describe('an exchange', () => {
  const start = 'POST /containers/web/start HTTP/1.1\r\nContent-Length: 0\r\n\r\n';

  function exchange(requests: string): Exchange {
    const made = new Exchange(unasked);
    made.request(Buffer.from(requests));
    return made;
  }
  const answer = (to: Exchange, text: string) => to.answer(Buffer.from(text));

  it('tells where the answer to a start begins', () => {
    const one = exchange(`HEAD /_ping HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n${start}`);
    const before =
      'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    expect(answer(one, `${before}HTTP/1.1 204 No Content\r\n\r\n`)).toEqual({
      from: before.length,
      containers: ['web'],
    });
  });

  it('passes interim answers and failures', () => {
    const one = exchange(start + start);
    expect(answer(one, 'HTTP/1.1 100 Continue\r\n\r\n')).toBeUndefined();
    expect(answer(one, 'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}')).toBeUndefined();
    expect(answer(one, 'HTTP/1.1 304 Not Modified\r\n\r\n')).toEqual({ from: 0, containers: ['web'] });
  });

  it.each([
    ['an upgrade', 'POST /x HTTP/1.1\r\nUpgrade: tcp\r\n\r\n'],
    ['an attach', 'POST /containers/a/attach HTTP/1.1\r\n\r\n'],
    ['what is no HTTP', 'hello\r\n\r\n'],
  ])('sees nothing after %s', (_, text) => {
    const one = exchange(text + start);
    expect(answer(one, 'HTTP/1.1 204 No Content\r\n\r\n')).toBeUndefined();
    expect(answer(one, 'HTTP/1.1 204 No Content\r\n\r\n')).toBeUndefined();
  });

  it('holds nothing back for answers that nobody asked for or that it cannot read', () => {
    expect(answer(exchange(''), 'HTTP/1.1 204 No Content\r\n\r\n')).toBeUndefined();
    const one = exchange(start + start);
    expect(answer(one, 'rubbish\r\n\r\n')).toBeUndefined();
    expect(answer(one, 'HTTP/1.1 204 No Content\r\n\r\n')).toBeUndefined();
  });
});
