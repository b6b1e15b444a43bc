/** Folders of this computer in containers of the real VM. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limit } from './pace.ts';
import { image, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();

describe.each(['ssh', 'sync'] as const)('a share by %s', (provider) => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp('/srv/moorage-share-');
    await writeFile(join(folder, 'from-host'), 'host');
    await home.moorage(['share', 'add', folder, '--provider', provider], { seconds: 20 });
    const ready = new RegExp(`"${folder}"[^{}]*"state":\\s*"ready"`);
    await eventually('the share', async () => {
      const { text } = await home.moorage(['share', 'ls', '--json']);
      return ready.test(text) ? true : undefined;
    });
  }, limit(60));

  afterAll(async () => {
    await home.tryMoorage(['share', 'rm', folder], { seconds: 20 });
    await rm(folder, { recursive: true, force: true });
  }, limit(30));

  it(
    'parity C04 M06 a container reads and writes it',
    async () => {
      const script = 'cat /s/from-host && echo guest >/s/from-guest';
      // A copy that is kept in step is ready before its first files are there.
      await eventually('the file of the host', async () => {
        const argv = ['run', '--rm', '-v', `${folder}:/s`, image, 'sh', '-c', script];
        const { code, text } = await home.tryDocker(argv);
        return code === 0 && text === 'host' ? true : undefined;
      });
      await eventually('the file of the container', async () => {
        const found = await readFile(join(folder, 'from-guest'), 'utf8').catch(() => undefined);
        return found === 'guest\n' ? true : undefined;
      });
    },
    limit(60),
  );
});

it(
  'parity C04 a folder that is not shared is refused, and named',
  async () => {
    const refused = await home.tryDocker(['run', '--rm', '-v', '/srv/nowhere:/s', image, 'true']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("The folder /srv/nowhere isn't shared");
  },
  limit(20),
);
