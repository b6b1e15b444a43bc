/** Requests as docker on Windows sends them, whole, and what goes to the engine in their place. */
import { describe, expect, it } from 'vitest';
import type { BindsOf } from '../../../../main/core/engine/binds.ts';
import { judgeRequest } from '../../../../main/core/engine/create-request.ts';
import { judgeSource } from '../../../../main/core/shares/paths.ts';

const shares = [
  { path: 'C:\\Users\\x', guestPath: '/c/Users/x' },
  { path: 'D:\\', guestPath: '/d' },
];
const judge = (source: string) => judgeSource(source, shares, 'win32');

interface Sent {
  readonly head: string;
  readonly body: string;
}

/** The request with this body, as it goes on; the path it is refused for. */
function decide(of: BindsOf, body: string, { chunked = false, expected = false } = {}): Sent | string {
  const bytes = Buffer.from(body);
  const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`;
  const head = `POST /v1.47/x HTTP/1.1\r\nHost: d\r\n${expected ? 'Expect: 100-continue\r\n' : ''}${framing}\r\n\r\n`;
  const content = chunked ? `${bytes.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  const verdict = judgeRequest(of, Buffer.from(head + content), { chunked, expected }, judge);
  if (verdict.kind === 'refuse') return verdict.path;
  const text = verdict.bytes.toString();
  const end = text.indexOf('\r\n\r\n') + 4;
  return { head: text.slice(0, end), body: text.slice(end) };
}

const binds = (...list: readonly string[]) => JSON.stringify({ Image: 'x', HostConfig: { Binds: list } });
const mount = (source: string) =>
  JSON.stringify({ HostConfig: { Mounts: [{ Type: 'bind', Source: source, Target: '/app' }] } });
const volume = (device: string) =>
  JSON.stringify({ Name: 'v', DriverOpts: { type: 'none', o: 'bind', device } });
const service = (source: string) =>
  JSON.stringify({ TaskTemplate: { ContainerSpec: { Mounts: [{ Type: 'bind', Source: source }] } } });

describe('a request from docker on Windows', () => {
  it.each([
    ['C:\\Users\\x\\src', '/c/Users/x/src'],
    ['C:/Users/x/src', '/c/Users/x/src'],
    ['c:\\users\\X\\src', '/c/Users/x/src'],
    ['/C/users/x/ä b', '/c/Users/x/ä b'],
    ['D:\\', '/d'],
    ['/c/Users/x/src', '/c/Users/x/src'],
    ['//c/Users/x/src', '//c/Users/x/src'],
    ['name', 'name'],
  ])('for %s asks the engine for %s, wherever it stands', (source, inGuest) => {
    const sent = (of: BindsOf, body: string) => {
      const found = decide(of, body);
      return typeof found === 'string' ? found : found.body;
    };
    expect(sent('container', binds(`${source}:/app`))).toBe(binds(`${inGuest}:/app`));
    expect(sent('container', binds('n:/n', `${source}:/app:ro,z`))).toBe(
      binds('n:/n', `${inGuest}:/app:ro,z`),
    );
    expect(sent('container', mount(source))).toBe(mount(inGuest));
    expect(sent('volume', volume(source))).toBe(volume(inGuest));
    expect(sent('service', service(source))).toBe(service(inGuest));
  });

  it.each([
    'C:\\Windows',
    'c:/users/y',
    'E:\\',
    '\\\\server\\share',
    '\\\\?\\C:\\Users\\x',
    '/c/Windows',
    '/home/x',
  ])('is refused for %s, which is not shared', (source) => {
    expect(decide('container', binds('n:/n', `${source}:/app`))).toBe(source);
    expect(decide('container', mount(source))).toBe(source);
    expect(decide('volume', volume(source))).toBe(source);
    expect(decide('service', service(source))).toBe(source);
  });

  it('tells the length of what it has become, in bytes', () => {
    const body = binds('C:\\Users\\x\\ünder:/app');
    const written = binds('/c/Users/x/ünder:/app');
    expect(decide('container', body)).toEqual({
      head: `POST /v1.47/x HTTP/1.1\r\nHost: d\r\nContent-Length: ${Buffer.byteLength(written)}\r\n\r\n`,
      body: written,
    });
  });

  it('is one chunk when it came in chunks, and expects nothing that was met already', () => {
    const written = binds('/c/Users/x:/app');
    expect(decide('container', binds('C:\\Users\\x:/app'), { chunked: true, expected: true })).toEqual({
      head: 'POST /v1.47/x HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n',
      body: `${written.length.toString(16)}\r\n${written}\r\n0\r\n\r\n`,
    });
    expect(decide('container', binds('n:/app'), { expected: true })).toEqual(
      decide('container', binds('n:/app')),
    );
  });
});
