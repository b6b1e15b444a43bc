/** Shares when something ends: the core, the process that serves them, the VM, the folder itself. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { limit } from '../pace.ts';
import { corePid, killAll, processesOf, qemuPid } from '../processes.ts';
import { bootSeconds } from '../home.ts';
import { image, sharedHome } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { share, shareState, type Provider } from './place.ts';

const home = sharedHome();
const { docker, tryDocker, guest, start, status, paths, facts } = home;
const folders: Record<Provider, string> = { virtiofs: '', ssh: '', sync: '' };

beforeAll(async () => {
  folders.virtiofs = await mkdtemp(join(homedir(), 'moorage-share-'));
  folders.ssh = await mkdtemp('/srv/moorage-share-');
  folders.sync = await mkdtemp('/srv/moorage-share-');
  await share(home, folders.ssh, 'ssh');
  await share(home, folders.sync, 'sync');
}, limit(40));

afterAll(async () => {
  await tryDocker(['rm', '-f', 'lasting', 'writer-virtiofs', 'writer-ssh', 'writer-sync']);
  for (const folder of [folders.ssh, folders.sync])
    await home.tryMoorage(['share', 'rm', folder], { seconds: 20 });
  for (const folder of Object.values(folders)) await rm(folder, { recursive: true, force: true });
}, limit(40));

it(
  'the core is killed: containers go on with their folders, and the next core serves what the host changes',
  async () => {
    const counting = 'i=0; while :; do i=$((i+1)); echo $i >/s/count; sleep 0.2; done';
    await docker('run', '-d', '--name', 'lasting', '-v', `${folders.ssh}:/s`, image, 'sh', '-c', counting);
    const count = async () => Number(await readFile(join(folders.ssh, 'count'), 'utf8').catch(() => '0'));
    await eventually('the first count', async () => ((await count()) > 0 ? true : undefined));
    await killAll([await corePid(paths)]);
    const before = await count();
    await eventually('it goes on', async () => ((await count()) > before + 3 ? true : undefined));
    await start();
    await shareState(home, folders.ssh, 'ready');
    await writeFile(join(folders.ssh, 'from-host'), 'after');
    expect(await docker('exec', 'lasting', 'cat', '/s/from-host')).toBe('after');
    await docker('rm', '-f', 'lasting');
  },
  limit(60),
);

it(
  'the process that serves shares is killed: another one takes over, and a container that starts has its folder',
  async () => {
    const helpers = [];
    for (const pid of await processesOf(facts.home)) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (line.includes('share-helper')) helpers.push(pid);
    }
    expect(helpers).toHaveLength(1);
    await killAll(helpers);
    await writeFile(join(folders.ssh, 'from-host'), 'taken over');
    await eventually(
      'the folder',
      async () => {
        const argv = ['run', '--rm', '-v', `${folders.ssh}:/s`, image, 'cat', '/s/from-host'];
        const { code, text } = await tryDocker(argv, { seconds: 20 });
        return code === 0 && text === 'taken over' ? true : undefined;
      },
      20,
    );
    await shareState(home, folders.ssh, 'ready');
    await shareState(home, folders.sync, 'ready');
  },
  limit(90),
);

it(
  'the folder of a share is away and comes back, and another one comes in its place',
  async () => {
    const folder = folders.ssh;
    await docker('run', '-d', '--name', 'lasting', '-v', `${folder}:/s`, image, 'sleep', '100000');
    const list = () => tryDocker(['exec', 'lasting', 'ls', '/s']);
    await writeFile(join(folder, 'kept'), 'x');
    await eventually('it is there', async () => ((await list()).text.includes('kept') ? true : undefined));
    await rename(folder, `${folder}-away`);
    await shareState(home, folder, 'failed');
    expect((await list()).text).not.toContain('kept');
    await rename(`${folder}-away`, folder);
    await shareState(home, folder, 'ready');
    await eventually('it is back', async () => ((await list()).text.includes('kept') ? true : undefined));
    await rm(folder, { recursive: true });
    await shareState(home, folder, 'failed');
    await mkdir(folder);
    await writeFile(join(folder, 'other'), 'y');
    await shareState(home, folder, 'ready');
    await eventually('the other one', async () => ((await list()).text === 'other' ? true : undefined));
    await docker('rm', '-f', 'lasting');
  },
  limit(90),
);

it(
  'our own files are in no share, whatever it is and whoever looks',
  async () => {
    const cache = cacheFolder();
    const parent = dirname(cache);
    // By the home folder's own share, if the cache is there, and by one that our own process serves.
    const seen = await guest(`ls -A '${cache}' 2>/dev/null || true`);
    expect(seen).toBe('');
    await share(home, parent, 'ssh', '--read-only');
    expect((await guest(`ls -A '${parent}'`)).split('\n')).not.toContain(basename(cache));
    expect(await guest(`cat '${cache}'/* 2>/dev/null | wc -c`)).toBe('0');
    await home.moorage(['share', 'rm', parent], { seconds: 20 });
    // Asked for by itself it is refused.
    const refused = await home.tryMoorage(['share', 'add', facts.home]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(facts.home);
  },
  limit(40),
);

it(
  'a share that is read-only is so for the root of a container, and for the VM',
  async () => {
    const folder = await mkdtemp('/srv/moorage-share-');
    await writeFile(join(folder, 'file'), 'x');
    await share(home, folder, 'ssh', '--read-only');
    const script = `cat /s/file
(echo y >/s/file) && echo written
rm /s/file && echo removed
(: >/s/new) && echo made
mv /s/file /s/moved && echo moved
chmod 600 /s/file && echo permitted
true`;
    const { text, stderr } = await tryDocker([
      'run',
      '--rm',
      '-v',
      `${folder}:/s`,
      image,
      'sh',
      '-c',
      script,
    ]);
    expect(text).toBe('x');
    expect(stderr).toMatch(/Read-only file system/);
    // Not even where the VM itself has it mounted for its own use.
    const found = await guest(
      `for one in /run/moorage/shares/*/fs/file; do echo y >"$one"; done 2>&1; cat '${folder}/file'`,
    );
    expect(found).toMatch(/x$/);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('x');
    const refused = await home.tryMoorage(['share', 'add', '/srv', '--read-only', '--provider', 'virtiofs']);
    expect(refused.code).not.toBe(0);
    await home.moorage(['share', 'rm', folder], { seconds: 20 });
    await rm(folder, { recursive: true });
  },
  limit(60),
);

it(
  'the VM is killed while containers write: what they had flushed is on the host; nested shares come back with it',
  async () => {
    const nested = join(folders.ssh, 'nested');
    await mkdir(nested);
    await writeFile(join(nested, 'inner'), 'x');
    await share(home, nested, 'sync');
    const script =
      'i=0; while :; do i=$((i+1)); echo "content $i" | dd of=/s/flushed-$i conv=fsync 2>/dev/null && echo $i; done';
    const writers = ['virtiofs', 'ssh', 'sync'] as const;
    for (const provider of writers) {
      const bind = `${folders[provider]}:/s`;
      await docker('run', '-d', '--name', `writer-${provider}`, '-v', bind, image, 'sh', '-c', script);
    }
    const acknowledged = new Map<Provider, number[]>();
    for (const provider of writers) {
      await eventually('flushed files', async () => {
        const numbers = (await docker('logs', `writer-${provider}`)).split('\n').map(Number);
        acknowledged.set(provider, numbers);
        return numbers.length > 5 ? true : undefined;
      });
    }
    // The copy is in the middle of carrying these.
    const carried = Array.from({ length: 500 }, (_, index) => `carried-${index}`);
    for (const name of carried) await writeFile(join(folders.sync, name), `${name}\n`);
    await killAll([await qemuPid(paths)]);
    const onHost = async (provider: Provider) => {
      for (const number of acknowledged.get(provider) ?? []) {
        const content = await readFile(join(folders[provider], `flushed-${number}`), 'utf8').catch(() => '');
        if (content !== `content ${number}\n`) return undefined;
      }
      return true;
    };
    expect(await onHost('virtiofs')).toBe(true);
    expect(await onHost('ssh')).toBe(true);
    await eventually('it is noticed', async () => ((await status()).state === 'failed' ? true : undefined));
    await start();
    // A copy's flushed files are on the VM's own disk, and come to the host after it.
    await eventually('the copy', () => onHost('sync'), 20);
    for (const folder of [folders.ssh, folders.sync, nested]) await shareState(home, folder, 'ready');
    const sorted = `${carried.toSorted().join('\n')}\n`;
    await eventually('what was being carried', async () => {
      const script = 'cat /s/carried-* | sort';
      const argv = ['run', '--rm', '-v', `${folders.sync}:/s`, image, 'sh', '-c', script];
      return (await tryDocker(argv)).bytes.toString() === sorted ? true : undefined;
    });
    for (const name of carried) expect(await readFile(join(folders.sync, name), 'utf8')).toBe(`${name}\n`);
    await eventually('the nested one', async () => {
      const argv = ['run', '--rm', '-v', `${folders.ssh}:/s`, image, 'cat', '/s/nested/inner'];
      return (await tryDocker(argv)).text === 'x' ? true : undefined;
    });
    expect((await readdir(folders.ssh)).length).toBeGreaterThan(5);
    await home.moorage(['share', 'rm', nested], { seconds: 20 });
  },
  limit(bootSeconds + 120),
);
