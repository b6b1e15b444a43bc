/** The window for those who have no mouse: what the keys lead to, and that one sees where one is. */
import { expect } from 'vitest';
import type { Place, Shell } from './shell.ts';

/** Most steps to anything in a page. */
const mostSteps = 60;

/** What the focused element is called: by its label, or by the text in it. */
const nameOfFocused = `(() => {
  const one = document.activeElement;
  return (one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent ?? one?.textContent ?? '').trim();
})()`;

export class Keyboard {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.shell.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.shell.page.keyboard.type(text);
  }

  focused(): Promise<string> {
    return this.shell.page.evaluate<string>(nameOfFocused);
  }

  /** Waits until that has the focus. */
  async isOn(name: string): Promise<void> {
    await expect.poll(() => this.focused()).toBe(name);
  }

  /** Goes on with a key until that has the focus, which shows it. */
  async tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const is = (focused: string) => (typeof name === 'string' ? focused === name : name.test(focused));
    for (let steps = 0; !is(await this.focused()); steps += 1) {
      if (steps > mostSteps) throw new Error(`the ${key} key does not lead to ${String(name)}`);
      await this.press(key);
    }
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect(await this.shell.page.evaluate(outline), String(name)).not.toBe('none');
  }

  /** Goes to a page by its entry in the sidebar, and past the rest of the sidebar. */
  async go(place: Place): Promise<void> {
    const { shell } = this;
    const name = shell.say(`nav.${place}`);
    // Beside its name a list has the number of what is in it.
    await this.tabTo(new RegExp(`^${name}\\s*\\d*$`));
    await this.press('Enter');
    await shell.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Opens the menu that has the focus, and chooses its last entry. */
  async chooseLast(): Promise<void> {
    const { page } = this.shell;
    await this.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await this.press('End');
    await page.locator('[role=menuitem]:last-child:focus').waitFor();
    await this.press('Enter');
  }
}
