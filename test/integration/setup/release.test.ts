import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { debianMirror, fetchIndex, fetchRelease, isExpired } from '../../../main/setup/debian/release.ts';
import { readArchiveKeys } from '../../../main/setup/debian/signature.ts';
import { clearSign, makeKey, publish, startMirror, type Mirror, type SigningKey } from './mirror.ts';

const patience = { pauses: [1], silence: 2000 };
const path = '/dists/stable/InRelease';

describe('fetchRelease', () => {
  let key: SigningKey;
  let mirror: Mirror;
  let cache: string;
  beforeAll(async () => {
    key = await makeKey(new Date('2020-01-01'));
  });
  beforeEach(async () => {
    mirror = await startMirror();
    cache = await mkdtemp(join(tmpdir(), 'release-test-'));
  });
  afterEach(async () => {
    await mirror.close();
    await rm(cache, { recursive: true, force: true });
  });

  const fetchIt = (keys = [key.publicKey], suite = 'stable') =>
    fetchRelease({ suite, cache, mirror: mirror.url, keys, patience });
  const text = () => mirror.files.get(path)?.toString() ?? '';
  const replace = (changed: string) => mirror.files.set(path, Buffer.from(changed));
  const refused = () => expect(fetchIt()).rejects.toMatchObject({ code: 'setup.signature' });

  it('reads a signed release and the index that it names, by hash or plainly', async () => {
    const deb = Buffer.from('a package');
    for (const byHash of [true, false]) {
      await publish(mirror, { suite: 'stable', key, byHash, packages: [{ name: 'a', version: '1', deb }] });
      const release = await fetchIt();
      const index = await fetchIndex(release, { architecture: 'amd64', cache, patience });
      expect(index.packages.get('a')?.[0]).toMatchObject({ version: '1', size: 9, mirror: mirror.url });
      await expect(fetchIndex(release, { architecture: 'arm64', cache })).rejects.toMatchObject({
        code: 'setup.packageMissing',
      });
      await rm(cache, { recursive: true });
    }
  });

  it('refuses a text that was changed, added to, or cut', async () => {
    await publish(mirror, { suite: 'stable', key });
    const good = text();
    for (const bad of [
      good.replace(/^ [0-9a-f]{64} \d+/m, ` ${'0'.repeat(64)} 20`),
      good.replace('Suite:', 'Extra: x\nSuite:'),
      good.replace(/Origin: Test\r?\n/, ''),
      good.replace(/-----BEGIN PGP SIGNATURE-----[^]*/, ''),
      good.slice(good.indexOf('Origin'), good.indexOf('-----BEGIN PGP SIGNATURE')),
      '',
      '<html>log in to this network</html>',
    ]) {
      expect(bad).not.toBe(good);
      replace(bad);
      await refused();
    }
    expect(await readdir(cache)).toEqual([]);
  });

  it('takes nothing from what stands outside of the signed text', async () => {
    await publish(mirror, { suite: 'stable', key, date: new Date('2024-05-05') });
    replace(`Date: Fri, 01 Jan 2038 00:00:00 UTC\n\n${text()}\nDate: Fri, 01 Jan 2038 00:00:00 UTC\n`);
    const release = await fetchIt().catch((error: unknown) => error);
    if (release instanceof Error) expect(release).toMatchObject({ code: 'setup.signature' });
    else expect(release).toMatchObject({ date: new Date('2024-05-05') });
  });

  it('refuses the signature of another key, and an index of another suite', async () => {
    const other = await makeKey();
    await publish(mirror, { suite: 'stable', key: other });
    await refused();
    await publish(mirror, { suite: 'old', key });
    replace(mirror.files.get('/dists/old/InRelease')?.toString() ?? '');
    await refused();
  });

  it('refuses a signed text that lacks a date or hashes', async () => {
    for (const body of ['Suite: stable\nSHA256:\n', 'Suite: stable\nDate: Mon, 01 Jan 2024 00:00:00 UTC\n']) {
      replace(await clearSign(body, key));
      await refused();
    }
  });

  it('takes a frozen mirror: past its date, its key expired since', async () => {
    const expired = await makeKey(new Date('2021-01-01'), 365 * 24 * 3600);
    const date = new Date('2021-06-01');
    const extra = 'Valid-Until: Tue, 08 Jun 2021 00:00:00 UTC\n';
    await publish(mirror, { suite: 'stable', key: expired, date, extra });
    const release = await fetchIt([expired.publicKey]);
    expect(release).toMatchObject({ date, validUntil: new Date('2021-06-08') });
    expect(isExpired(release)).toBe(true);
    expect(isExpired(release, new Date('2021-06-07'))).toBe(false);
  });

  it('takes a release from what this computer takes for the future', async () => {
    await publish(mirror, { suite: 'stable', key, date: new Date(Date.now() + 30 * 24 * 3600 * 1000) });
    await expect(fetchIt()).resolves.toMatchObject({ suite: 'stable' });
  });

  it('refuses an older release than one seen, from any mirror, each suite by itself', async () => {
    await publish(mirror, { suite: 'stable', key, date: new Date('2024-02-01') });
    await fetchIt();
    await publish(mirror, { suite: 'stable', key, date: new Date('2024-01-31') });
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'setup.rollback',
      params: { date: '2024-01-31T00:00:00.000Z', seen: '2024-02-01T00:00:00.000Z' },
    });
    const other = await startMirror();
    other.files.set(path, Buffer.from(text()));
    await expect(
      fetchRelease({ suite: 'stable', cache, mirror: other.url, keys: [key.publicKey], patience }),
    ).rejects.toMatchObject({ code: 'setup.rollback' });
    await other.close();
    await publish(mirror, { suite: 'testing', key, date: new Date('2024-01-01') });
    await fetchIt([key.publicKey], 'testing');
    await publish(mirror, { suite: 'stable', key, date: new Date('2024-02-01') });
    await fetchIt();
    await publish(mirror, { suite: 'stable', key, date: new Date('2024-03-01') });
    await fetchIt();
    expect(await readFile(join(cache, 'debian', 'stable.json'), 'utf8')).toContain('2024-03-01');
  });

  it('tells of a network that fails, and asks only for suites', async () => {
    await expect(fetchIt()).rejects.toMatchObject({ code: 'setup.network' });
    await expect(fetchIt([key.publicKey], '../x')).rejects.toThrowError(TypeError);
  });
});

describe('the keys that travel with Moorage', () => {
  it('are those of Debian', async () => {
    const prints = (await readArchiveKeys()).map((key) => key.getFingerprint().toUpperCase());
    expect(prints.sort()).toEqual([
      '04B54C3CDCA79751B16BC6B5225629DF75B188BD',
      '41587F7DB8C774BCCF131416762F67A0B2C39DE4',
      '4D64FEC119C2029067D6E791F8D2585B8783D481',
      'B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8',
    ]);
  });

  it('choose the mirror from the environment', () => {
    expect(debianMirror({})).toBe('http://deb.debian.org/debian');
    expect(debianMirror({ MOORAGE_DEBIAN_MIRROR: 'https://m/debian/' })).toBe('https://m/debian');
  });
});
