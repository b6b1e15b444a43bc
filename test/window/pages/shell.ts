/** What is around every page: the ways to go, the machine's state, the line with the command, dialogs, notices. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { english } from '../../../renderer/locales/en.ts';
import { simplifiedChinese } from '../../../renderer/locales/zh-cn.ts';

export type Place =
  | 'containers'
  | 'logs'
  | 'images'
  | 'builds'
  | 'volumes'
  | 'networks'
  | 'registries'
  | 'ports'
  | 'shares'
  | 'engine'
  | 'history'
  | 'machine'
  | 'settings';
export type TextKey = keyof typeof english;

export class Shell {
  readonly page: Page;
  readonly #texts: Readonly<Record<TextKey, string>>;

  constructor(page: Page, language: 'en' | 'zh-CN') {
    this.page = page;
    this.#texts = language === 'en' ? english : simplifiedChinese;
  }

  /** The window's own words. */
  say(key: TextKey, values: Readonly<Record<string, string>> = {}): string {
    return this.#texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }

  /** By how many pixels the page, or what is in its middle, is wider than its place. */
  overhang(): Promise<number> {
    return this.page.evaluate<number>(`Math.max(
      ...['html', 'main'].map((name) => document.querySelector(name)).map((one) => one.scrollWidth - one.clientWidth))`);
  }

  /** Opens a page by its entry in the sidebar. */
  async go(place: Place): Promise<void> {
    const name = this.say(`nav.${place}`);
    // Beside its name a list has the number of what is in it; one name may be the beginning of another.
    const link = new RegExp(`^${name}\\s*\\d*$`);
    await this.page.getByRole('navigation').getByRole('link', { name: link }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  button(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name, exact: true });
  }

  /** The dialog that is open. */
  dialog(name?: string): Locator {
    return this.page.getByRole('dialog', name === undefined ? {} : { name });
  }

  /** Leaves the dialog that is open. */
  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.dialog().waitFor({ state: 'detached' });
  }

  get banner(): Locator {
    return this.page.getByRole('main').getByRole('status').filter({ hasText: /\S/ });
  }

  get alert(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  get notices(): Locator {
    return this.page.getByRole('region', { name: this.say('notices') }).getByRole('alert');
  }

  /** What the line at the bottom says. */
  get foot(): Locator {
    return this.page.getByRole('contentinfo');
  }

  /** Waits until the line at the bottom tells that this command was carried out. */
  async told(command: string, state: 'done' | 'failed' = 'done'): Promise<void> {
    await expect
      .poll(async () => [
        await this.foot.locator('.foot__label').textContent(),
        await this.foot.locator('code').textContent(),
      ])
      .toEqual([this.say(`foot.${state}`), command]);
  }

  /** Waits until the machine is in this state, by the mark in the sidebar. */
  async machineIs(state: 'stopped' | 'starting' | 'running' | 'failed' | 'absent'): Promise<void> {
    await this.page
      .getByRole('complementary')
      .getByText(this.say(`state.${state}`), { exact: true })
      .waitFor();
  }

  /** The row of a list that holds this text. */
  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  /** Chooses from the menu behind a row's last button. */
  async choose(row: string, entry: string): Promise<void> {
    await this.page.getByRole('button', { name: this.say('more', { name: row }), exact: true }).click();
    await this.page.getByRole('menuitem', { name: entry, exact: true }).click();
  }

  /** Everything that can be read in the window. */
  text(): Promise<string> {
    return this.page.locator('body').innerText();
  }
}
