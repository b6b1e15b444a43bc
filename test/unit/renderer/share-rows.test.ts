import { describe, expect, it } from 'vitest';
import type { Share, SyncProgress } from '../../../main/contract/model.ts';
import { readAddShareForm } from '../../../renderer/features/shares/add-form.ts';
import {
  isMeasurable,
  shareEntries,
  shareTone,
  shownProvider,
  splitPath,
  syncPart,
  syncWork,
} from '../../../renderer/features/shares/rows.ts';
import { rateText } from '../../../renderer/features/shares/speed-tests.ts';

const idle: SyncProgress = {
  ...{ phase: 'watching', filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0, conflicts: [] },
};

function share(change: Partial<Share> = {}): Share {
  const path = change.path ?? '/srv/data';
  return {
    ...{ id: path, path, guestPath: path, readOnly: false, source: 'user', wanted: 'auto' },
    ...{ provider: 'ssh', state: 'ready' },
    ...change,
  };
}

describe('the list of shares', () => {
  const names = (shares: readonly Share[], homeShared: boolean) =>
    shareEntries({ shares }, homeShared).map((entry) =>
      entry.kind === 'share' ? entry.share.path : entry.kind,
    );
  const home = share({ path: '/root', source: 'home' });

  it('has the home folder first, and the others by their paths', () => {
    const own = ['/srv/b', '/a', '/srv/a'].map((path) => share({ path }));
    expect(names([own[0] ?? home, home, ...own.slice(1)], true)).toEqual(['/root', '/a', '/srv/a', '/srv/b']);
  });

  it('says what is not there', () => {
    expect(names([home], true)).toEqual(['/root', 'none']);
    expect(names([], false)).toEqual(['homeOff', 'none']);
    expect(names([share()], false)).toEqual(['homeOff', '/srv/data']);
    // The user's own share of the home folder takes the place of the one by the setting.
    expect(names([share({ path: '/root' })], true)).toEqual(['/root']);
  });
});

it.each([
  ['/srv/projects/shop', '/srv/projects/', 'shop'],
  ['/srv', '/', 'srv'],
  ['/', '/', ''],
  ['/srv/data/', '/srv/', 'data/'],
  ['C:\\Users\\me\\code', 'C:\\Users\\me\\', 'code'],
])('%s is cut as %s and %s', (path, parent, name) => {
  expect(splitPath(path)).toEqual([parent, name]);
});

describe('a row', () => {
  it('names what serves the folder, and before the start what was asked for', () => {
    expect(shownProvider(share())).toBe('ssh');
    expect(shownProvider(share({ state: 'off' }))).toBe('auto');
    const { provider: _none, ...failed } = share({ wanted: 'virtiofs', state: 'failed' });
    expect(shownProvider(failed)).toBe('virtiofs');
  });

  it('is busy while a sync has work, and only then', () => {
    const copying = share({ sync: { ...idle, phase: 'copying' } });
    expect([syncWork(copying)?.phase, shareTone(copying)]).toEqual(['copying', 'busy']);
    expect(syncWork({ ...copying, state: 'paused' })).toBeUndefined();
    expect(syncWork({ ...copying, state: 'failed' })).toBeUndefined();
    const watching = share({ sync: idle });
    expect([syncWork(watching), shareTone(watching)]).toEqual([undefined, 'good']);
  });

  it.each<[Partial<Share>, string]>([
    [{}, 'good'],
    [{ warning: { code: 'share.watchLimit', params: {} } }, 'warn'],
    [{ state: 'opening' }, 'busy'],
    [{ state: 'restartNeeded' }, 'warn'],
    [{ state: 'failed' }, 'bad'],
    [{ state: 'off' }, 'off'],
    [{ state: 'paused' }, 'off'],
  ])('%j looks %s', (change, tone) => {
    expect(shareTone(share(change))).toBe(tone);
  });

  it('can be measured where it can be written', () => {
    expect(isMeasurable(share())).toBe(true);
    expect(isMeasurable(share({ readOnly: true }))).toBe(false);
    expect(isMeasurable(share({ state: 'off' }))).toBe(false);
  });

  it('is as far as its bytes are, or its files, and never further than whole', () => {
    expect(syncPart({ ...idle, bytesDone: 1, bytesTotal: 4, filesDone: 1, filesTotal: 2 })).toBe(0.25);
    expect(syncPart({ ...idle, filesDone: 1, filesTotal: 2 })).toBe(0.5);
    expect(syncPart({ ...idle, bytesDone: 9, bytesTotal: 4 })).toBe(1);
    expect(syncPart(idle)).toBeUndefined();
  });
});

it.each([
  [0.04, '0.0'],
  [9.87, '9.9'],
  [10.4, '10'],
  [12_345.6, '12,346'],
])('%d a second is written %s', (value, text) => {
  expect(rateText(value)).toBe(text);
});

describe('the form for a share', () => {
  const form = { path: '/srv/data', readOnly: false, provider: 'auto', ignore: '' } as const;

  it('leaves out what nobody has chosen', () => {
    expect(readAddShareForm({ ...form, path: ' /srv/data ' }).wanted).toEqual({ path: '/srv/data' });
    expect(readAddShareForm({ ...form, readOnly: true, provider: 'ssh' }).wanted).toEqual({
      ...{ path: '/srv/data', readOnly: true, provider: 'ssh' },
    });
  });

  it('has patterns for a synced share only', () => {
    const ignore = ' node_modules/ \n\n# what tools leave\r\n*.log';
    expect(readAddShareForm({ ...form, provider: 'sync', ignore }).wanted?.ignore).toEqual([
      ...['node_modules/', '*.log'],
    ]);
    expect(readAddShareForm({ ...form, ignore }).wanted).toEqual({ path: '/srv/data' });
  });

  it.each([
    ['', 'shares.path.missing'],
    ['  ', 'shares.path.missing'],
    ['data', 'shares.path.relative'],
    ['~/data', 'shares.path.relative'],
    ['./data', 'shares.path.relative'],
  ])('%j is no whole path', (path, fault) => {
    expect(readAddShareForm({ ...form, path })).toEqual({ wanted: undefined, fault });
  });

  it.each(['/', 'C:\\code', 'd:/code', '\\\\server\\share'])('%s is left to the core', (path) => {
    expect(readAddShareForm({ ...form, path }).wanted).toEqual({ path });
  });
});
