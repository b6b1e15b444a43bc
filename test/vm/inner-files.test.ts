/** Files in containers and volumes by the core: whatever they are called, and wherever their links lead. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectCore, type Connection } from '../../main/cli/connection.ts';
import type { FilePlace } from '../../main/contract/files-model.ts';
import { limit } from './pace.ts';
import { image, sharedHome } from './shared-vm.ts';

const home = sharedHome();
const { docker, guest } = home;
let connection: Connection;
let dir: string;
const volume: FilePlace = { kind: 'volume', name: 'hostile' };
const running: FilePlace = { kind: 'container', id: 'hostile-runs' };
const stopped: FilePlace = { kind: 'container', id: 'hostile-rests' };

/** Names of any bytes, links out of every root, a folder that has another one's files behind a link. */
const fill = `cd /v
echo secret > "$(printf 'line\\nbreak')"; echo x > "$(printf '\\033[31mred\\033[0m')"; echo raw > "$(printf 'raw\\377\\376')"
echo dash > ./-rf; echo quote > "it's \\"quoted\\" \\$HOME"; echo 256 > $(printf 'a%.0s' $(seq 255))
ln -s / out; ln -s ../../../../../../etc up; ln -s /etc/passwd abs; ln -s loop loop; ln -s /proc/1/root magic
mkdir -p deep/er; echo in > deep/er/file; ln -s /v/deep inner; ln -s deep/er/file to-file; mkfifo pipe`;

beforeAll(async () => {
  connection = await connectCore({ paths: () => home.paths, signal: new AbortController().signal });
  dir = await mkdtemp('/tmp/mif-');
  await docker(
    'run',
    '-d',
    '--name',
    running.id,
    '-v',
    'hostile:/v',
    image,
    'sh',
    '-c',
    `${fill}; sleep 10000`,
  );
  await docker('create', '--name', stopped.id, '-v', 'hostile:/elsewhere', image, 'true');
}, limit(12));
afterAll(async () => {
  connection.close();
  await rm(dir, { recursive: true, force: true });
  await docker('rm', '--force', running.id, stopped.id);
  await docker('volume', 'rm', '--force', 'hostile');
}, limit(12));

const core = () => connection.core;
const names = async (place: FilePlace, path: string) =>
  (await core()['files.list']({ place, path })).items.map(({ name }) => name);
const code = (task: Promise<unknown>) =>
  task.then(
    () => 'done',
    (error: unknown) => (typeof error === 'object' && error !== null && 'code' in error ? error.code : error),
  );
const drain = async (items: AsyncIterable<unknown>) => {
  for await (const _item of items) continue;
};

test(
  'names of any bytes are told, shown, renamed and removed',
  async () => {
    const raw = 'raw\udcff\udcfe';
    await expect.poll(() => names(volume, '/'), { timeout: limit(5) }).toContain('pipe');
    const all = await names(volume, '/');
    for (const name of [
      'line\nbreak',
      '\u001b[31mred\u001b[0m',
      raw,
      '-rf',
      `it's "quoted" $HOME`,
      'a'.repeat(255),
    ])
      expect(all).toContain(name);
    // Links that lead to a folder come first, and in the container more of them do.
    expect((await names(running, '/v')).toSorted()).toEqual(all.toSorted());
    const read = await core()['files.read']({ place: running, path: `/v/${raw}` });
    expect(read).toEqual({ text: 'raw\n', bytes: 4, cut: false });
    await core()['files.rename']({ place: volume, path: `/${raw}`, name: '\udcfd "new"' });
    const path = join(dir, 'raw');
    await drain(
      core()['files.download']({ place: running, from: '/v/\udcfd "new"', path, overwrite: false }),
    );
    expect(await readFile(path, 'utf8')).toBe('raw\n');
    await core()['files.remove']({ place: running, paths: ['/v/\udcfd "new"', '/v/-rf', '/v/line\nbreak'] });
    expect(await names(volume, '/')).toEqual(all.filter((one) => ![raw, '-rf', 'line\nbreak'].includes(one)));
    expect(await code(core()['files.remove']({ place: volume, paths: ['/gone'] }))).toBe('entry.missing');
  },
  limit(20),
);

