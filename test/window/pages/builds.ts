/** The page of builds: the form, the Dockerfile, one build, and what was built. */
import type { Locator } from 'playwright-core';
import type { Shell } from './shell.ts';

export interface BuildFields {
  readonly folder: string;
  readonly dockerfile?: string;
  readonly tags?: string;
  readonly target?: string;
  readonly args?: readonly (readonly [string, string])[];
  readonly builder?: 'buildkit' | 'classic';
  readonly noCache?: boolean;
}

export class Builds {
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  static async open(shell: Shell): Promise<Builds> {
    await shell.go('builds');
    return new Builds(shell);
  }

  /** Opens the form, and fills in what is given. */
  async form(fields: BuildFields): Promise<void> {
    const { shell } = this;
    await shell.go('builds');
    await shell.button(shell.say('builds.new')).click();
    const { folder, dockerfile, tags, target, args = [], builder, noCache } = fields;
    await this.field('builds.folder').fill(folder);
    if (dockerfile !== undefined) await this.field('builds.dockerfile').fill(dockerfile);
    if (tags !== undefined) await this.field('builds.tags').fill(tags);
    if (target !== undefined) await this.field('builds.target').fill(target);
    if (noCache !== undefined) await this.options.getByLabel(shell.say('builds.noCache')).setChecked(noCache);
    if (builder !== undefined) await this.field('builds.builder').selectOption(builder);
    const remove = this.options.getByRole('button', { name: shell.say('builds.arg.remove') });
    while ((await remove.count()) > 0) await remove.first().click();
    for (const [name, value] of args) {
      await this.options.getByRole('button', { name: shell.say('builds.arg.add') }).click();
      await this.options.getByLabel(shell.say('builds.arg.name'), { exact: true }).last().fill(name);
      await this.options.getByLabel(shell.say('builds.arg.value'), { exact: true }).last().fill(value);
    }
  }

  get options(): Locator {
    return this.shell.page.getByRole('form', { name: this.shell.say('builds.options') });
  }

  field(
    key: 'builds.folder' | 'builds.dockerfile' | 'builds.tags' | 'builds.target' | 'builds.builder',
  ): Locator {
    return this.options.getByLabel(this.shell.say(key), { exact: true });
  }

  get editor(): Locator {
    return this.shell.page.getByRole('textbox', { name: this.shell.say('builds.editor') });
  }

  get remarks(): Locator {
    return this.shell.page.getByRole('list', { name: this.shell.say('builds.lint') }).getByRole('listitem');
  }

  /** The command that the form comes to. */
  async command(): Promise<string> {
    const group = this.shell.page.getByRole('group', { name: this.shell.say('command.same') });
    return (await group.locator('code').textContent()) ?? '';
  }

  /** Begins what the form says. */
  async build(): Promise<void> {
    const { shell } = this;
    const both = new RegExp(`^(?:${shell.say('builds.build')}|${shell.say('builds.saveAndBuild')})$`);
    await shell.page.getByRole('main').getByRole('button', { name: both }).click();
    await this.steps.first().waitFor();
  }

  /** Waits for the end of the build that is shown. */
  async outcome(how: 'done' | 'failed' | 'cancelled' | 'running'): Promise<void> {
    await this.shell.page
      .locator('.build__head')
      .getByText(this.shell.say(`builds.outcome.${how}`), { exact: true })
      .waitFor();
  }

  get steps(): Locator {
    return this.shell.page.locator('.build__step');
  }

  /** The step whose name holds this text. */
  step(text: string): Locator {
    return this.steps.filter({ has: this.shell.page.locator('.build__name', { hasText: text }) });
  }

  /** How each step of the Dockerfile stands. */
  states(): Promise<string[]> {
    return this.steps.evaluateAll((all) => all.map((one) => one.getAttribute('data-state') ?? ''));
  }
}
