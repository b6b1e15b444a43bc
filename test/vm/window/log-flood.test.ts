/**
 * A container that writes much, with the window following its log: the window answers all the while, and keeps no more
 * than it may. `MOORAGE_FLOOD_LINES=1000000` makes it the million lines, at 10 MB/s, that its figures are told for.
 */
import { afterAll, expect, test } from 'vitest';
import { ContainerPage } from '../../window/pages/container.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

const lines = Number(process.env['MOORAGE_FLOOD_LINES'] ?? 50_000);
/** Ten thousand lines of a hundred bytes each tenth of a second, once the window follows: it asks for the last 5,000. */
const script = `sleep ${limit(1) / 1000}; i=0; while [ $i -lt ${lines / 10_000} ]; do yes ${'x'.repeat(99)} | head -n 10000; i=$((i+1)); sleep 0.1; done
echo the end; sleep 600`;

/** Notes how long the page's tasks take; a task is what nothing else can come between. */
const watchTasks = `window.tasks = []; new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.tasks.push(duration); }).observe({ type: 'longtask' })`;

await describeVmWindow('a log that never ends', ({ home, open }) => {
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', 'flood']);
  }, limit(10));

  test(
    'is followed without holding up the window',
    async () => {
      const shell = await open();
      const { page } = shell;
      // As much as it writes: the engine's own logs are short, and one that reads slower than it writes would miss some.
      const whole = ['--log-opt', 'max-size=1g'];
      await home.docker('create', '--name', 'flood', '--init', ...whole, image, 'sh', '-c', script);
      const log = await ContainerPage.open(shell, 'flood');
      await page.evaluate(watchTasks);
      const begun = Date.now();
      await home.docker('start', 'flood');
      await expect
        .poll(() => log.log.innerText(), { timeout: limit(60) + lines, interval: 500 })
        .toContain('the end');
      const seconds = (Date.now() - begun) / 1000;
      const number = async (script: string) => Number(await page.evaluate(script));
      const longest = await number('Math.max(0, ...window.tasks)');
      const heap = (await number('performance.memory.usedJSHeapSize')) / 1e6;
      const kept = (await number(`document.querySelector('.log__inner').clientHeight`)) / 19;
      process.stderr.write(
        `${lines} lines in ${seconds.toFixed(1)} s (${(lines / 1e4 / seconds).toFixed(1)} MB/s), ` +
          `longest task ${longest.toFixed(0)} ms, heap ${heap.toFixed(0)} MB, ${kept} lines kept\n`,
      );
      expect(kept).toBeGreaterThan(Math.min(lines, 900_000) - 10);
      expect(kept).toBeLessThanOrEqual(1_001_024);
      expect(longest).toBeLessThan(limit(0.1));
    },
    limit(90) + lines,
  );
});
