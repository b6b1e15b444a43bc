/** The way in with a real browser, whose rules for cookies and origins are what all of it leans on. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWindow, startHost, type Host } from './fixture.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = places.find((path) => existsSync(path));
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking'];
const args = ['--no-sandbox', '--disable-gpu', ...quiet, '--disable-component-update', '--disable-sync'];

let browser: Browser;
let host: Host;
/** Another page on this computer, such as a container may publish. */
let neighbour: Server;
let neighbourUrl = '';
let neighbourPage = '';

const title = program === undefined ? `in Chromium (skipped: none at ${places.join(', ')})` : 'in Chromium';

describe.skipIf(program === undefined)(title, () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program ?? '', args });
    neighbour = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(neighbourPage);
    }).listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    const address = neighbour.address();
    neighbourUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    host = await startHost();
  });
  afterAll(async () => {
    await browser.close();
    neighbour.close();
    await host.close();
  });

  let page: Page;
  let complaints: string[];
  beforeEach(async () => {
    const context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return () => context.close();
  });

  const shows = async (text: string) => {
    await expect.poll(() => page.locator('#state').textContent()).toBe(text);
  };

  it('goes from the token over the cookie to the page and its link', async () => {
    await page.goto(host.server.fresh());
    expect(page.url()).toBe(host.server.base);
    await shows('ahoy');
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([
      { name: `moorage_${host.port}`, httpOnly: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1' },
    ]);
    expect(await page.evaluate('document.cookie')).toBe('');
    // The style that carries the nonce counts.
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(1, 2, 3)');
    await page.reload();
    await shows('ahoy');
    const second = await page.context().newPage();
    await second.goto(host.server.base);
    await expect.poll(() => second.locator('#state').textContent()).toBe('ahoy');
    expect(complaints).toEqual([]);
  });

  it('does not let in who has no token', async () => {
    const answer = await page.goto(host.server.base);
    expect([answer?.status(), await page.textContent('body')]).toEqual([
      401,
      expect.stringContaining('moorage window'),
    ]);
  });

  it.each(['127.0.0.1', 'localhost'])('follows an address that stands on a page of %s', async (name) => {
    neighbourPage = `<a id="go" href="${host.server.fresh()}">go</a>`;
    await page.goto(neighbourUrl.replace('127.0.0.1', name));
    await page.click('#go');
    await shows('ahoy');
    expect(page.url()).toBe(host.server.base);
  });

  it.each(['127.0.0.1', 'localhost'])('keeps pages of %s out, cookie or not', async (name) => {
    await page.goto(host.server.fresh());
    await shows('ahoy');
    const before = host.links.length;
    neighbourPage = `<iframe src="${host.server.base}"></iframe>`;
    await page.goto(neighbourUrl.replace('127.0.0.1', name));
    const tried = await page.evaluate(
      `(async () => {
        const base = ${JSON.stringify(host.server.base)};
        const link = new WebSocket(base.replace('http', 'ws') + 'link');
        const socket = await new Promise((resolve) => { link.onopen = () => resolve('open'); link.onerror = () => resolve('refused'); });
        const read = (options) => fetch(base, options).then((answer) => answer.type, () => 'refused');
        const frame = document.querySelector('iframe');
        let framed = 'hidden';
        try { framed = frame.contentDocument === null ? 'hidden' : frame.contentDocument.title; } catch {}
        return { socket, cors: await read({ credentials: 'include' }), blind: await read({ credentials: 'include', mode: 'no-cors' }), framed };
      })()`,
    );
    expect(tried).toMatchObject({ socket: 'refused', cors: 'refused', blind: 'refused', framed: 'hidden' });
    expect(host.links.length).toBe(before);
  });

  it('gives its cookie to other ports, which get nowhere with it', async () => {
    await page.goto(host.server.fresh());
    await shows('ahoy');
    const asked = new Promise<IncomingMessage>((resolve) => neighbour.once('request', resolve));
    await page.goto(neighbourUrl);
    const { cookie = '' } = (await asked).headers;
    expect(cookie).toContain(`moorage_${host.port}=`);
    await expect(openWindow(host, cookie, null)).rejects.toThrow('status 401');
    await page.goto(host.server.base);
    await shows('ahoy');
  });

  it('holds the page to its policy', async () => {
    await page.goto(host.server.fresh());
    await shows('ahoy');
    const tried = await page.evaluate(
      `(async () => {
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.body.append(script);
        const style = document.createElement('style');
        style.textContent = 'body { color: rgb(9, 9, 9) }';
        document.body.append(style);
        const out = await fetch(${JSON.stringify(neighbourUrl)}, { mode: 'no-cors' }).then(() => 'sent', () => 'refused');
        return { inline: window.inlineRan === true, color: getComputedStyle(document.body).color, out };
      })()`,
    );
    expect(tried).toEqual({ inline: false, color: 'rgb(1, 2, 3)', out: 'refused' });
  });
});
