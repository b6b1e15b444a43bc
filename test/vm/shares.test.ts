/** Folders of this computer in containers of the real VM. */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

  const onSsh = provider === 'ssh' ? it : undefined;
  onSsh?.(
    'a container that watches it hears of what the host makes, changes, moves and removes',
    async () => {
      await home.docker('run', '-d', '--name', 'watcher', '-v', `${folder}:/s`, image, 'sleep', '1000');
      const pid = await home.docker('inspect', '-f', '{{.State.Pid}}', 'watcher');
      // busybox can't watch: a program of the VM does, in the container's own view of the folder.
      const program = await readFile(new URL('../integration/shares/inotify.lua', import.meta.url), 'utf8');
      const seconds = String(limit(8) / 1000);
      await home.moorage(['ssh', '--', 'sh', '-c', 'cat >/run/inotify.lua'], { input: Buffer.from(program) });
      const start = 'setsid luajit /run/inotify.lua "$1" "$2" </dev/null >/run/heard 2>&1 &';
      await home.moorage(['ssh', '--', 'sh', '-c', start, 'sh', `/proc/${pid}/root/s`, seconds]);
      const heard = async () => (await home.moorage(['ssh', '--', 'cat', '/run/heard'])).text.split('\n');
      const until = (line: string) =>
        eventually(line, async () => ((await heard()).includes(line) ? true : undefined));
      const path = (name: string) => join(folder, name);
      // Until the host's folder is watched for it, nothing is told.
      await eventually('any event', async () => {
        await writeFile(path('probe'), String(Math.random()));
        return (await heard()).some((line) => line.endsWith('probe')) ? true : undefined;
      });
      await writeFile(path('fresh'), 'x');
      await until('CREATE fresh');
      await writeFile(path('fresh'), 'longer');
      await until('MODIFY fresh');
      await rename(path('fresh'), path('moved'));
      await until('MOVED_FROM fresh');
      await until('MOVED_TO moved');
      expect(await home.docker('exec', 'watcher', 'cat', '/s/moved')).toBe('longer');
      await rm(path('moved'));
      await until('DELETE moved');
      await home.docker('rm', '-f', 'watcher');
    },
    limit(60),
  );

  const onSync = provider === 'sync' ? it : undefined;
  onSync?.(
    'nothing is carried while it is paused, and all afterwards',
    async () => {
      await home.moorage(['share', 'pause', folder]);
      await writeFile(join(folder, 'later'), 'x');
      const look = ['run', '--rm', '-v', `${folder}:/s`, image, 'ls', '/s'];
      expect((await home.docker(...look)).split('\n')).not.toContain('later');
      await home.moorage(['share', 'resume', folder]);
      await eventually('the file', async () =>
        (await home.docker(...look)).split('\n').includes('later') ? true : undefined,
      );
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
