/** The life of a VM from its first start to its deletion. */
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectCore } from '../../main/cli/connection.ts';
import type { ComposeRun } from '../../main/contract/compose-model.ts';
import { busyboxArchive } from '../fixtures/images.ts';
import { testBusybox } from './busybox.ts';
import { bootSeconds } from './home.ts';
import { ownHome, removeAfterwards, stopSharedVm } from './own-home.ts';
import { limit, pace } from './pace.ts';
import { emulatorsOf, processesOf } from './processes.ts';
import { image } from './shared-vm.ts';
import { eventually } from './wait.ts';

stopSharedVm();
// Without the client's folder there is no `docker compose` on this computer, as far as the core can see.
const home = await ownHome({ dockerConfig: '/nonexistent' });
removeAfterwards(home);
const { moorage, status, guest, start, facts, paths } = home;
const disk = join(paths.vmDir, 'data.qcow2');
const GiB = 2 ** 20;

/** Size of the data disk's file system, in KiB. */
const dataKiB = async () => Number((await guest("df -k /data | awk 'NR == 2 { print $2 }'")) || 0);

test(
  'the image can have Docker’s own programs, on a disk of their own',
  async () => {
    const built = await moorage(['image', 'build', '--tools', '--json'], { seconds: 100 });
    expect(JSON.parse(built.text)).toMatchObject({
      parts: expect.arrayContaining([expect.objectContaining({ name: 'tools' })]) as unknown,
    });
  },
  limit(100),
);

test(
  'parity M01 two starts at once both succeed, with one VM',
  async () => {
    expect((await status()).state).toBe('absent');
    await Promise.all([start(), start()]);
    expect(await status()).toMatchObject({ state: 'running', vm: { cpus: 2, dataDiskGiB: 64 } });
    expect(await emulatorsOf(facts.home)).toHaveLength(1);
  },
  limit(bootSeconds * 2),
);

test('parity M05 the data disk is there, and grows at the next start once the settings say so', async () => {
  const size = await dataKiB();
  expect(size).toBeGreaterThan(60 * GiB);
  expect(size).toBeLessThan(64 * GiB);
  await guest('echo kept >/data/moorage/mark; sync');
  const told = await moorage(['config', 'set', 'dataDiskGiB', '80']);
  expect(told.code).toBe(0);
});

test(
  'parity M09 where this computer has no docker compose, the one in the VM brings a project up, and down again',
  async () => {
    const input = await busyboxArchive(await testBusybox());
    expect((await home.tryDocker(['import', '-', image], { input })).code).toBe(0);
    // The home folder is shared from the start.
    const folder = await mkdtemp(join(homedir(), 'moorage-compose-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'compose.yaml');
    await writeFile(
      file,
      `services: { web: { image: ${image}, init: true, volumes: ['.:/here'], command: [sh, -c, 'echo here >/here/mark; sleep 600'] } }`,
    );
    const connection = await connectCore({ paths: () => paths, signal: new AbortController().signal });
    onTestFinished(() => connection.close());
    const compose = async (wish: Pick<ComposeRun, 'action'>) => {
      const lines: string[] = [];
      const asked = connection.core['compose.run']({ ...wish, files: [file], project: 'inner' });
      for await (const item of asked) lines.push(JSON.stringify(item));
      return lines.join('\n');
    };
    expect(await compose({ action: 'up' })).toMatch(/inner-web-1.*Started/);
    expect(await guest("grep -c ' /opt ' /proc/mounts")).toBe('1');
    await eventually('the container has written into the project’s folder', () =>
      readFile(join(folder, 'mark'), 'utf8').catch(() => undefined),
    );
    // What the container says of its file, this computer finds.
    const { text } = await connection.core['compose.file']({ project: 'inner', path: file });
    expect(text).toContain('services: ');
    expect(await compose({ action: 'down' })).toMatch(/inner-web-1.*Removed/);
    expect(await home.docker('ps', '--all', '--quiet')).toBe('');
  },
  limit(60),
);

test(
  'parity M01 a stop comes to its end although the VM can no longer be reached',
  async () => {
    // Ends the guest's SSH server for good, and with it the session that says so.
    await home.tryMoorage([
      'ssh',
      '--',
      'sh',
      '-c',
      'sv down /run/service/link; kill -9 $(pidof sshd sshd-session)',
    ]);
    const begun = performance.now();
    await moorage(['stop'], { seconds: 35 });
    const seconds = (performance.now() - begun) / 1000;
    expect(await status()).toMatchObject({ state: 'stopped' });
    expect(await emulatorsOf(facts.home)).toEqual([]);
    // The power button was heard: otherwise the VM would have been ended only after 25 s at hardware speed.
    expect(seconds).toBeLessThan(15 * pace);
    expect((await moorage(['logs', 'vm', '-n', '10'])).text).toContain('moorage: step stopped');
  },
  limit(40),
);

test(
  'parity M05 the grown disk has its new size and its old content',
  async () => {
    await start();
    expect(await guest('cat /data/moorage/mark')).toBe('kept');
    expect(await dataKiB()).toBeGreaterThan(76 * GiB);
    expect((await status()).vm?.dataDiskGiB).toBe(80);
    expect((await home.tryMoorage(['config', 'set', 'dataDiskGiB', '70'])).code).not.toBe(0);
  },
  limit(bootSeconds),
);

test(
  'parity M01 moorage delete asks for --yes, then removes the disk and ends everything',
  async () => {
    expect((await home.tryMoorage(['delete'])).code).toBe(1);
    expect((await status()).state).toBe('running');
    await moorage(['delete', '--yes'], { seconds: 40 });
    await expect(access(disk)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await status()).state).toBe('absent');
    // What gives folders to the VM ends with it, by itself.
    await eventually('every process has ended', async () =>
      (await processesOf(facts.home)).length === 0 ? true : undefined,
    );
  },
  limit(45),
);
