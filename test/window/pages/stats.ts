/** What containers use: on a container's page, and in the list. */
import type { Locator } from 'playwright-core';
import { Containers } from './containers.ts';
import type { Shell, TextKey } from './shell.ts';

export class Stats {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  /** A chart's drawing; its name says the newest value and the peak. */
  chart(title: TextKey): Locator {
    return this.shell.page.getByRole('img', { name: new RegExp(`^${this.shell.say(title)}`) });
  }

  /** What a chart says: the newest value and the peak, as they stand there. */
  async figures(title: TextKey): Promise<string> {
    return (await this.chart(title).getAttribute('aria-label')) ?? '';
  }

  /** Waits for a line. One that is level has no height, and so isn't visible to the browser. */
  async hasDrawn(title: TextKey): Promise<void> {
    await this.chart(title).locator('.chart__line').first().waitFor({ state: 'attached' });
  }

  /** A figure of a container's row in the list: of its processors, or of its memory. */
  async inList(name: string, what: 'cpu' | 'memory'): Promise<string> {
    const figures = new Containers(this.shell).row(name).locator('.stats-figure');
    return (await figures.nth(what === 'cpu' ? 0 : 1).textContent()) ?? '';
  }
}
