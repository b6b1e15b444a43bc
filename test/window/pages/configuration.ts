/** The engine's configuration: the editor, the form beside it, and what becomes of it. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export class ConfigurationPage {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<ConfigurationPage> {
    await shell.go('engine');
    const tab = shell.page.getByRole('tab', { name: shell.say('engine.configuration') });
    await tab.click();
    const page = new ConfigurationPage(shell);
    await page.editor.waitFor();
    return page;
  }

  get editor(): Locator {
    return this.shell.page.getByLabel(this.shell.say('config.yours'), { exact: true });
  }

  /** What is wrong with the text, as it is written. */
  get problems(): Locator {
    return this.shell.page.locator('.editor__problem');
  }

  get form(): Locator {
    return this.shell.page.getByRole('region', { name: this.shell.say('config.registries') });
  }

  button(name: 'config.apply' | 'config.check' | 'config.discard' | 'config.reset'): Locator {
    return this.shell.page.getByRole('button', { name: this.shell.say(name), exact: true });
  }

  /** An error that came back, by its code. */
  error(code: string): Locator {
    return this.shell.page.locator(`[data-code="${code}"]`);
  }

  /** Adds to a list of the form. */
  async add(kind: 'mirrors' | 'insecure', value: string): Promise<void> {
    await this.form.getByRole('textbox', { name: this.shell.say(`config.${kind}`), exact: true }).fill(value);
    await this.form.getByRole('button', { name: this.shell.say(`config.${kind}.add`), exact: true }).click();
  }

  async remove(value: string): Promise<void> {
    const name = this.shell.say('config.remove', { name: value });
    await this.form.getByRole('button', { name, exact: true }).click();
  }

  async apply(): Promise<void> {
    await this.button('config.apply').click();
  }

  /** Waits until the engine runs with what was applied. */
  applied(): Promise<void> {
    return this.shell.page.getByText(this.shell.say('config.applied'), { exact: true }).waitFor();
  }
}
