/** The page of one container: its log, its terminal, and what the engine knows of it. */
import type { Locator } from 'playwright-core';
import { Containers } from './containers.ts';
import type { Shell } from './shell.ts';

export class ContainerPage {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell, name: string): Promise<ContainerPage> {
    const list = await Containers.open(shell);
    await list.link(name).click();
    await shell.page.getByRole('heading', { level: 1, name }).waitFor();
    return new ContainerPage(shell);
  }

  async tab(
    tab:
      | 'overview'
      | 'logs'
      | 'terminal'
      | 'files'
      | 'stats'
      | 'processes'
      | 'ports'
      | 'changes'
      | 'events'
      | 'inspect',
  ): Promise<void> {
    await this.shell.page
      .getByRole('tab', { name: this.shell.say(`container.tab.${tab}`), exact: true })
      .click();
  }

  get log(): Locator {
    return this.shell.page.getByRole('log');
  }

  get lines(): Locator {
    return this.log.locator('[data-index]');
  }

  get search(): Locator {
    return this.shell.page.getByRole('searchbox', { name: this.shell.say('log.search') });
  }

  check(what: 'follow' | 'times' | 'wrap'): Locator {
    return this.shell.page.getByRole('checkbox', { name: this.shell.say(`log.${what}`) });
  }

  /** What stands on the terminal's screen. */
  async screen(): Promise<string> {
    const text = await this.shell.page.locator('.xterm-rows').innerText();
    return text.replaceAll('\u00A0', ' ');
  }

  /** Waits until what is typed goes to the terminal. */
  async keyboardIsInTerminal(): Promise<void> {
    await this.shell.page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' });
  }

  /** The changed files that are shown, as `docker diff` writes them. */
  async changes(): Promise<string[]> {
    const { page } = this.shell;
    const table = page.getByRole('table', { name: this.shell.say('container.tab.changes') });
    const rows = await table.locator('[data-index]').all();
    const marks = { added: 'A', changed: 'C', deleted: 'D' } as const;
    return Promise.all(
      rows.map(async (row) => {
        const [word, path] = await row.getByRole('cell').allInnerTexts();
        const kind = (['added', 'changed', 'deleted'] as const).find(
          (one) => this.shell.say(`changes.${one}`) === word,
        );
        return `${kind === undefined ? '?' : marks[kind]} ${path ?? ''}`;
      }),
    );
  }

  /** The JSON as it came, on the tab that shows it as a tree at first. */
  async rawJson(): Promise<Locator> {
    await this.tab('inspect');
    await this.shell.button(this.shell.say('inspect.raw')).click();
    return this.shell.page.locator('pre.json');
  }
}
