/** The window of a whole core on the fake driver, in this process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../../main/contract/contract.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { connect } from '../../../main/contract/rpc.ts';
import { homePaths } from '../../../main/core/home.ts';
import { runCore } from '../../../main/hosts/node/main.ts';
import { fakeCore } from '../core/fake-app.ts';
import { clientLink, enter, makeWindow, openWindow } from './fixture.ts';

let dir = '';
let folder = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mwc-'));
  folder = await makeWindow();
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
  await rm(join(folder, '..'), { recursive: true, force: true });
});

describe('a core with a window', () => {
  it('answers windows as it does command lines, gives out addresses, and keeps them out of its log', async () => {
    const paths = homePaths({ platform: process.platform, env: { MOORAGE_HOME: dir }, homedir: dir });
    const env = { DOCKER_CONFIG: join(dir, 'docker') };
    const core = await runCore({ paths, driver: 'fake', env, windowFolder: folder });
    const [near, far] = memoryLinks();
    core.app.serve(near);
    const client = connect(far, contract);
    const [one, other] = [await client['window.address'](), await client['window.address']()];
    const window = (await client.status()).window ?? '';
    expect(one.url).not.toBe(other.url);
    for (const { url } of [one, other]) expect(url).toMatch(new RegExp(`^${window}\\?token=[\\w-]{43}$`));

    const server = { base: window, fresh: () => one.url ?? '', close: () => Promise.resolve() };
    const cookie = await enter({ server });
    const page = await fetch(window, { headers: { Cookie: cookie } });
    expect(await page.text()).toContain('A window');
    const socket = await openWindow({ port: Number(new URL(window).port) }, cookie);
    const browser = connect(clientLink(socket), contract);
    await browser['vm.start']();
    expect(await browser.status()).toMatchObject({ state: 'running', window });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await browser['core.quit']();
    await Promise.all([core.ended, closed]);

    const log = await readFile(paths.appLog, 'utf8');
    for (const secret of [one.url, other.url, cookie].map((text) => text?.split('=')[1] ?? '')) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(log).not.toContain(secret);
    }
  });
});

describe('a core without a window', () => {
  it('has no address', async () => {
    const core = await fakeCore();
    try {
      expect(await core.client['window.address']()).toEqual({ url: null });
      expect((await core.client.status()).window).toBeNull();
    } finally {
      await core.end();
    }
  });
});
