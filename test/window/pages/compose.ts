/** A compose project's page, and the dialog for `up` and `down`. */
import type { Locator } from 'playwright-core';
import { Containers } from './containers.ts';
import type { Shell } from './shell.ts';

export class ProjectPage {
  readonly shell: Shell;
  readonly project: string;

  constructor(shell: Shell, project: string) {
    this.shell = shell;
    this.project = project;
  }

  /** Opens it from its row in the list of containers. */
  static async open(shell: Shell, project: string): Promise<ProjectPage> {
    await Containers.open(shell);
    await shell.page.getByRole('link', { name: shell.say('compose.open', { name: project }) }).click();
    await shell.page.getByRole('heading', { level: 1, name: project }).waitFor();
    return new ProjectPage(shell, project);
  }

  async tab(name: 'services' | 'logs' | 'files'): Promise<void> {
    await this.shell.page
      .getByRole('tab', { name: this.shell.say(`compose.tab.${name}`), exact: true })
      .click();
  }

  /** The lines of the log that are in view. */
  get log(): Locator {
    return this.shell.page.getByRole('log');
  }

  /** Asks to see one of its files. */
  async show(path: string): Promise<void> {
    await this.tab('files');
    await this.shell.button(this.shell.say('compose.show', { path })).click();
  }

  /** What is shown of it. */
  file(path: string): Locator {
    return this.shell.page.getByLabel(path, { exact: true });
  }
}

export class ComposeDialog {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  /** Opens it by the button above the list of containers. */
  static async open(shell: Shell): Promise<ComposeDialog> {
    await Containers.open(shell);
    await shell.button(shell.say('compose.title')).click();
    const dialog = new ComposeDialog(shell);
    await dialog.box.waitFor();
    return dialog;
  }

  get box(): Locator {
    return this.shell.dialog(this.shell.say('compose.title'));
  }

  get files(): Locator {
    return this.box.getByLabel(this.shell.say('compose.files'));
  }

  get project(): Locator {
    return this.box.getByLabel(this.shell.say('compose.project'));
  }

  /** The command that it shows. */
  get command(): Locator {
    return this.box.getByRole('group', { name: this.shell.say('command.same') }).locator('code');
  }

  get output(): Locator {
    return this.box.getByLabel(this.shell.say('compose.output'));
  }

  async choose(action: 'up' | 'down'): Promise<void> {
    await this.box.getByRole('radio', { name: this.shell.say(`compose.${action}`), exact: true }).check();
  }

  async submit(action: 'up' | 'down'): Promise<void> {
    await this.box.getByRole('button', { name: this.shell.say(`compose.${action}`), exact: true }).click();
  }

  async isDone(): Promise<void> {
    await this.box.getByText(this.shell.say('transfer.done'), { exact: true }).waitFor();
  }

  async close(): Promise<void> {
    await this.shell.page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'detached' });
  }
}
