/** An image that is not what it was when it was made is told, not booted. */
import { cp, mkdtemp, open, readdir, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hasCode } from '../../main/contract/errors.ts';
import { hostArchitecture } from '../../main/hosts/node/this-computer.ts';
import { cacheFolder } from '../../main/setup/cache.ts';
import { chosenImage } from '../../main/setup/ensure.ts';
import { currentImage } from '../../vm-images/image.ts';
import { openCore, ownHome, removeAfterwards } from './own-home.ts';
import { limit } from './pace.ts';
import { emulatorsOf } from './processes.ts';

const cache = await copyCache();
const home = await ownHome({ cache });
removeAfterwards(home);
const core = await openCore(home);
afterAll(() => core.close(), limit(5));

test('one byte of the root changes: the start is refused, and says which file it is', async () => {
  const arch = hostArchitecture();
  // Whole so far, and noted as such.
  const { root } = await chosenImage(cache, arch);
  const before = await stat(root);
  await flipByte(root, Math.floor(before.size / 2));
  // Neither size nor time of modification tells; the time of change can't be set.
  await utimes(root, before.atime, before.mtime);
  expect((await stat(root)).mtimeMs).toBeCloseTo(before.mtimeMs, 0);

  const refused = await core.client['vm.start']().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(hasCode(refused, 'vm.imageDamaged')).toBe(true);
  expect(refused).toMatchObject({ params: { path: root } });
  expect(core.app.state.value).toMatchObject({ kind: 'failed', error: { code: 'vm.imageDamaged' } });
  expect(await emulatorsOf(home.facts.home)).toEqual([]);
  const told = await home.tryMoorage(['image', 'status']);
  expect(told.text).toContain('damaged');
});

/** A cache with the image copied, and links to everything else. */
async function copyCache(): Promise<string> {
  const whole = cacheFolder();
  const copy = await mkdtemp('/tmp/mvc-');
  for (const name of await readdir(whole)) {
    if (name !== 'images' && name !== 'locks') await symlink(join(whole, name), join(copy, name));
  }
  const arch = hostArchitecture();
  const current = await currentImage(whole, arch);
  if (current === undefined) throw new Error('there is no image');
  const images = join(copy, 'images');
  await cp(current.dir, join(images, current.manifest.id), { recursive: true });
  await cp(join(whole, 'images', `${arch}.json`), join(images, `${arch}.json`));
  return copy;
}

async function flipByte(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, position);
    await file.write(Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, position);
  } finally {
    await file.close();
  }
}
