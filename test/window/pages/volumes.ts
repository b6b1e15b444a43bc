/** The list of volumes, and the dialogs that carry their content out and in. */
import type { Locator } from 'playwright-core';
import type { FileToSend } from './images.ts';
import type { Shell } from './shell.ts';

export class Volumes {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Volumes> {
    await shell.go('volumes');
    return new Volumes(shell);
  }

  /** Writes a volume to a file of the core's computer, and waits until it is whole. */
  async backUp(name: string, path: string): Promise<void> {
    const { shell } = this;
    await shell.choose(name, `${shell.say('volume.backup')} …`);
    const dialog = shell.dialog();
    await dialog.getByRole('textbox', { name: shell.say('saveTo.path') }).fill(path);
    await dialog.getByRole('button', { name: shell.say('saveTo.submit'), exact: true }).click();
    await this.finish(dialog);
  }

  /** Fills in the dialog for a new volume and begins. */
  async restore(file: FileToSend, name: string): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say('volume.restore')).click();
    const dialog = await this.choose(file);
    await dialog.getByLabel(shell.say('volume.restore.name'), { exact: true }).fill(name);
    await this.submit(dialog);
    return dialog;
  }

  /** Opens the dialog for a volume that is there, and chooses the file. */
  async restoreInto(file: FileToSend, name: string): Promise<Locator> {
    await this.shell.choose(name, `${this.shell.say('volume.restore.into')} …`);
    return this.choose(file);
  }

  async submit(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: this.shell.say('volume.restore.submit'), exact: true }).click();
  }

  /** Waits for the end of what a dialog does, and closes it. */
  async finish(dialog: Locator): Promise<void> {
    await dialog.getByText(this.shell.say('transfer.done'), { exact: true }).waitFor();
    await dialog.getByRole('button', { name: this.shell.say('close'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  private async choose({ name, content }: FileToSend): Promise<Locator> {
    const dialog = this.shell.dialog();
    await dialog
      .getByLabel(this.shell.say('volume.restore.file'), { exact: true })
      .setInputFiles({ name, mimeType: 'application/x-tar', buffer: content });
    return dialog;
  }
}
