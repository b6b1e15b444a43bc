import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath } from '../../../main/setup/cache.ts';
import { fetchAll, fetchVerified, type DownloadOptions } from '../../../main/setup/download.ts';
import type { ProgressEvent } from '../../../main/setup/progress.ts';
import { cutAfter, sha256, startMirror, type Fault, type Mirror } from './mirror.ts';

const patience = { pauses: [1, 1], silence: 2000 };
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountWorks();

function mountWorks(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    // No mount, no namespaces or no right to them: the test that needs them says so by being skipped.
    return false;
  }
}

describe('fetchVerified', () => {
  const body = randomBytes(400_000);
  let mirror: Mirror;
  let cache: string;
  beforeEach(async () => {
    mirror = await startMirror();
    mirror.files.set('/f', body);
    cache = await mkdtemp(join(tmpdir(), 'download-test-'));
  });
  afterEach(async () => {
    await mirror.close();
    await rm(cache, { recursive: true, force: true });
  });

  const fetchIt = (more: Partial<DownloadOptions> & { size?: number; sha256?: string; url?: string } = {}) =>
    fetchVerified({
      url: `${mirror.url}/f`,
      sha256: sha256(body),
      size: body.length,
      name: 'f',
      cache,
      patience,
      ...more,
    });
  const kept = async () => {
    const names = await readdir(dirname(blobPath(cache, sha256(body)))).catch((): string[] => []);
    return names.sort();
  };
  const setFaults = (...faults: Fault[]) => mirror.faults.set('/f', faults);

  it('fetches once, then answers from the cache', async () => {
    const events: ProgressEvent[] = [];
    const path = await fetchIt({ onProgress: (event) => events.push(event) });
    expect(path).toBe(blobPath(cache, sha256(body)));
    expect((await readFile(path)).equals(body)).toBe(true);
    expect(events.at(-1)).toEqual({ step: 'f', done: body.length, total: body.length });
    expect(await fetchIt()).toBe(path);
    expect(mirror.requests).toEqual(['/f']);
    expect(await kept()).toEqual([sha256(body)]);
  });

  it('goes on where a cut connection ended', async () => {
    setFaults(cutAfter(100_000), (_request, response) => response.destroy());
    await fetchIt();
    const from = Number(/bytes=(\d+)-/.exec(mirror.requests.at(-1) ?? '')?.[1]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(100_000);
    expect(mirror.requests).toHaveLength(3);
    expect(await kept()).toEqual([sha256(body)]);
  });

  it('goes on in a later run, and after a process that was killed', async () => {
    const path = blobPath(cache, sha256(body));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.99999999-00000000.part`, body.subarray(0, 1000));
    setFaults(
      () => undefined,
      (_request, response) => response.destroy(),
      (_request, response) => response.destroy(),
    );
    await expect(fetchIt({ patience: { pauses: [1, 1], silence: 50 } })).rejects.toMatchObject({
      code: 'setup.network',
    });
    expect(await kept()).toEqual([`${sha256(body)}.part`]);
    await fetchIt();
    expect(mirror.requests).toEqual(Array.from({ length: 4 }, () => '/f bytes=1000-'));
  });

  it('starts over when the server knows no ranges', async () => {
    const path = blobPath(cache, sha256(body));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, body.subarray(0, 1000));
    setFaults((_request, response) => response.writeHead(200, { 'content-length': body.length }).end(body));
    expect((await readFile(await fetchIt())).equals(body)).toBe(true);
  });

  it('gives up on a server without ranges that always cuts', async () => {
    setFaults(...Array.from({ length: 10 }, () => cutAfter(1000)));
    await expect(fetchIt()).rejects.toMatchObject({ code: 'setup.network', action: 'retry' });
    expect(mirror.requests.length).toBeLessThan(6);
  });

  it('fetches the whole when what was left over is damaged', async () => {
    const path = blobPath(cache, sha256(body));
    await mkdir(dirname(path), { recursive: true });
    for (const left of [Buffer.alloc(1000), Buffer.alloc(body.length), Buffer.alloc(body.length + 1)]) {
      await rm(path, { force: true });
      await writeFile(`${path}.part`, left);
      expect((await readFile(await fetchIt())).equals(body)).toBe(true);
    }
  });

  it('refuses one wrong byte and keeps nothing of it', async () => {
    const wrong = Buffer.from(body);
    wrong[200_000] = (wrong[200_000] ?? 0) ^ 1;
    mirror.files.set('/f', wrong);
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'setup.hash',
      params: { name: 'f', expected: sha256(body), actual: sha256(wrong) },
    });
    expect(await kept()).toEqual([]);
  });

  it.each([1, -1])('refuses a size that is off by %i and keeps nothing', async (difference) => {
    await expect(fetchIt({ size: body.length + difference })).rejects.toMatchObject({ code: 'setup.hash' });
    expect(await kept()).toEqual([]);
    // The same without a length beforehand.
    mirror.faults.set('/f', [(_request, response) => response.end(Buffer.concat([body, Buffer.from('x')]))]);
    await expect(fetchIt()).rejects.toMatchObject({ code: 'setup.hash' });
  });

  it('follows redirects, but to no other kind of address and not for ever', async () => {
    const to = (location: string): Fault => {
      return (_request, response) => response.writeHead(302, { location }).end();
    };
    mirror.faults.set('/r', [to('/f')]);
    await fetchIt({ url: `${mirror.url}/r` });
    await rm(cache, { recursive: true });
    mirror.faults.set('/r', [to('file:///etc/passwd'), ...Array.from({ length: 9 }, () => to('/r'))]);
    await expect(fetchIt({ url: `${mirror.url}/r` })).rejects.toMatchObject({ code: 'setup.network' });
    await expect(fetchIt({ url: `${mirror.url}/r` })).rejects.toMatchObject({ code: 'setup.network' });
  });

  it('asks again after a server error, not after "no such file"', async () => {
    setFaults((_request, response) => response.writeHead(503).end());
    await fetchIt();
    await expect(fetchIt({ sha256: '0'.repeat(64), url: `${mirror.url}/none` })).rejects.toMatchObject({
      code: 'setup.network',
      params: { reason: 'the server answered 404' },
    });
    expect(mirror.requests).toEqual(['/f', '/f', '/none']);
  });

  it('keeps what came before an abort, under a name that the next run takes up', async () => {
    setFaults((_request, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 50_000));
    });
    const stop = new AbortController();
    const onProgress = (event: ProgressEvent) => event.done > 0 && stop.abort();
    await expect(fetchIt({ signal: stop.signal, onProgress })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await kept()).toEqual([`${sha256(body)}.part`]);
    await fetchIt();
    expect(mirror.requests.at(-1)).toMatch(/bytes=\d+-/);
    expect(await kept()).toEqual([sha256(body)]);
    await expect(fetchIt({ signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('may be asked several times at once', async () => {
    const paths = await Promise.all(Array.from({ length: 8 }, () => fetchIt()));
    expect(new Set(paths).size).toBe(1);
    expect((await readFile(paths[0] ?? '')).equals(body)).toBe(true);
    expect(await kept()).toEqual([sha256(body)]);
  });

  it('fetches several with one progress, and stops all at the first failure', async () => {
    const files = Array.from({ length: 10 }, (_, index) => {
      const content = randomBytes(1000 + index);
      mirror.files.set(`/${index}`, content);
      return {
        url: `${mirror.url}/${index}`,
        sha256: sha256(content),
        size: content.length,
        name: String(index),
      };
    });
    const events: ProgressEvent[] = [];
    const options = {
      cache,
      patience,
      step: 'all',
      onProgress: (event: ProgressEvent) => events.push(event),
    };
    expect(await fetchAll(files, options)).toEqual(files.map((file) => blobPath(cache, file.sha256)));
    expect(events.at(-1)).toEqual({ step: 'all', done: 10_045, total: 10_045 });
    const bad = files.map((file) => ({ ...file, sha256: sha256(file.name) }));
    await expect(fetchAll(bad, { ...options, parallel: 2 })).rejects.toMatchObject({ code: 'setup.hash' });
    expect(mirror.requests.length).toBeLessThan(14);
  });

  it.skipIf(!canMount)(
    'tells of a full disk and gives the space back (needs root, for a small tmpfs)',
    async () => {
      const small = join(cache, 'small');
      await mkdir(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', small]);
      try {
        await expect(fetchIt({ cache: small })).rejects.toMatchObject({
          code: 'setup.diskFull',
          params: { path: small },
        });
        expect(await readdir(join(small, 'blobs', 'sha256'))).toEqual([]);
      } finally {
        execFileSync('umount', [small]);
      }
    },
  );
});
