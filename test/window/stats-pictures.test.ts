/** Pictures of what is told of a container, for people to look at: its figures, its events, and all that is known. */
import { expect, it } from 'vitest';
import { ContainerPage } from './pages/container.ts';
import { Containers } from './pages/containers.ts';
import { InspectTree } from './pages/inspect.ts';
import { Stats } from './pages/stats.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

describeWindow('pictures of a container', {}, (window) => {
  it.each(looks.map((look) => [nameOf(look), look] as const))('%s', async (_name, look) => {
    const shell = await window.open(look);
    await Containers.open(shell);
    const stats = new Stats(shell);
    if ((look.width ?? 1200) >= 1080) await expect.poll(() => stats.inList('shop-web-1', 'cpu')).toMatch(/%/);
    await picture(shell, look, 'containers-stats');
    const page = await ContainerPage.open(shell, 'shop-web-1');
    await page.tab('stats');
    await stats.hasDrawn('stats.disk');
    await picture(shell, look, 'stats-begin');
    await shell.page.waitForTimeout(8000);
    await stats.chart('stats.network').hover({ position: { x: 200, y: 60 } });
    await picture(shell, look, 'stats');
    await shell.button(shell.say('stats.span.long')).click();
    await picture(shell, look, 'stats-long');
    await shell.button(shell.say('stats.table')).click();
    await picture(shell, look, 'stats-table');
    await page.tab('inspect');
    const tree = new InspectTree(shell);
    await tree.tree.waitFor();
    await picture(shell, look, 'inspect-tree');
    await tree.searchFor('compose');
    await picture(shell, look, 'inspect-found');
    await ContainerPage.open(shell, 'shop-worker-1');
    await page.tab('stats');
    await picture(shell, look, 'stats-stopped');
    await page.tab('events');
    await picture(shell, look, 'container-events');
  });
});
