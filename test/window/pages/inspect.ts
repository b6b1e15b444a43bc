/** What the engine says of one thing, as a tree. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class InspectTree {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  get tree(): Locator {
    return this.shell.page.getByRole('tree', { name: this.shell.say('inspect.tree') });
  }

  /** The rows in view with this name. */
  rows(name: string): Locator {
    const own = this.shell.page.locator('.json-tree__name', { hasText: new RegExp(`^${name}$`) });
    return this.tree.getByRole('treeitem').filter({ has: own });
  }

  /** The row that one is at. */
  get active(): Locator {
    return this.tree.getByRole('treeitem', { selected: true });
  }

  /** Writes a search and waits until one is at a place that has it. */
  async searchFor(text: string): Promise<void> {
    const { page } = this.shell;
    await page.getByRole('searchbox', { name: this.shell.say('inspect.search') }).fill(text);
    const mark = this.active.locator('mark', { hasText: text });
    await mark.first().waitFor();
  }

  /** The name in the row that one is at. */
  async activeName(): Promise<string> {
    return (await this.active.locator('.json-tree__name').textContent()) ?? '';
  }

  /** Part of the page below the tree. */
  get chosen(): Locator {
    return this.shell.page.getByRole('region', { name: this.shell.say('inspect.chosen') });
  }

  /** The command that prints what is chosen. */
  async command(): Promise<string> {
    return (await this.chosen.getByRole('group').locator('code').textContent()) ?? '';
  }

  /** The value of what is chosen. */
  async value(): Promise<string> {
    return (await this.chosen.locator('pre').textContent()) ?? '';
  }
}
