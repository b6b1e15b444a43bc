/** Which folders a container gets, and which sentence it gets instead. */
import { mkdir, realpath, symlink, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../main/contract/errors.ts';
import { Scope } from '../../../../main/core/lib/scope.ts';
import { Topic } from '../../../../main/core/lib/topic.ts';
import { defaultSettings } from '../../../../main/core/settings/schema.ts';
import type { ServedShare, ServedState, ShareHost } from '../../../../main/core/shares/host.ts';
import { ShareService } from '../../../../main/core/shares/service.ts';
import { openShareStore } from '../../../../main/core/shares/store.ts';
import { quiet } from '../../../integration/engine/fixture.ts';

let dir = '';
let served: (readonly ServedShare[])[] = [];
const states = new Topic<readonly ServedState[]>([]);
const host: ShareHost = {
  states,
  serve: (shares) => {
    served.push(shares);
    states.set(
      shares.map(({ id, path }): ServedState =>
        path.endsWith('broken')
          ? { id, state: 'failed', error: { code: 'share.failed', params: { path, reason: 'why' } } }
          : { id, state: 'ready' },
      ),
    );
    return Promise.resolve();
  },
  mounted: () => undefined,
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mo-'));
  served = [];
  states.set([]);
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/** A service of a VM that runs, with these folders shared. */
async function running(shares: readonly object[]): Promise<ShareService> {
  await writeFile(join(dir, 'shares.json'), JSON.stringify({ shares }));
  const service = new ShareService({
    store: await openShareStore(join(dir, 'shares.json')),
    settings: new Topic({ ...defaultSettings({ cpus: 1, memoryMiB: 1024 }), 'shares.home': false }),
    homeFolder: join(dir, 'home'),
    hidden: [join(dir, 'own')],
    platform: 'linux',
    openHost: () => Promise.resolve(host),
    noVirtiofs: () => Promise.resolve(undefined),
    log: quiet,
  });
  const vm = { facts: { pace: 1 }, shareDevices: [] };
  // The service looks at nothing else of either.
  // oxlint-disable-next-line typescript/unbound-method -- it is given its `this`
  await Reflect.apply(service.open, service, [{}, vm, new Scope(), new AbortController().signal]);
  return service;
}

describe('a container that asks for a folder', () => {
  it('gets one that is shared', async () => {
    const service = await running([{ path: '/a', provider: 'ssh' }]);
    expect(service.judge('/a/b')).toEqual({ kind: 'pass' });
  });

  it('gets one that it names by a link outside of every share, also where the end is not there yet', async () => {
    await mkdir(join(dir, 'real'));
    await symlink(join(dir, 'real'), join(dir, 'by-link'));
    const service = await running([{ path: join(dir, 'real'), provider: 'ssh' }]);
    const real = await realpath(join(dir, 'real'));
    expect(service.judge(join(dir, 'by-link'))).toEqual({ kind: 'rewrite', source: real });
    const missing = join('by-link', 'not', 'there');
    expect(service.judge(join(dir, missing))).toEqual({
      kind: 'rewrite',
      source: join(real, 'not', 'there'),
    });
    await symlink('/', join(dir, 'elsewhere'));
    expect(service.judge(join(dir, 'elsewhere/srv'))).toMatchObject({ kind: 'refuse' });
    expect(service.judge(join(dir, 'real', '..', 'other'))).toMatchObject({ kind: 'refuse' });
  });

  it('is refused one that is not shared, with the command that shares it, and that is remembered', async () => {
    const service = await running([]);
    expect(service.judge('/x y')).toEqual({ kind: 'refuse', path: '/x y' });
    expect(service.notShared('/x y')).toMatchObject({
      code: 'share.notShared',
      params: { path: '/x y', command: "moorage share add '/x y'" },
    });
    expect(service.list.value.refused).toMatchObject([{ path: '/x y' }]);
  });

  it('is refused one whose share waits for a restart, and told so', async () => {
    const service = await running([{ path: '/late', provider: 'virtiofs' }]);
    expect(service.judge('/late/b')).toEqual({ kind: 'refuse', path: '/late/b' });
    expect(service.notShared('/late/b').code).toBe('share.restartNeeded');
    expect(service.list.value.refused).toEqual([]);
  });

  it('is refused one whose share has failed, and told why', async () => {
    const service = await running([{ path: '/broken', provider: 'ssh' }]);
    expect(service.judge('/broken')).toEqual({ kind: 'refuse', path: '/broken' });
    expect(service.notShared('/broken')).toMatchObject({ code: 'share.failed', params: { reason: 'why' } });
  });
});

describe('adding a folder', () => {
  it('serves it once', async () => {
    const service = await running([]);
    await mkdir(join(dir, 'new'));
    served = [];
    const share = await service.add(
      { path: join(dir, 'new'), provider: 'ssh' },
      new AbortController().signal,
    );
    expect(share.state).toBe('ready');
    expect(served.map((list) => list.map(({ path }) => path))).toEqual([[join(dir, 'new')]]);
  });

  it.each([
    ['our own files', 'own', 'share.ownFiles'],
    ['a folder that is not there', 'none', 'share.pathMissing'],
  ])('refuses %s', async (_what, name, code) => {
    const service = await running([]);
    await mkdir(join(dir, 'own'));
    const adding = service.add({ path: join(dir, name) }, new AbortController().signal);
    await expect(adding).rejects.toSatisfy((error) => error instanceof AppError && error.code === code);
  });

  it("refuses the VM's own folders", async () => {
    const service = await running([]);
    const adding = service.add({ path: '/etc' }, new AbortController().signal);
    await expect(adding).rejects.toMatchObject({ code: 'share.notAllowed', params: { taken: '/etc' } });
  });
});
