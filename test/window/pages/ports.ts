/** The page of ports. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export interface PortWish {
  readonly hostPort: string;
  readonly container: string;
  readonly port: string;
}

export class Ports {
  readonly shell: Shell;

  private constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Ports> {
    await shell.go('ports');
    return new Ports(shell);
  }

  get search(): Locator {
    return this.shell.page.getByRole('searchbox');
  }

  row(address: string): Locator {
    return this.shell.row(address);
  }

  /** Fills in the form, which is opened if it isn't. */
  async write({ hostPort, container, port }: PortWish): Promise<void> {
    const { shell } = this;
    const dialog = shell.dialog(shell.say('ports.add'));
    if ((await dialog.count()) === 0) await shell.button(shell.say('ports.add')).click();
    await dialog.getByLabel(shell.say('ports.hostPort'), { exact: true }).fill(hostPort);
    await dialog.getByLabel(shell.say('ports.column.target'), { exact: true }).selectOption(container);
    await dialog.getByLabel(shell.say('ports.portThere'), { exact: true }).fill(port);
  }

  async submit(): Promise<void> {
    const { shell } = this;
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('ports.forward'), exact: true })
      .click();
  }

  async add(wish: PortWish): Promise<void> {
    await this.write(wish);
    await this.submit();
    await this.shell.dialog().waitFor({ state: 'detached' });
  }

  /** Asks for another port of this computer. */
  async move(name: string, hostPort: string): Promise<void> {
    const { shell } = this;
    await shell.choose(name, shell.say('ports.move'));
    const dialog = shell.dialog(shell.say('ports.move.title', { name }));
    await dialog.getByLabel(shell.say('ports.hostPort'), { exact: true }).fill(hostPort);
    await dialog.getByRole('button', { name: shell.say('ports.move.submit'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
