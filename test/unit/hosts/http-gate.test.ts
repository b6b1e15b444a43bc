import { describe, expect, it } from 'vitest';
import {
  cookieValues,
  judgeRequest,
  judgeUpgrade,
  linkKey,
  type RequestHead,
} from '../../../main/hosts/node/http-gate.ts';

const port = 4321;

function head(url: string, headers: Record<string, string | string[]> = {}, method = 'GET'): RequestHead {
  const all = { host: `127.0.0.1:${port}`, ...headers };
  return {
    method,
    url,
    headers: Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
    ),
  };
}

const refused = (status: number) => ({ kind: 'refused', status });
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('a request', () => {
  it.each([
    ['of our own page', { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' }],
    ['by the other name', { host: `localhost:${port}`, origin: `http://localhost:${port}` }],
    ['of somebody who typed it', { 'sec-fetch-site': 'none', ...navigation }],
    ['of a browser that tells nothing', {}],
  ])('%s is for a file', (_, headers) => {
    expect(judgeRequest(head('/assets/a.js?v=1', headers), port)).toEqual({
      kind: 'file',
      path: '/assets/a.js',
    });
  });

  it.each([
    ['another name', { host: `evil.example:${port}` }],
    ['the name by which containers come', { host: `10.0.2.2:${port}` }],
    ['another port', { host: '127.0.0.1:80' }],
    ['no port', { host: '127.0.0.1' }],
    ['a name that ends like ours', { host: `evil.localhost:${port}` }],
    ['two names', { host: [`127.0.0.1:${port}`, 'evil.example'] }],
    ['no name', { host: [] }],
  ])('with %s is let in by nobody', (_, headers) => {
    expect(judgeRequest(head('/', headers), port)).toEqual(refused(401));
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port as its origin', { origin: 'http://127.0.0.1:8080' }],
    ['an origin by the other name', { origin: `http://localhost:${port}` }],
    ['an opaque origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another site, navigating', { 'sec-fetch-site': 'cross-site', ...navigation }],
    ['another port of this computer', { 'sec-fetch-site': 'same-site', ...navigation }],
    ['an unknown relation', { 'sec-fetch-site': 'whatever' }],
  ])('with %s is refused', (_, headers) => {
    expect(judgeRequest(head('/', headers), port)).toEqual(refused(403));
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'get', ''])('%j is no method here', (method) => {
    expect(judgeRequest(head('/', {}, method), port)).toEqual(refused(405));
  });

  it.each(['http://127.0.0.1/', '*', ''])('%j is no path', (url) => {
    expect(judgeRequest(head(url), port)).toEqual(refused(404));
  });
});

describe('a token', () => {
  it('may come from elsewhere, but only with a person who goes along', () => {
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect(judgeRequest(head('/?token=T'), port)).toEqual({
      kind: 'token',
      token: 'T',
      fromElsewhere: false,
    });
    expect(judgeRequest(head('/?token=T', { ...elsewhere, ...navigation }), port)).toEqual({
      kind: 'token',
      token: 'T',
      fromElsewhere: true,
    });
    for (const more of [{}, { ...navigation, 'sec-fetch-dest': 'iframe' }, { 'sec-fetch-mode': 'no-cors' }]) {
      expect(judgeRequest(head('/?token=T', { ...elsewhere, ...more }), port)).toEqual(refused(403));
    }
  });

  it('counts at the page only, and not for those who only look', () => {
    expect(judgeRequest(head('/x?token=T'), port)).toEqual({ kind: 'file', path: '/x' });
    expect(judgeRequest(head('/?token=T', {}, 'HEAD'), port)).toEqual({ kind: 'file', path: '/' });
  });
});

describe('a WebSocket', () => {
  const origin = `http://127.0.0.1:${port}`;

  it('is opened for our own page only', () => {
    expect(judgeUpgrade(head('/link', { origin }), port)).toBe('open');
    expect(judgeUpgrade(head('/link', { origin, 'sec-fetch-site': 'same-origin' }), port)).toBe('open');
    expect(judgeUpgrade(head('/link'), port)).toBe(403);
    expect(judgeUpgrade(head('/link', { origin: 'http://127.0.0.1:8080' }), port)).toBe(403);
    expect(judgeUpgrade(head('/link', { origin, host: `evil.example:${port}` }), port)).toBe(403);
    expect(judgeUpgrade(head('/link', { origin, host: `localhost:${port}` }), port)).toBe(403);
    expect(judgeUpgrade(head('/link', { origin, 'sec-fetch-site': 'same-site' }), port)).toBe(403);
    expect(judgeUpgrade(head('/other', { origin }), port)).toBe(404);
  });
});

describe("a link's key", () => {
  it('is the one subprotocol that the window names', () => {
    const key = 'a_b-'.repeat(9);
    const keyOf = (...values: string[]) => linkKey({ headers: { 'sec-websocket-protocol': values } });
    expect(keyOf(`moorage.${key}`)).toBe(key);
    for (const bad of ['', key, `moorage.${key}, x`, `moorage.${key.slice(0, 8)}`, `other.${key}`]) {
      expect(keyOf(bad)).toBeUndefined();
    }
    expect(linkKey({ headers: {} })).toBeUndefined();
  });
});

describe('cookies', () => {
  it('are told apart by their whole names', () => {
    const values = (...cookie: string[]) => cookieValues({ headers: { cookie } }, 'm_1');
    expect(values('a=b; m_1=x;m_1=y', 'm_1=z=')).toEqual(['x', 'y', 'z=']);
    expect(values('m_12=x; am_1=x; m_1; M_1=x')).toEqual([]);
    expect(cookieValues({ headers: {} }, 'm_1')).toEqual([]);
  });
});
