/** The form that runs a container. */
import type { Locator } from 'playwright-core';
import type { Shell, TextKey } from './shell.ts';

export class RunDialog {
  readonly shell: Shell;
  readonly dialog: Locator;

  constructor(shell: Shell) {
    this.shell = shell;
    this.dialog = shell.dialog(shell.say('run.title'));
  }

  static async open(shell: Shell): Promise<RunDialog> {
    await shell.go('containers');
    await shell.button(shell.say('run.title')).click();
    const form = new RunDialog(shell);
    await form.dialog.waitFor();
    return form;
  }

  /** A field by its label; the name of a variable has the same one as the container's. */
  field(key: TextKey, index = 0): Locator {
    return this.dialog.getByLabel(this.shell.say(key), { exact: true }).nth(index);
  }

  async addPort(host: string, container: string): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.port.add') }).click();
    await this.field('run.port.host').last().fill(host);
    await this.field('run.port.container').last().fill(container);
  }

  async addVariable(name: string, value: string): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.env.add') }).click();
    await this.field('run.env.name', 1).fill(name);
    await this.field('run.env.value').fill(value);
  }

  /** The command that the form shows. */
  get command(): Locator {
    return this.dialog.getByRole('group', { name: this.shell.say('command.same') }).locator('code');
  }

  async submit(): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.submit'), exact: true }).click();
  }
}
