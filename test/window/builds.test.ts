/** Building in the window: the form and its command, the Dockerfile and its remarks, steps, failure, cancel, history. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Builds } from './pages/builds.ts';
import { describeWindow } from './window.ts';

const dockerfile = 'FROM alpine:3.22\nWORKDIR /app\nCOPY . .\nRUN make\n';

describeWindow('builds', {}, (window) => {
  const folder = async (name: string, text = dockerfile) => {
    const path = await window.core.folder(name);
    await writeFile(join(path, 'Dockerfile'), text);
    return path;
  };

  it('parity I07 shows the command while the form is filled, and says what is missing', async () => {
    const path = await folder('a folder');
    const shell = await window.open();
    const builds = await Builds.open(shell);
    await builds.form({ folder: '' });
    await shell.button(shell.say('builds.build')).click();
    await shell.page.getByText(shell.say('builds.folder.missing')).waitFor();
    await builds.form({ folder: path, tags: 'web:1 web:2', target: 'final', args: [['WHO', 'a b']] });
    expect(await builds.command()).toBe(
      `docker build --tag web:1 --tag web:2 --build-arg 'WHO=a b' --target final '${path}'`,
    );
    await builds.field('builds.builder').selectOption('classic');
    expect(await builds.command()).toMatch(/^DOCKER_BUILDKIT=0 docker build /);
    await expect
      .poll(() => shell.page.getByText(shell.say('builds.lint.target', { name: 'final' })).count())
      .toBe(1);
  });

  it.each(['buildkit', 'classic'] as const)(
    'parity I07 builds with %s, and again from the cache',
    async (builder) => {
      const path = await folder(`with-${builder}`);
      const shell = await window.open();
      const builds = await Builds.open(shell);
      await builds.form({ folder: path, tags: `by-${builder}:1`, builder });
      await builds.build();
      await builds.outcome('done');
      expect(await builds.states()).toEqual(['done', 'done', 'done', 'done']);
      await builds.step('RUN make').getByRole('button').click();
      await builds.step('RUN make').getByText('cc -o app main.c').waitFor();
      await shell.page.getByRole('link', { name: `by-${builder}:1` }).waitFor();
      await shell.button(shell.say('run.submit')).click();
      await expect
        .poll(() => shell.dialog().getByLabel(shell.say('run.image'), { exact: true }).inputValue())
        .toBe(`by-${builder}:1`);
      await shell.page.keyboard.press('Escape');
      await shell.button(shell.say('builds.again')).click();
      await builds.build();
      await builds.outcome('done');
      expect(await builds.states()).toEqual(['cached', 'cached', 'cached', 'cached']);
      await shell.go('builds');
      await shell
        .row(`by-${builder}:1`)
        .first()
        .getByText(shell.say('builds.outcome.done'), { exact: true })
        .waitFor();
    },
  );

  it('parity I07 tells which step failed, on which line, and goes there', async () => {
    const path = await folder('failing');
    const shell = await window.open();
    const builds = await Builds.open(shell);
    await builds.form({ folder: path, tags: 'failing:1', args: [['FAKE', 'fail']] });
    await builds.build();
    await builds.outcome('failed');
    await shell.page.locator('[data-code="build.failed"]').waitFor();
    const step = builds.step('RUN make');
    await step.getByText('exit code: 2').waitFor();
    await step.getByRole('button', { name: shell.say('builds.atLine', { line: '4' }) }).click();
    await expect
      .poll(() =>
        shell.page.evaluate<string>(
          '((area) => area.value.slice(area.selectionStart, area.selectionEnd))(document.querySelector("textarea"))',
        ),
      )
      .toBe('RUN make');
    await shell.go('builds');
    await shell.page.getByRole('link', { name: 'failing:1' }).click();
    await builds.outcome('failed');
    await shell.page.reload();
    // What the window has forgotten, the core has kept.
    await shell.page.getByText('cc -o app main.c').waitFor();
    await shell.page.getByText('[4/4] RUN make').waitFor();
  });

  it('parity I07 goes on while one is elsewhere, and ends when it is cancelled', async () => {
    const path = await folder('slow');
    const shell = await window.open();
    const builds = await Builds.open(shell);
    await builds.form({ folder: path, tags: 'slow:1', args: [['FAKE', 'slow']] });
    await builds.build();
    await shell.go('images');
    await shell.go('builds');
    await shell.row('slow:1').getByText(shell.say('builds.outcome.running'), { exact: true }).waitFor();
    await shell.page.getByRole('link', { name: 'slow:1' }).click();
    await expect.poll(() => builds.states()).toEqual(['done', 'done', 'done', 'running']);
    await shell.button(shell.say('builds.cancel')).click();
    await builds.outcome('cancelled');
    expect(await builds.states()).toEqual(['done', 'done', 'done', 'cancelled']);
    await shell.go('builds');
    await shell.row('slow:1').getByText(shell.say('builds.outcome.cancelled'), { exact: true }).waitFor();
  });

  it('parity I07 edits the Dockerfile, says what is wrong with it, and loses nobody’s changes', async () => {
    const path = await folder('edited', 'FROM alpine:3.22\nRUM echo\n');
    const shell = await window.open();
    const builds = await Builds.open(shell);
    await builds.form({ folder: path });
    await builds.remarks
      .getByText(shell.say('builds.lint.unknownLike', { name: 'RUM', like: 'RUN' }))
      .waitFor();
    await builds.editor.fill('FROM alpine:3.22\nRUN echo\n');
    await shell.page.getByText(shell.say('builds.lint.none')).waitFor();
    await writeFile(join(path, 'Dockerfile'), 'FROM scratch\n');
    await shell.button(shell.say('builds.save')).click();
    await shell.page.locator('[data-code="build.fileChanged"]').waitFor();
    expect(await readFile(join(path, 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
    await shell.button(shell.say('builds.overwrite')).click();
    await expect.poll(() => readFile(join(path, 'Dockerfile'), 'utf8')).toBe('FROM alpine:3.22\nRUN echo\n');
    await shell.page.locator('[data-code="build.fileChanged"]').waitFor({ state: 'detached' });
    expect((await stat(join(path, 'Dockerfile'))).mode & 0o777).toBe(0o644);
  });
});
