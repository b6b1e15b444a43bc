import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureImageTools } from '../../../main/setup/qemu-bundle.ts';
import { buildImage } from '../../../vm-images/build.ts';
import { imageFiles, verifyImage, type ImageManifest } from '../../../vm-images/image.ts';
import { packImage } from '../../../vm-images/pack.ts';

const minutes = 60_000;
const sbomSchema = v.object({
  spdxVersion: v.literal('SPDX-2.3'),
  packages: v.array(
    v.object({
      name: v.string(),
      versionInfo: v.string(),
      licenseDeclared: v.string(),
      checksums: v.array(v.unknown()),
    }),
  ),
});
const arch = process.arch === 'arm64' ? ('aarch64' as const) : ('x86_64' as const);

describe('the VM image', () => {
  const cache = cacheFolder();
  let first: { dir: string; manifest: ImageManifest };
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'moorage-image-'));
    first = await buildImage({ arch, withTools: false, cache });
  }, 10 * minutes);

  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it(
    'has the same bytes when it is built again',
    async () => {
      const again = await buildImage({ arch, withTools: false, cache });
      expect(again.manifest).toEqual(first.manifest);
      expect(again.dir).toBe(first.dir);
    },
    10 * minutes,
  );

  it(
    'packs to at most 85 MB, kernel, initial file system and root together, and to the same bytes twice',
    async () => {
      const { xz } = await ensureImageTools({ cache, arch });
      const packed = await packImage(first.dir, first.manifest, join(scratch, 'a'), xz);
      expect(packed.map((part) => part.name)).toEqual(['kernel', 'initrd', 'root']);
      expect(packed.reduce((sum, part) => sum + part.size, 0)).toBeLessThanOrEqual(85_000_000);
      await packImage(
        first.dir,
        { ...first.manifest, parts: first.manifest.parts.slice(0, 2) },
        join(scratch, 'b'),
        xz,
      );
      for (const file of ['kernel.xz', 'initrd.xz']) {
        expect(
          (await readFile(join(scratch, 'a', file))).equals(await readFile(join(scratch, 'b', file))),
        ).toBe(true);
      }
    },
    10 * minutes,
  );

  it('names every package that it holds, with version, hash and licence', async () => {
    const sbom = v.parse(sbomSchema, JSON.parse(await readFile(join(first.dir, 'sbom.spdx.json'), 'utf8')));
    const { packages } = sbom;
    const byName = new Map(packages.map((one) => [one.name, one]));
    expect(byName.get('docker.io')?.versionInfo).toMatch(/^28\.5\.2/);
    expect(byName.get('containerd')?.versionInfo).toMatch(/^2\.1\.9/);
    expect(byName.get('runc')?.versionInfo).toMatch(/^1\.3\.6/);
    expect(byName.get('docker.io')?.licenseDeclared).toContain('Apache-2.0');
    for (const one of packages) {
      expect(one.checksums).toHaveLength(1);
      expect((await stat(join(first.dir, 'licences', one.name, 'copyright'))).size).toBeGreaterThan(0);
    }
  });

  it('is whole, and says so only as long as it is', async () => {
    await verifyImage(first.dir, first.manifest);
    expect(imageFiles(first.dir, first.manifest).id).toBe(first.manifest.id);
    const other = {
      ...first.manifest,
      parts: first.manifest.parts.map((part) => ({ ...part, file: `no.${part.name}` })),
    };
    await expect(verifyImage(first.dir, other)).rejects.toMatchObject({ code: 'vm.imageDamaged' });
  });
});
