/** The list of images, and the dialogs that bring new ones. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export interface FileToSend {
  readonly name: string;
  readonly content: Buffer;
}

export class Images {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Images> {
    await shell.go('images');
    return new Images(shell);
  }

  /** Opens the dialog and begins to pull. */
  async pull(name: string): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say('pull.title')).click();
    const dialog = shell.dialog(shell.say('pull.title'));
    await dialog.getByLabel(shell.say('pull.name'), { exact: true }).fill(name);
    await dialog.getByRole('button', { name: shell.say('pull.submit'), exact: true }).click();
    return dialog;
  }

  /** The same for every tag of a repository. */
  async pullAll(repository: string): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say('pull.title')).click();
    const dialog = shell.dialog(shell.say('pull.title'));
    await dialog.getByLabel(shell.say('pull.name'), { exact: true }).fill(repository);
    await dialog.getByRole('checkbox', { name: shell.say('pull.all') }).check();
    await dialog.getByRole('button', { name: shell.say('pull.submit'), exact: true }).click();
    return dialog;
  }

  /** Opens the dialog, chooses the file, and begins to send it. */
  async send(kind: 'load' | 'import', { name, content }: FileToSend, image = ''): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say(`file.${kind}.title`)).click();
    const dialog = shell.dialog(shell.say(`file.${kind}.title`));
    await dialog
      .getByLabel(shell.say('file.file'), { exact: true })
      .setInputFiles({ name, mimeType: 'application/x-tar', buffer: content });
    if (image !== '') await dialog.getByLabel(shell.say('file.name'), { exact: true }).fill(image);
    await dialog.getByRole('button', { name: shell.say(`file.${kind}.submit`), exact: true }).click();
    return dialog;
  }

  /** Waits for the end of what a dialog brings, and closes it. */
  async finish(dialog: Locator): Promise<void> {
    await dialog.getByText(this.shell.say('transfer.done')).waitFor();
    await dialog.getByRole('button', { name: this.shell.say('close'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