test(
  'links lead nowhere out of the root, in a volume nor in a container',
  async () => {
    const { items } = await core()['files.list']({ place: volume, path: '/' });
    const link = (name: string) => items.find((one) => one.name === name);
    expect(link('out')).toMatchObject({ kind: 'link', target: '/', leadsTo: 'folder' });
    // The volume has no /etc: what leads there leads nowhere.
    expect(link('up')?.leadsTo).toBeUndefined();
    expect(link('abs')?.leadsTo).toBeUndefined();
    expect(await names(volume, '/out')).toEqual(items.map(({ name }) => name));
    expect(await code(core()['files.list']({ place: volume, path: '/up' }))).toBe('entry.missing');
    expect(await code(core()['files.read']({ place: volume, path: '/abs' }))).toBe('entry.missing');
    expect(await code(core()['files.read']({ place: volume, path: '/../../../etc/passwd' }))).toBe(
      'entry.missing',
    );
    expect(await code(core()['files.list']({ place: volume, path: '/loop' }))).toBe('entry.refused');
    // In the container /etc is its own; what /proc says of processes is not followed.
    const passwd = await docker('exec', running.id, 'cat', '/etc/passwd');
    for (const path of ['/v/abs', '/v/up/passwd', '/../../etc/passwd'])
      expect((await core()['files.read']({ place: running, path })).text?.trimEnd()).toBe(passwd);
    expect(await code(core()['files.list']({ place: running, path: '/v/magic' }))).toBe('entry.refused');
    const path = join(dir, 'passwd');
    expect(
      await code(drain(core()['files.download']({ place: volume, from: '/abs', path, overwrite: false }))),
    ).toMatch(/^(?:entry\.missing|engine\.refused)$/);
    // A link is removed, and not what it leads to.
    await core()['files.remove']({ place: volume, paths: ['/inner', '/out', '/up'] });
    expect(await names(volume, '/deep/er')).toEqual(['file']);
    expect(await guest('test -e /etc/passwd && echo there')).toContain('there');
  },
  limit(20),
);

test(
  'what is no file is not read, what is mounted not removed',
  async () => {
    expect(await code(core()['files.read']({ place: volume, path: '/pipe' }))).toBe('entry.notFile');
    expect(await code(core()['files.read']({ place: running, path: '/dev/zero' }))).toBe('entry.notFile');
    expect(await code(core()['files.list']({ place: volume, path: '/to-file' }))).toBe('entry.notFolder');
    expect(await code(core()['files.remove']({ place: running, paths: ['/v'] }))).toBe('entry.busy');
    expect(await code(core()['files.remove']({ place: running, paths: ['/etc/hosts'] }))).toBe('entry.busy');
    expect(await code(core()['files.rename']({ place: running, path: '/usr', name: 'other' }))).toBe(
      'entry.ofImage',
    );
    expect(await code(core()['files.makeFolder']({ place: volume, path: '/deep' }))).toBe('entry.exists');
    expect(await names(running, '/v')).toContain('deep');
  },
  limit(20),
);

test(
  'a container that never ran has its files, its volume among them, and what is done there stays',
  async () => {
    expect(await names(stopped, '/var/www')).toEqual(['index.html']);
    await core()['files.makeFolder']({ place: stopped, path: '/made' });
    await core()['files.rename']({ place: stopped, path: '/made', name: 'named' });
    await core()['files.remove']({ place: stopped, paths: ['/var/www/index.html'] });
    const diff = await docker('diff', stopped.id);
    expect(diff.split('\n').toSorted()).toEqual([
      'A /named',
      'C /var',
      'C /var/www',
      'D /var/www/index.html',
    ]);
    expect(await guest('mount | grep -c "overlay on /tmp" || true')).toContain('0');
    await docker('start', stopped.id);
  },
  limit(20),
);
