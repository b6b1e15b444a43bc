import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { contract } from '../../main/contract/contract.ts';
import { connect } from '../../main/contract/rpc.ts';
import { toCore } from '../../main/hosts/electron/link.ts';
import type { FakeContents } from '../fakes/electron.ts';
import { Fixtures, until, type ShellFixture } from './fixture.ts';

const fixtures = new Fixtures();
afterEach(() => fixtures.end());

const contentsOf = async ({ electron }: ShellFixture) => {
  const window = await until(() => electron.windows[0]);
  await until(() => window.visible);
  return window.webContents;
};
const soon = () => new Promise((resolve) => setTimeout(resolve, 100));
const ask = JSON.stringify({ t: 'ask', id: 1, entry: 'core.info' });

describe('the page’s link', () => {
  it.each<[string, FakeContents['frame'] | null]>([
    ['a frame inside the page', { parent: { parent: null, url: 'app://moorage/' }, url: 'app://moorage/' }],
    ['another page', { parent: null, url: 'https://moorage/' }],
    ['another host', { parent: null, url: 'app://other/' }],
    ['a file', { parent: null, url: 'file:///app/index.html' }],
    ['a frame that is gone', null],
  ])('is refused to %s', async (_, frame) => {
    const shell = await fixtures.shell();
    const contents = await contentsOf(shell);
    const answers: unknown[] = [];
    contents.page.ipc.on('moorage:to-page', (...args: unknown[]) => answers.push(args));
    contents.fromPage(toCore, [1, null], frame);
    contents.fromPage(toCore, [1, ask], frame);
    await soon();
    expect(answers).toEqual([]);
    // And the page's own goes on.
    expect((await (await shell.client()).status()).state).toBe('absent');
  });

  it.each([
    ['no text', { t: 'ask' }],
    ['no JSON', '{'],
    ['too much', 'x'.repeat(17 * 2 ** 20)],
    ['JSON that is no request', '[]'],
  ])('is closed on %s', async (_, sent) => {
    const shell = await fixtures.shell();
    const contents = await contentsOf(shell);
    const opened = once(contents.ipc, toCore);
    const link = await contents.page.open();
    const closed = new Promise<void>((resolve) => link.onClose(() => resolve()));
    const [, number] = (await opened) as unknown[];
    contents.fromPage(toCore, [number, sent]);
    await closed;
    expect((await (await shell.client()).status()).state).toBe('absent');
  });

  it('takes nothing for a link that is not open', async () => {
    const contents = await contentsOf(await fixtures.shell());
    const answers: unknown[] = [];
    contents.page.ipc.on('moorage:to-page', (...args: unknown[]) => answers.push(args));
    contents.fromPage(toCore, [7, ask]);
    contents.fromPage(toCore, ['1', null]);
    contents.fromPage(toCore, []);
    await soon();
    expect(answers).toEqual([]);
  });

  it('ends with the page, and what ran on it too', async () => {
    const shell = await fixtures.shell();
    const contents = await contentsOf(shell);
    const old = contents.page;
    const core = connect(await old.open(), contract);
    const states: string[] = [];
    const watch = (async () => {
      for await (const state of core['vm.watch']()) states.push(state.kind);
    })();
    watch.catch(() => undefined);
    await until(() => states[0]);
    contents.reload();
    await expect(watch).rejects.toMatchObject({ code: 'link.closed' });
    await expect(core.status()).rejects.toMatchObject({ code: 'link.closed' });
    expect((await (await shell.client()).status()).state).toBe('absent');
  });

  it('is replaced when the page opens another, which gets nothing of the old one', async () => {
    const contents = await contentsOf(await fixtures.shell());
    const first = await contents.page.open();
    first.send({ t: 'ask', id: 1, entry: 'core.info' });
    const second = connect(await contents.page.open(), contract);
    expect((await second.status()).state).toBe('absent');
  });

  it('stays when the page only changes its own address', async () => {
    const shell = await fixtures.shell();
    const contents = await contentsOf(shell);
    const core = await shell.client();
    contents.emit('did-start-navigation', {
      isMainFrame: true,
      isSameDocument: true,
      url: 'app://moorage/#/x',
    });
    contents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false, url: 'about:blank' });
    expect((await core.status()).state).toBe('absent');
  });
});

describe('the page', () => {
  it('can’t leave, and opens what leads out in the browser', async () => {
    const { electron } = await fixtures.shell();
    const { webContents } = await until(() => electron.windows[0]);
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      let prevented = false;
      webContents.emit(event, { preventDefault: () => (prevented = true) });
      expect([event, prevented]).toEqual([event, true]);
    }
    const open = (url: string) =>
      webContents.openHandler?.({
        url,
        frameName: '',
        features: '',
        disposition: 'foreground-tab',
        referrer: { url: '', policy: 'default' },
      });
    expect(open('http://localhost:8080/')).toEqual({ action: 'deny' });
    expect(open('file:///etc/passwd')).toEqual({ action: 'deny' });
    expect(electron.opened).toEqual(['http://localhost:8080/']);
  });

  it('may copy, and nothing else', async () => {
    const { electron } = await fixtures.shell();
    await until(() => electron.windows[0]);
    const { request, check, device } = electron.session;
    const answers: [string, boolean][] = [];
    for (const permission of [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'notifications',
    ] as const) {
      Reflect.apply(request ?? fail, undefined, [
        undefined,
        permission,
        (granted: boolean) => void answers.push([permission, granted]),
      ]);
      expect(Reflect.apply(check ?? fail, undefined, [null, permission])).toBe(answers.at(-1)?.[1]);
    }
    expect(answers).toEqual([
      ['clipboard-sanitized-write', true],
      ['clipboard-read', false],
      ['media', false],
      ['notifications', false],
    ]);
    expect(Reflect.apply(device ?? fail, undefined, [])).toBe(false);
  });

  it('comes by a scheme of its own, with its policy', async () => {
    const { electron } = await fixtures.shell();
    expect(electron.schemes).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    const handler = await until(() => electron.handlers.get('app'));
    const get = (url: string, init?: RequestInit) => handler(new Request(url, init));
    const page = await get('app://moorage/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(await page.text()).toContain('<title>Moorage</title>');
    expect((await get('app://moorage/assets/index-abcdefgh.js')).status).toBe(200);
    expect((await get('app://moorage/assets/none.js')).status).toBe(404);
    expect((await get('app://moorage/..%2f..%2fhome/settings.json')).status).toBe(404);
    expect((await get('app://other/')).status).toBe(404);
    expect((await get('app://moorage/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

function fail(): never {
  throw new Error('no handler was set');
}
