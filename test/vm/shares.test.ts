/** Folders of this computer in containers of the real VM. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

  it(
    'parity V02 a container takes over the folders and volumes of another one, which need not run',
    async () => {
      const data = [
        'create',
        '--name',
        `data-${provider}`,
        '-v',
        `${folder}:/s`,
        '-v',
        '/own',
        image,
        'true',
      ];
      await home.docker(...data);
      const taking = ['run', '--rm', '--volumes-from', `data-${provider}`, image, 'sh', '-c'];
      const first = await home.docker(...taking, 'cat /s/from-host; echo kept >/own/kept; : >/s/taken-over');
      expect(first).toBe('host');
      expect(await home.docker(...taking, 'cat /own/kept; ls /s')).toMatch(/^kept\n[^]*taken-over/);
      await eventually('the file of the container', async () =>
        (await readdir(folder)).includes('taken-over') ? true : undefined,
      );
      await home.docker('rm', '-v', `data-${provider}`);
    },
    limit(30),
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

  onSync?.(
    'what was changed on both sides while it was paused is kept twice, and shown',
    async () => {
      const inside = (script: string) =>
        home.docker('run', '--rm', '-v', `${folder}:/s`, image, 'sh', '-c', script);
      await writeFile(join(folder, 'both'), 'before');
      await eventually('the file', async () =>
        (await inside('cat /s/both 2>/dev/null || true')) === 'before' ? true : undefined,
      );
      await home.moorage(['share', 'pause', folder]);
      await writeFile(join(folder, 'both'), 'of the host');
      await inside('printf "of the container" >/s/both');
      await home.moorage(['share', 'resume', folder]);
      const contents = async () => {
        const names = (await readdir(folder)).filter((name) => name.startsWith('both'));
        const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
        return texts.toSorted();
      };
      const wanted = ['of the container', 'of the host'];
      await eventually('both on the host', async () =>
        JSON.stringify(await contents()) === JSON.stringify(wanted) ? true : undefined,
      );
      await eventually('both in the VM', async () =>
        (await inside('for one in /s/both*; do cat "$one"; echo; done | sort | tr "\\n" ,')) ===
        `${wanted.join(',')},`
          ? true
          : undefined,
      );
      const { text } = await home.moorage(['share', 'ls', '--json']);
      expect(text).toMatch(/"conflicts":\s*\[\s*\{\s*"path":\s*"both"/);
    },
    limit(60),
  );

  onSync?.(
    'a full disk of the VM is told, and once there is room again all is carried',
    async () => {
      const state = async () => (await home.moorage(['share', 'ls', '--json'])).text;
      const free = Number(await home.guest("df -k /data | awk 'END { print $4 }'"));
      const content = Buffer.alloc(48 * 1024 * 1024, 'content ');
      try {
        await home.guest(`fallocate -l $(((${free} - 16384) * 1024)) /data/fill`);
        await writeFile(join(folder, 'large'), content);
        await eventually('it is told', async () =>
          (await state()).includes('share.diskFull') ? true : undefined,
        );
        expect((await readFile(join(folder, 'large'))).equals(content)).toBe(true);
      } finally {
        await home.guest('rm -f /data/fill');
      }
      const sum = createHash('md5').update(content).digest('hex');
      const look = ['run', '--rm', '-v', `${folder}:/s`, image, 'sh', '-c', 'md5sum </s/large || true'];
      await eventually(
        'the file',
        // Until it is carried, containers aren't given the folder.
        async () => ((await home.tryDocker(look)).text.includes(sum) ? true : undefined),
        10,
      );
      await eventually('well again', async () =>
        (await state()).includes('share.diskFull') ? undefined : true,
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
