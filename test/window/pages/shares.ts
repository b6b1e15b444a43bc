/** The page of shares. */
import type { Locator } from 'playwright-core';
import type { Shell, TextKey } from './shell.ts';

export interface ShareWish {
  readonly path: string;
  readonly readOnly?: boolean;
  readonly provider?: 'auto' | 'virtiofs' | 'ssh' | 'sync';
  readonly ignore?: string;
}

export class Shares {
  readonly shell: Shell;

  private constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Shares> {
    await shell.go('shares');
    await shell.page.locator('[data-index]').first().waitFor();
    return new Shares(shell);
  }

  /** By the folder's own name, which is a part of the row by itself. */
  row(name: string): Locator {
    const { page } = this.shell;
    return page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
  }

  state(name: string, state: TextKey): Locator {
    return this.row(name).locator('.state').getByText(this.shell.say(state), { exact: true });
  }

  /** What a row's button does to a folder. */
  action(action: TextKey, path: string): Locator {
    const { shell } = this;
    return shell.button(shell.say('actOn', { action: shell.say(action), name: path }));
  }

  get homeSwitch(): Locator {
    return this.shell.page.getByRole('switch', { name: this.shell.say('shares.home.share') });
  }

  get command(): Locator {
    return this.shell.dialog().locator('.command code');
  }

  /** Fills in the form, which is opened if it isn't. */
  async write({ path, readOnly = false, provider = 'auto', ignore }: ShareWish): Promise<void> {
    const { shell } = this;
    const dialog = shell.dialog(shell.say('shares.add'));
    if ((await dialog.count()) === 0) await shell.button(shell.say('shares.add')).click();
    await dialog.getByLabel(shell.say('shares.path'), { exact: true }).fill(path);
    await dialog.getByLabel(shell.say('shares.readOnly'), { exact: true }).setChecked(readOnly);
    await dialog.getByRole('radio', { name: shell.say(`shares.provider.${provider}`) }).check();
    if (ignore !== undefined)
      await dialog.getByLabel(shell.say('shares.ignore'), { exact: true }).fill(ignore);
  }

  async submit(): Promise<void> {
    const { shell } = this;
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('shares.submit'), exact: true })
      .click();
  }

  async add(wish: ShareWish): Promise<void> {
    await this.write(wish);
    await this.submit();
    await this.shell.dialog().waitFor({ state: 'detached' });
  }

  async remove(path: string): Promise<void> {
    const { shell } = this;
    await this.action('shares.remove', path).click();
    const dialog = shell.dialog(shell.say('shares.remove.title', { path }));
    await dialog.getByRole('button', { name: shell.say('shares.remove'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
