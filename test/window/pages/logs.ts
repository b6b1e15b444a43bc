/** The logs of several containers at once. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class Logs {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Logs> {
    await shell.go('logs');
    return new Logs(shell);
  }

  get lines(): Locator {
    return this.shell.page.getByRole('log').locator('.log__line');
  }

  /** The names of the containers whose lines are in view. */
  async sources(): Promise<string[]> {
    return [...new Set(await this.shell.page.locator('.log__source').allTextContents())].toSorted();
  }

  get search(): Locator {
    return this.shell.page.getByRole('searchbox', { name: this.shell.say('log.search') });
  }

  get only(): Locator {
    return this.shell.page.getByRole('checkbox', { name: this.shell.say('log.only'), exact: true });
  }

  get streams(): Locator {
    return this.shell.page.getByRole('combobox', { name: this.shell.say('log.streams') });
  }

  get whose(): Locator {
    return this.shell.page.getByRole('combobox', { name: this.shell.say('logs.whose') });
  }

  /** Chooses these containers and no others. */
  async choose(...names: readonly string[]): Promise<void> {
    await this.shell.button(this.shell.say('logs.choose')).click();
    const dialog = this.shell.dialog(this.shell.say('logs.choose.title'));
    for (const name of names) await dialog.getByRole('checkbox', { name, exact: true }).check();
    await dialog.getByRole('button', { name: this.shell.say('logs.choose.submit'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Opens the dialog of named searches. */
  async searches(): Promise<Locator> {
    await this.shell.button(this.shell.say('searches.title')).click();
    const dialog = this.shell.dialog(this.shell.say('searches.title'));
    await dialog.waitFor();
    return dialog;
  }
}
