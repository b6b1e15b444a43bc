/** The life of a VM from its first start to its deletion. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootSeconds } from './home.ts';
import { ownHome, removeAfterwards, stopSharedVm } from './own-home.ts';
import { limit, pace } from './pace.ts';
import { emulatorsOf, processesOf } from './processes.ts';
import { eventually } from './wait.ts';

stopSharedVm();
const home = await ownHome();
removeAfterwards(home);
const { moorage, status, guest, start, facts, paths } = home;
const disk = join(paths.vmDir, 'data.qcow2');
const GiB = 2 ** 20;

/** Size of the data disk's file system, in KiB. */
const dataKiB = async () => Number((await guest("df -k /data | awk 'NR == 2 { print $2 }'")) || 0);

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
