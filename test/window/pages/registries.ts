/** The list of registries, its dialogs, and what is in one. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class Registries {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Registries> {
    await shell.go('registries');
    return new Registries(shell);
  }

  /** Opens the dialog of a button of the page. */
  async dialog(title: 'registry.add' | 'registry.own' | 'registry.search'): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say(title)).click();
    return shell.dialog(shell.say(title));
  }

  field(label: Parameters<Shell['say']>[0]): Locator {
    return this.shell.dialog().getByLabel(this.shell.say(label), { exact: true });
  }

  async submit(name: Parameters<Shell['say']>[0]): Promise<void> {
    await this.shell
      .dialog()
      .getByRole('button', { name: this.shell.say(name), exact: true })
      .click();
  }

  /** Opens what is in a registry. */
  async look(host: string): Promise<void> {
    await this.shell.page.getByRole('link', { name: host, exact: true }).click();
    await this.shell.page.getByRole('heading', { level: 1, name: host }).waitFor();
  }

  /** Waits for the end of what a dialog does, and closes it. */
  async finish(): Promise<void> {
    const { shell } = this;
    await shell.dialog().getByText(shell.say('transfer.done')).waitFor();
    await this.submit('close');
    await shell.dialog().waitFor({ state: 'detached' });
  }
}
