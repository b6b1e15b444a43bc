/** Every page speaks one language: no key of the catalogue shows, and in Chinese no English sentence. */
import { expect, it } from 'vitest';
import { english } from '../../renderer/locales/en.ts';
import { ContainerPage } from './pages/container.ts';
import type { Shell } from './pages/shell.ts';
import { describeWindow } from './window.ts';

const lists = ['containers', 'images', 'volumes', 'networks', 'ports', 'shares'] as const;
const keys = Object.keys(english).filter((key) => key.includes('.'));

/** Looks for keys, for places that nothing was filled into, and in Chinese for the same text in English. */
async function speaks(shell: Shell, language: string, place: string): Promise<void> {
  const words = (await shell.text()).split(/[\s“”，。]+/);
  expect(
    words.filter((word) => keys.includes(word)),
    place,
  ).toEqual([]);
  expect(
    words.filter((word) => /^\{\w+\}$/.test(word) || word === 'undefined'),
    place,
  ).toEqual([]);
  if (language !== 'zh-CN') return;
  const lines = (await shell.text()).split('\n').map((line) => line.trim());
  const sentences = new Set<string>(Object.values(english).filter((text) => text.includes(' ')));
  expect(
    lines.filter((line) => sentences.has(line)),
    place,
  ).toEqual([]);
}

describeWindow('the words of the window', {}, (window) => {
  for (const language of ['en-US', 'zh-CN'] as const) {
    it(`are all of one language (${language})`, async () => {
      const shell = await window.open({ language });
      await shell.machineIs('running');
      for (const place of [...lists, 'machine', 'settings'] as const) {
        await shell.go(place);
        await speaks(shell, language, place);
      }
      const page = await ContainerPage.open(shell, 'nightly-report');
      for (const tab of ['logs', 'terminal', 'ports', 'changes', 'inspect'] as const) {
        await page.tab(tab);
        await speaks(shell, language, tab);
      }
      await shell.go('containers');
      await shell.button(shell.say('run.title')).click();
      const run = shell.dialog(shell.say('run.title'));
      await run.getByRole('button', { name: shell.say('run.submit'), exact: true }).click();
      await run.getByText(shell.say('run.image.missing')).waitFor();
      await speaks(shell, language, 'run');
      await shell.page.keyboard.press('Escape');
      await shell.page.keyboard.press('Control+k');
      await shell.dialog(shell.say('palette')).waitFor();
      await speaks(shell, language, 'palette');
    });
  }
});
