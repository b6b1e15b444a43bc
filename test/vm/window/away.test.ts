/** The engine goes away under an open page: what was known stays and is said to be old, and the page recovers by itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Containers } from '../../window/pages/containers.ts';
import { Terminals } from '../../window/pages/terminal.ts';
import { limit } from '../pace.ts';
import { qemuPid } from '../processes.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('an engine that goes away', ({ home, open }) => {
  beforeAll(async () => {
    await home.docker('run', '-d', '--name', 'stays', '--restart', 'always', image, 'sleep', '6000');
  }, limit(5));
  afterAll(async () => {
    await home.tryDocker(['rm', '--force', 'stays']);
  }, limit(5));

  test(
    'a restarted engine leaves the list as it was, ends terminals and says so',
    async () => {
      const shell = await open();
      const page = await Terminals.open(shell, 'stays');
      await page.shows('#', limit(5));
      expect((await home.moorage(['engine', 'stop'], { seconds: 30 })).code).toBe(0);
      await shell.banner.getByText(shell.say('engine.away')).waitFor();
      const list = await Containers.open(shell);
      expect(await list.names()).toContain('stays');
      expect((await home.moorage(['engine', 'start'], { seconds: 30 })).code).toBe(0);
      await shell.banner.waitFor({ state: 'detached', timeout: limit(20) });
      await list.is('stays', 'running');
      await list.link('stays').click();
      await page.container.tab('terminal');
      await page.note.filter({ hasText: /\S/ }).first().waitFor();
    },
    limit(60),
  );

  test(
    'a machine that is killed is told above the list, and started from there',
    async () => {
      const shell = await open();
      const list = await Containers.open(shell);
      await list.is('stays', 'running');
      process.kill(await qemuPid(home.paths), 'SIGKILL');
      await shell.banner.getByText(shell.say('engine.away.failed')).waitFor();
      expect(await list.names()).toContain('stays');
      await shell.banner.getByRole('button', { name: shell.say('machine.start') }).click();
      await shell.banner.waitFor({ state: 'detached', timeout: limit(30) });
      await list.is('stays', 'running');
      expect(await home.docker('ps', '--format', '{{.Names}}')).toContain('stays');
    },
    limit(60),
  );
});
