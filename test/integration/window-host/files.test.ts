import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { windowFile } from '../../../main/hosts/window-files.ts';
import { enter, makeWindow, raw, startHost, type Host } from './fixture.ts';

let folder = '';
let host: Host;
beforeAll(async () => {
  folder = await makeWindow();
  host = await startHost({ folder });
});
afterAll(async () => {
  await host.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const nonceOf = (policy = '') => /'nonce-([^']+)'/.exec(policy)?.[1];

describe('the page', () => {
  it('carries the nonce of its policy, another each time, and is never kept', async () => {
    const pages = [await windowFile(folder, '/'), await windowFile(folder, '/')];
    const nonces = pages.map(({ headers }) => nonceOf(headers['Content-Security-Policy']));
    expect(new Set(nonces).size).toBe(2);
    for (const [index, { status, headers, body }] of pages.entries()) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
      });
      expect(nonces[index]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
      expect(body.toString()).toContain(`<style nonce="${nonces[index]}">`);
      expect(body.toString()).not.toContain('__CSP_NONCE__');
    }
  });

  it('says so when it has not been built', async () => {
    const { status, headers, body } = await windowFile(join(folder, 'nowhere'), '/');
    expect([status, headers['Content-Type']]).toEqual([503, 'text/plain; charset=utf-8']);
    expect(body.toString()).toContain("The window hasn't been built.");
    expect(body.toString()).toContain('窗口尚未构建。');
    expect((await windowFile(join(folder, 'nowhere'), '/assets/a.js')).status).toBe(404);
  });
});

describe('every answer', () => {
  it.each(['/', '/assets/index-abcd1234.js', '/icon.svg', '/nothing.js'])('%s is guarded', async (path) => {
    const { headers } = await windowFile(folder, path);
    const policy = (headers['Content-Security-Policy'] ?? '').split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      expect.stringMatching(/^style-src 'self' 'nonce-[^']+'$/),
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    const permissions = headers['Permissions-Policy'] ?? '';
    expect(permissions).toContain('clipboard-write=(self)');
    for (const denied of ['camera', 'microphone', 'geolocation', 'usb', 'clipboard-read']) {
      expect(permissions).toContain(`${denied}=()`);
    }
  });
});

describe('files', () => {
  it.each([
    ['/assets/index-abcd1234.js', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable'],
    ['/assets/index-abcd1234.css', 'text/css; charset=utf-8', 'private, max-age=31536000, immutable'],
    ['/assets/in.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
  ])('%s', async (path, type, keep) => {
    const { status, headers } = await windowFile(folder, path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': type, 'Cache-Control': keep });
  });

  const bad = [
    '/index.html',
    '/plain',
    '/containers',
    '/odd.exe',
    '/.hidden.js',
    '/folder.js',
    '/assets',
    '/assets/',
    '/nothing.js',
    '/assets/out.js',
    '/other/secret.js',
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '/..\\secret.js',
    '/assets/./index-abcd1234.js',
    '//assets/index-abcd1234.js',
    '/assets//index-abcd1234.js',
    '/icon.svg%00.js',
    '/icon.svg\0.js',
    '/C:/secret.js',
    '/../renderer-other/secret.js',
    'secret.js',
    `/${'x'.repeat(5000)}.js`,
    '',
  ];

  it.each(bad)('%j is not there', async (path) => {
    const { status, body } = await windowFile(folder, path);
    expect([status, body.toString()]).toEqual([404, 'Not found\n']);
  });

  it('are the same when asked for over HTTP by somebody who does not tidy paths', async () => {
    const cookie = await enter(host);
    for (const path of bad.filter((one) => one.startsWith('/') && !one.includes('\0'))) {
      const head = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Cookie: ${cookie}`];
      const answer = await raw(host.port, [...head, 'Connection: close', '', ''].join('\r\n'));
      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 40[04] /)]);
      expect(answer).not.toContain('secret');
    }
    expect(host.reported).toEqual([]);
  });
});
