/** The files of a container or a volume, as they are browsed. */
import type { Locator } from 'playwright-core';
import { ContainerPage } from './container.ts';
import type { Shell } from './shell.ts';
import { Volumes } from './volumes.ts';

export class Files {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async ofContainer(shell: Shell, name: string): Promise<Files> {
    const page = await ContainerPage.open(shell, name);
    await page.tab('files');
    return Files.#ready(shell);
  }

  static async ofVolume(shell: Shell, name: string): Promise<Files> {
    await Volumes.open(shell);
    await shell.page.getByRole('table').getByRole('link', { name, exact: true }).click();
    await shell.page.getByRole('heading', { level: 1, name }).waitFor();
    await shell.page.getByRole('tab', { name: shell.say('volume.tab.files') }).click();
    return Files.#ready(shell);
  }

  static async #ready(shell: Shell): Promise<Files> {
    const files = new Files(shell);
    await files.at('/');
    return files;
  }

  /** Waits until this folder is shown. */
  async at(path: string): Promise<void> {
    await this.shell.page
      .getByRole('table', { name: this.shell.say('files.in', { path }), exact: true })
      .waitFor();
  }

  link(name: string): Locator {
    return this.shell.page.getByRole('table').getByRole('link', { name, exact: true });
  }

  /** Opens a folder below the one that is shown. */
  async enter(name: string, path: string): Promise<void> {
    await this.link(name).click();
    await this.at(path);
  }

  row(name: string): Locator {
    return this.shell.page.getByRole('table').locator('[data-index]').filter({ hasText: name });
  }

  /** The names that are shown, in their order. */
  names(): Promise<string[]> {
    return this.shell.page.locator('.files__line > :first-child').allInnerTexts();
  }

  async choose(
    name: string,
    entry: 'files.open' | 'files.download' | 'files.rename' | 'remove',
  ): Promise<void> {
    const text = this.shell.say(entry);
    await this.shell.choose(
      name,
      entry === 'files.download' || entry === 'files.rename' ? `${text} …` : text,
    );
  }

  /** Fills in the dialog for where a file goes, begins, and waits until it is whole; answers the command it shows. */
  async saveTo(path: string): Promise<string> {
    const { shell } = this;
    const dialog = shell.dialog();
    await dialog.getByRole('textbox', { name: shell.say('saveTo.path') }).fill(path);
    const command = await dialog.locator('.command code').innerText();
    await dialog.getByRole('button', { name: shell.say('saveTo.submit'), exact: true }).click();
    await this.#finish(dialog);
    return command;
  }

  /** Uploads files of this computer into the folder that is shown. */
  async upload(files: readonly { readonly name: string; readonly content: Buffer }[]): Promise<string> {
    const { shell } = this;
    await shell.button(shell.say('files.upload')).click();
    const dialog = shell.dialog();
    await dialog
      .getByLabel(shell.say('files.upload.files'), { exact: true })
      .setInputFiles(files.map(({ name, content }) => ({ name, mimeType: 'text/plain', buffer: content })));
    const command = await dialog.locator('.command code').innerText();
    await this.submitUpload(dialog);
    return command;
  }

  async submitUpload(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: this.shell.say('files.upload'), exact: true }).click();
    await this.#finish(dialog);
  }

  /** Drops files onto the list, as a browser hands them over. */
  async drop(files: readonly { readonly name: string; readonly text: string }[]): Promise<Locator> {
    // A text, because what runs in the page knows other things than what runs here.
    const data = await this.shell.page.evaluateHandle(
      `const data = new DataTransfer();
      for (const { name, text } of ${JSON.stringify(files)}) data.items.add(new File([text], name));
      data;`,
    );
    for (const event of ['dragover', 'drop'])
      await this.shell.page.locator('.files').dispatchEvent(event, { dataTransfer: data });
    return this.shell.dialog();
  }

  /** Gives the dialog for a name that name. */
  async name(name: string, submit: 'create' | 'files.rename'): Promise<void> {
    const dialog = this.shell.dialog();
    await dialog.getByLabel(this.shell.say('column.name'), { exact: true }).fill(name);
    await dialog.getByRole('button', { name: this.shell.say(submit), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async confirm(): Promise<void> {
    const dialog = this.shell.dialog();
    await dialog.getByRole('button', { name: this.shell.say('remove'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async #finish(dialog: Locator): Promise<void> {
    await dialog.getByText(this.shell.say('transfer.done'), { exact: true }).waitFor();
    await dialog.getByRole('button', { name: this.shell.say('close'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
