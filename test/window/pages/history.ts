/** The page History. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class HistoryPage {
  readonly shell: Shell;

  private constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<HistoryPage> {
    await shell.go('history');
    return new HistoryPage(shell);
  }

  async tab(name: 'done' | 'removed'): Promise<void> {
    await this.shell.page.getByRole('tab', { name: this.shell.say(`history.${name}`) }).click();
  }

  /** The commands that are listed, the newest first. */
  async commands(): Promise<string[]> {
    return this.shell.page.locator('.history__command code').allInnerTexts();
  }

  /** Chooses the actions with these commands. */
  async choose(...commands: string[]): Promise<void> {
    for (const command of commands) await this.shell.row(command).getByRole('checkbox').first().check();
  }

  get script(): Locator {
    return this.shell.dialog().locator('.script');
  }

  /** Puts a removed thing back. */
  async putBack(name: string): Promise<void> {
    const label = this.shell.say('actOn', { action: this.shell.say('removed.undo'), name });
    await this.shell.page.getByRole('button', { name: label, exact: true }).click();
  }
}
