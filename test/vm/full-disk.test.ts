/** The host's disk fills up under a running VM: it waits, says so, and goes on by itself when there is room again. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { busyboxArchive } from '../fixtures/images.ts';
import { testBusybox } from './busybox.ts';
import { bootSeconds } from './home.ts';
import { ownHome, removeAfterwards, stopSharedVm } from './own-home.ts';
import { limit } from './pace.ts';
import { end, run, succeed } from './program.ts';
import { image } from './shared-vm.ts';
import { eventually } from './wait.ts';

const isRoot = process.getuid?.() === 0;

if (isRoot) stopSharedVm();
const disk = await mkdtemp('/tmp/mvd-');
const home = await ownHome({ home: join(disk, 'h') });
// After the home has been removed: the hooks run in reverse.
afterAll(async () => {
  if (isRoot) await run(['umount', disk]);
  await rm(disk, { recursive: true, force: true });
});
removeAfterwards(home);

test.skipIf(!isRoot)(
  'a full disk of the host stops nothing for good (only root can mount a small one)',
  async () => {
    await succeed(['mount', '-t', 'tmpfs', '-o', 'size=100m,mode=700', 'tmpfs', disk]);
    await home.start();
    const input = await busyboxArchive(await testBusybox());
    expect((await home.tryDocker(['import', '-', image], { input })).code).toBe(0);
    const script = 'head -c 150000000 /dev/urandom | tee /data/file | sha256sum; sync; echo written';
    const env = { ...home.env, DOCKER_HOST: home.paths.dockerHost };
    const writer = spawn(
      home.facts.docker,
      ['run', '--name', 'writer', '-v', 'big:/data', image, 'sh', '-c', script],
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      const lines: string[] = [];
      createInterface({ input: writer.stdout }).on('line', (line) => lines.push(line));
      const full = await eventually(
        'the full disk told',
        async () => {
          const told = await home.status();
          return told.problems.some(({ error }) => error.code === 'vm.diskFull') ? told : undefined;
        },
        10,
      );
      expect(full).toMatchObject({ state: 'running', engine: null });
      expect(lines).not.toContain('written');
      await succeed(['mount', '-o', 'remount,size=600m', disk]);
      await eventually('all written', async () => (lines.includes('written') ? true : undefined), 15);
      const hash = await home.docker(
        'run',
        '--rm',
        '-v',
        'big:/data',
        image,
        'sh',
        '-c',
        'sha256sum </data/file',
      );
      expect(hash).toBe(lines[0]);
      await eventually('the problem gone', async () => {
        const { problems } = await home.status();
        return problems.some(({ error }) => error.code === 'vm.diskFull') ? undefined : true;
      });
      await stopsWhilePaused();
      expect(await home.docker('run', '--rm', '-v', 'big:/data', image, 'sha256sum', '/data/file')).toContain(
        hash.slice(0, 64),
      );
    } finally {
      await end(writer);
    }
  },
  limit(2 * bootSeconds + 50),
);

/** A VM that can't go on can't end itself either: stopping it must not wait for that. */
async function stopsWhilePaused(): Promise<void> {
  const filler = join(disk, 'filler');
  // Ends with an error when nothing more fits, which is the point.
  await run(['dd', 'if=/dev/zero', `of=${filler}`, 'bs=1M']);
  const fill = 'head -c 150000000 /dev/urandom >/data/more; sync';
  // The VM may pause before the client has its answer; it ends with the VM.
  const filling = home.tryDocker(['run', '-v', 'more:/data', image, 'sh', '-c', fill]);
  await eventually(
    'the full disk told again',
    async () =>
      (await home.status()).problems.some(({ error }) => error.code === 'vm.diskFull') ? true : undefined,
    10,
  );
  const begun = performance.now();
  await home.moorage(['stop']);
  expect((performance.now() - begun) / 1000).toBeLessThan(20);
  expect((await filling).code).not.toBe(0);
  await rm(filler);
  await home.start();
}
