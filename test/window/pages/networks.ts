/** The list of networks, the page of one, the map, and the dialogs that belong to them. */
import type { Locator } from 'playwright-core';
import type { Shell, TextKey } from './shell.ts';

export interface NetworkWish {
  readonly name: string;
  /** By the key of the field's label. */
  readonly fields?: Readonly<Partial<Record<TextKey, string>>>;
  readonly checks?: readonly TextKey[];
}

export class Networks {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Networks> {
    await shell.go('networks');
    return new Networks(shell);
  }

  async tab(tab: 'list' | 'map' | 'reach'): Promise<void> {
    const { shell } = this;
    await shell.page.getByRole('tab', { name: shell.say(`networks.tab.${tab}`), exact: true }).click();
  }

  /** Fills in the dialog for a new network; it stays open. */
  async fillForm({ name, fields = {}, checks = [] }: NetworkWish): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say('network.create')).click();
    const dialog = shell.dialog(shell.say('network.create'));
    await dialog.getByLabel(shell.say('column.name'), { exact: true }).fill(name);
    for (const key of checks) await dialog.getByLabel(shell.say(key), { exact: true }).check();
    for (const [key, value] of Object.entries(fields)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of `fields` are keys of texts
      await dialog.getByLabel(shell.say(key as TextKey), { exact: true }).fill(value);
    }
    return dialog;
  }

  async create(wish: NetworkWish): Promise<void> {
    const dialog = await this.fillForm(wish);
    await this.submit(dialog, 'create');
    await dialog.waitFor({ state: 'detached' });
  }

  async submit(dialog: Locator, key: TextKey): Promise<void> {
    await dialog.getByRole('button', { name: this.shell.say(key), exact: true }).click();
  }

  /** Opens the page of a network from the list. */
  async page(name: string, tab: 'overview' | 'containers' = 'overview'): Promise<void> {
    const { shell } = this;
    await shell.go('networks');
    await this.tab('list');
    await shell.page.getByRole('link', { name, exact: true }).click();
    await shell.page.getByRole('heading', { level: 1, name }).waitFor();
    if (tab === 'containers') {
      await shell.page.getByRole('tab', { name: shell.say('network.tab.containers'), exact: true }).click();
    }
  }

  /** From a network's page: fills in the dialog that connects a container; it stays open. */
  async fillConnect(
    container: string,
    fields: Readonly<Partial<Record<TextKey, string>>> = {},
  ): Promise<Locator> {
    const { shell } = this;
    await shell.button(shell.say('network.connect')).click();
    const dialog = shell.dialog(shell.say('network.connect'));
    const choice = dialog.getByLabel(shell.say('column.container'), { exact: true });
    if ((await choice.count()) > 0) await choice.selectOption({ label: container });
    for (const [key, value] of Object.entries(fields)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of `fields` are keys of texts
      await dialog.getByLabel(shell.say(key as TextKey), { exact: true }).fill(value);
    }
    return dialog;
  }

  async connect(container: string, fields: Readonly<Partial<Record<TextKey, string>>> = {}): Promise<void> {
    const dialog = await this.fillConnect(container, fields);
    await this.submit(dialog, 'network.connect');
    await dialog.waitFor({ state: 'detached' });
  }

  /** From a network's containers: takes one out. */
  async disconnect(container: string): Promise<void> {
    const { shell } = this;
    const action = shell.say('network.disconnect');
    await shell.button(shell.say('actOn', { action, name: container })).click();
    const dialog = shell.dialog();
    await this.submit(dialog, 'network.disconnect');
    await dialog.waitFor({ state: 'detached' });
  }

  /** A container, network or this computer in the map. */
  node(kind: 'container' | 'network' | 'computer', name: string): Locator {
    const label = this.shell.say(`map.${kind}.label`, { name }).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // After a network's name stands what it is.
    return this.shell.page.getByRole('button', { name: new RegExp(`^${label}(?: |$)`) });
  }

  get chosen(): Locator {
    return this.shell.page.getByRole('region', { name: this.shell.say('map.chosen') });
  }
}
