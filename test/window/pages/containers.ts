/** The list of containers. */
import type { Locator } from 'playwright-core';
import type { Shell, TextKey } from './shell.ts';

export class Containers {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Containers> {
    await shell.go('containers');
    return new Containers(shell);
  }

  get search(): Locator {
    return this.shell.page.getByRole('searchbox', { name: this.shell.say('containers.search') });
  }

  get filter(): Locator {
    return this.shell.page.getByRole('combobox', { name: this.shell.say('containers.filter') });
  }

  link(name: string): Locator {
    return this.shell.page.getByRole('link', { name, exact: true });
  }

  /** The names that the list shows, in its order. */
  names(): Promise<string[]> {
    return this.shell.page.locator('[role=row] a.list__name').allTextContents();
  }

  /** The first container; before it may stand the title of its group. */
  get firstLink(): Locator {
    return this.shell.page.locator('[role=row] a.list__name').first();
  }

  row(name: string): Locator {
    return this.shell.page.getByRole('row').filter({ has: this.link(name) });
  }

  /** The box that chooses it. */
  box(name: string): Locator {
    return this.shell.page.getByRole('checkbox', {
      name: this.shell.say('list.choose', { name }),
      exact: true,
    });
  }

  /** Waits until the container is in this state. */
  async is(name: string, state: 'running' | 'paused' | 'exited' | 'created'): Promise<void> {
    const text = this.shell.say(`container.state.${state}`);
    await this.row(name).getByText(text, { exact: true }).waitFor();
  }

  /** Clicks the button that a row has for an action. */
  async press(name: string, action: TextKey): Promise<void> {
    const label = this.shell.say('actOn', { action: this.shell.say(action), name });
    await this.shell.page.getByRole('button', { name: label, exact: true }).click();
  }

  choose(name: string, action: TextKey): Promise<void> {
    return this.shell.choose(name, this.shell.say(action));
  }
}
