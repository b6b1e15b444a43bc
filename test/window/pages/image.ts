/** The page of one image. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class ImagePage {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  /** From the list, by the image's first name. */
  static async open(shell: Shell, name: string): Promise<ImagePage> {
    await shell.go('images');
    await shell.page.getByRole('link', { name, exact: true }).click();
    await shell.page.getByRole('heading', { level: 1, name }).waitFor();
    return new ImagePage(shell);
  }

  async tab(tab: 'overview' | 'layers' | 'platforms' | 'inspect'): Promise<void> {
    await this.shell.page.getByRole('tab', { name: this.shell.say(`image.tab.${tab}`) }).click();
  }

  get tags(): Locator {
    return this.list('image.tags').getByRole('listitem');
  }

  get platforms(): Locator {
    return this.list('platforms.title').getByRole('listitem');
  }

  async pullPlatform(name: string): Promise<void> {
    const { shell } = this;
    await shell.button(shell.say('actOn', { action: shell.say('pull.submit'), name })).click();
  }

  /** A step of the history; the first is 0. */
  step(n: number): Locator {
    return this.list('image.tab.layers').locator('> li').nth(n);
  }

  /** The files of a step, as `kind path size`. */
  async files(n: number): Promise<string[]> {
    const step = this.step(n);
    await step.getByRole('button', { name: this.shell.say('image.files'), exact: true }).click();
    // Until they are read there is a list of how far that has come.
    const files = step.locator('li:not(.transfer__part)');
    await files.first().waitFor();
    return (await files.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  }

  private list(key: 'image.tags' | 'image.tab.layers' | 'platforms.title'): Locator {
    return this.shell.page.getByRole('list', { name: this.shell.say(key), exact: true });
  }
}
