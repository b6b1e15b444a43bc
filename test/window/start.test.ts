/** The machine's way from nothing to running, as the window shows it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Containers } from './pages/containers.ts';
import { describeWindow } from './window.ts';

describeWindow('starting the machine', { running: false, slowMs: 700 }, (window) => {
  it('parity M01 goes from the offline page over its steps to the list, and back to the offline page', async () => {
    const shell = await window.open();
    await shell.page.getByRole('heading', { name: shell.say('offline.title') }).waitFor();
    await shell.button(shell.say('machine.start')).click();
    await shell.page.getByRole('heading', { name: shell.say('offline.starting') }).waitFor();
    await shell.machineIs('starting');
    await shell.go('machine');
    const steps = shell.page.getByRole('region', { name: shell.say('machine.steps') });
    const current = steps.locator('li[aria-current=step]');
    const seen = new Set<string>();
    const running = shell.machineIs('running').then(() => true);
    for (let done = false; !done; done = await Promise.race([running, Promise.resolve(false)])) {
      for (const text of await current.allTextContents()) seen.add(text);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect([...seen]).toContain(shell.say('step.hypervisor'));
    expect(seen.size).toBeGreaterThan(1);
    await steps.waitFor({ state: 'detached' });
    const list = await Containers.open(shell);
    await list.is('shop-web-1', 'running');
    await shell.go('machine');
    await shell.button(shell.say('machine.stop')).click();
    await shell.machineIs('stopped');
    await shell.go('containers');
    await shell.page.getByRole('heading', { name: shell.say('offline.title') }).waitFor();
  });

  it('parity M01 is cancelled, and can be begun again', async () => {
    const shell = await window.open();
    await shell.go('machine');
    await shell.button(shell.say('machine.start')).click();
    await shell.button(shell.say('machine.cancel')).click();
    await shell.machineIs('stopped');
    await shell.button(shell.say('machine.start')).click();
    await shell.machineIs('running');
  });
});

describeWindow('a start that fails', { running: false }, (window) => {
  it('parity M01 says why and what to do, and goes well once that is done', async () => {
    // A disk that is larger than the settings allow.
    const disk = join(window.core.home, 'vm', 'fake-disk.json');
    await mkdir(join(window.core.home, 'vm'), { recursive: true });
    await writeFile(disk, JSON.stringify({ dataDiskGiB: 9000 }));
    const shell = await window.open();
    await shell.button(shell.say('machine.start')).click();
    await shell.machineIs('failed');
    await expect.poll(() => shell.alert.innerText()).toContain('9000');
    await shell.go('machine');
    const refused = shell.page.locator('[data-code="config.diskShrink"]');
    expect(await refused.count()).toBe(1);
    await rm(disk);
    await shell.button(shell.say('machine.start')).click();
    await shell.machineIs('running');
    await expect.poll(() => refused.count()).toBe(0);
  });
});

describeWindow('a VM that crashes under an open page', { running: false, diesMs: 5000 }, (window) => {
  it('parity M01 is told above what was known, and can be started again', async () => {
    const shell = await window.open();
    await shell.button(shell.say('machine.start')).click();
    await shell.page.locator('[data-index]').first().waitFor();
    await shell.machineIs('failed');
    await shell.banner.getByText(shell.say('engine.away.failed')).waitFor();
    await shell.page.locator('[data-index]').first().waitFor();
    await shell.go('machine');
    await shell.page.locator('[data-code="vm.exited"]').first().waitFor();
    await shell.go('containers');
    await shell.banner.getByRole('button', { name: shell.say('machine.start') }).click();
    await shell.machineIs('running');
    await shell.banner.waitFor({ state: 'detached' });
    await shell.page.locator('[data-index]').first().waitFor();
  });
});
