/** The terminals of one container. */
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { ContainerPage } from './container.ts';
import type { Shell } from './shell.ts';

export class Terminals {
  readonly shell: Shell;
  readonly container: ContainerPage;

  constructor(shell: Shell) {
    this.shell = shell;
    this.container = new ContainerPage(shell);
  }

  static async open(shell: Shell, container: string): Promise<Terminals> {
    const page = await ContainerPage.open(shell, container);
    await page.tab('terminal');
    return new Terminals(shell);
  }

  get list(): Locator {
    return this.shell.page.getByRole('list', { name: this.shell.say('terminal.list') });
  }

  /** A terminal by its name. */
  item(name: string): Locator {
    return this.list.getByRole('button', { name, exact: true });
  }

  /** Their names, in order; what has ended says so. */
  names(): Promise<string[]> {
    return this.list.locator('.terminals__name').allInnerTexts();
  }

  /** Opens another one by an entry of the menu. */
  async add(what: 'shell' | 'choose' | 'attach' | 'debug'): Promise<void> {
    await this.shell.button(this.shell.say('terminal.open')).click();
    await this.shell.page.getByRole('menuitem', { name: this.shell.say(`terminal.open.${what}`) }).click();
  }

  async close(name: string): Promise<void> {
    await this.list.getByRole('button', { name: this.shell.say('terminal.close', { name }) }).click();
  }

  /** What is said of the terminal that is shown. */
  get note(): Locator {
    return this.shell.page.locator('.terminals__note');
  }

  /** Types, once the terminal has the keyboard. */
  async type(text: string): Promise<void> {
    await this.container.keyboardIsInTerminal();
    await this.shell.page.keyboard.type(text);
  }

  /** Waits until the screen holds this. */
  async shows(what: string | RegExp, timeout = 10_000): Promise<void> {
    const holds = expect.poll(() => this.container.screen(), { timeout });
    await (typeof what === 'string' ? holds.toContain(what) : holds.toMatch(what));
  }

  /** What the line at the bottom says opens the same. */
  async command(): Promise<string> {
    return (await this.shell.foot.locator('code').textContent()) ?? '';
  }
}
