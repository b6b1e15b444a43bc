/** The form that runs a container. */
import type { Locator } from 'playwright-core';
import type { RunList, RunSwitch, RunText } from '../../../main/contract/run-flags.ts';
import type { RunSection } from '../../../renderer/features/containers/run-fields.ts';
import type { Shell, TextKey } from './shell.ts';

export class RunDialog {
  readonly shell: Shell;
  readonly dialog: Locator;

  constructor(shell: Shell) {
    this.shell = shell;
    this.dialog = shell.dialog(shell.say('run.title'));
  }

  static async open(shell: Shell): Promise<RunDialog> {
    await shell.go('containers');
    await shell.button(shell.say('run.title')).click();
    const form = new RunDialog(shell);
    await form.dialog.waitFor();
    return form;
  }

  /** A field by its label; the name of a variable has the same one as the container's. */
  field(key: TextKey, index = 0): Locator {
    return this.dialog.getByLabel(this.shell.say(key), { exact: true }).nth(index);
  }

  /** A field that is one option of docker; its part of the form must be open. */
  text(key: RunText | RunList): Locator {
    const box = this.dialog.getByRole('textbox', { name: this.shell.say(`run.${key}`), exact: true });
    return box
      .or(this.dialog.getByRole('combobox', { name: this.shell.say(`run.${key}`), exact: true }))
      .first();
  }

  box(key: RunSwitch): Locator {
    return this.dialog.getByRole('checkbox', { name: this.shell.say(`run.${key}`), exact: true });
  }

  section(key: RunSection['key']): Locator {
    const summary = this.shell.page.locator('summary', { hasText: this.shell.say(`run.section.${key}`) });
    return this.dialog.locator('details').filter({ has: summary });
  }

  /** Opens a part of the form. */
  async show(...keys: readonly RunSection['key'][]): Promise<void> {
    for (const key of keys) await this.section(key).locator('summary').click();
  }

  async addPort(host: string, container: string): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.port.add') }).click();
    await this.field('run.port.host').last().fill(host);
    await this.field('run.port.container').last().fill(container);
  }

  async addVariable(name: string, value: string): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.env.add') }).click();
    await this.field('run.env.name', 1).fill(name);
    await this.field('run.env.value').fill(value);
  }

  async addMount(kind: 'bind' | 'volume' | 'from', source: string, target = ''): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.mount.add') }).click();
    await this.field('run.mount.kind').last().selectOption(kind);
    await this.dialog
      .getByLabel(this.shell.say(`run.mount.source.${kind}`), { exact: true })
      .last()
      .fill(source);
    if (kind !== 'from') await this.field('run.mount.target').last().fill(target);
  }

  /** Fills the form in from a command; `taken` is whether it is understood. */
  async paste(line: string, taken = true): Promise<void> {
    await this.dialog.getByRole('button', { name: this.shell.say('run.paste') }).click();
    const area = this.field('run.paste.label');
    await area.fill(line);
    await this.dialog.getByRole('button', { name: this.shell.say('run.paste.read') }).click();
    await (taken ? area.waitFor({ state: 'detached' }) : this.dialog.getByRole('alert').first().waitFor());
  }

  /** The command that the form shows. */
  get command(): Locator {
    return this.dialog.getByRole('group', { name: this.shell.say('command.same') }).locator('code');
  }

  async submit(): Promise<void> {
    await this.dialog.locator('button[type=submit]').click();
  }
}
