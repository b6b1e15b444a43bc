/** What containers use, on the real engine: the window's figures are those of `docker stats`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { ContainerPage } from '../../window/pages/container.ts';
import { Containers } from '../../window/pages/containers.ts';
import { Stats } from '../../window/pages/stats.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

/** A text as `12.5 MiB`, `344KiB` or `3.2%` in bytes or per cent. */
function figure(text: string): number {
  const [, number = '', unit = ''] = /([\d.]+)\s*([KMG]i?B|B|%)/i.exec(text) ?? [];
  const factors: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
  return number === '' ? NaN : Number(number) * (factors[unit] ?? 1);
}

await describeVmWindow('what containers use', ({ home, open }) => {
  const { docker, tryDocker } = home;

  beforeAll(async () => {
    const fill = 'dd if=/dev/zero of=/dev/shm/full bs=1M count=40 2>/dev/null; sleep 3000 & wait';
    await docker('run', '-d', '--name', 'full', '--memory', '96m', image, 'sh', '-c', fill);
    await docker('run', '-d', '--name', 'busy', image, 'sh', '-c', 'while :; do :; done');
  }, limit(30));
  afterAll(async () => {
    await tryDocker(['rm', '-f', 'full', 'busy']);
  }, limit(20));

  /** What `docker stats` says of one, its numbers. */
  const byProgram = async (name: string) => {
    const format = '{{.CPUPerc}} {{.MemUsage}} {{.PIDs}}';
    const line = await docker('stats', '--no-stream', '--format', format, name);
    const [cpu = '', memory = '', , most = '', pids = ''] = line.split(/\s+/);
    return { cpu: figure(cpu), memory: figure(memory), limit: figure(most), pids: Number(pids) };
  };

  test(
    'parity C21 the page of a container has the figures of docker stats',
    async () => {
      const shell = await open();
      const page = await ContainerPage.open(shell, 'full');
      await page.tab('stats');
      const stats = new Stats(shell);
      await stats.hasDrawn('stats.cpu');
      const told = await byProgram('full');
      expect(told.memory).toBeGreaterThan(38 * 2 ** 20);
      await expect
        .poll(async () => Math.abs(figure(await stats.figures('stats.memory')) / told.memory - 1), {
          timeout: limit(10),
        })
        .toBeLessThan(0.1);
      await shell.page.getByText(shell.say('stats.limit', { limit: '96 MiB' })).waitFor();
      expect(told.limit).toBe(96 * 2 ** 20);
      await shell.page.getByText(/^2 processes$/).waitFor();
      expect(told.pids).toBe(2);
      expect(dockerArgs({ kind: 'container.stats', name: 'full' })).toEqual(['stats', 'full']);
    },
    limit(30),
  );

  test(
    'parity C08 C21 the list shows which one is busy, and sorts by it',
    async () => {
      const shell = await open();
      const list = await Containers.open(shell);
      const stats = new Stats(shell);
      await expect
        .poll(async () => figure(await stats.inList('busy', 'cpu')), { timeout: limit(20) })
        .toBeGreaterThan(20);
      const told = await byProgram('busy');
      expect(told.cpu).toBeGreaterThan(20);
      const memory = figure(await stats.inList('full', 'memory'));
      expect(Math.abs(memory / (await byProgram('full')).memory - 1)).toBeLessThan(0.1);
      expect(figure(await stats.inList('full', 'cpu'))).toBeLessThan(20);
      const head = shell.page.getByRole('columnheader', { name: shell.say('stats.cpu'), exact: true });
      await head.getByRole('button').click();
      await head.getByRole('button').click();
      await expect.poll(async () => (await list.names())[0], { timeout: limit(10) }).toBe('busy');
      await docker('stop', '-t', '0', 'busy');
      await expect.poll(() => stats.inList('busy', 'cpu'), { timeout: limit(20) }).toBe('');
    },
    limit(30),
  );
});
