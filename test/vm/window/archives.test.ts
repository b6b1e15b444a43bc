/** What the window has the core write to files of this computer, compared with what docker makes of the same. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { Containers } from '../../window/pages/containers.ts';
import { Images } from '../../window/pages/images.ts';
import type { Shell } from '../../window/pages/shell.ts';
import { limit } from '../pace.ts';
import { run } from '../program.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('archives on this computer', ({ home, open }) => {
  const { docker } = home;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mar-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await home.tryDocker(['rmi', '--force', 'saved-by-window:1']);
  }, limit(5));

  /** Fills in the open dialog, and waits until it tells that it is done. */
  async function saveTo(shell: Shell, path: string): Promise<void> {
    const dialog = shell.dialog();
    await dialog.getByRole('textbox', { name: shell.say('saveTo.path') }).fill(path);
    await dialog.getByRole('button', { name: shell.say('saveTo.submit'), exact: true }).click();
    await dialog.getByText(shell.say('transfer.done'), { exact: true }).waitFor();
    await dialog.getByRole('button', { name: shell.say('close'), exact: true }).click();
  }

  const entries = async (path: string) => {
    const { text, code } = await run(['tar', '--list', '--file', path], {});
    expect(code).toBe(0);
    return text.split('\n').toSorted();
  };

  test('parity C15 the files of a container are exported, and never over a file that is there', async () => {
    await docker('create', '--name', 'exported', image, 'true');
    const [path, other] = [join(folder, 'by-window.tar'), join(folder, 'by-docker.tar')];
    const shell = await open();
    const list = await Containers.open(shell);
    await shell.choose('exported', `${shell.say('container.export')} …`);
    await saveTo(shell, path);
    await shell.told(`docker export --output ${path} exported`);
    await docker(...dockerArgs({ kind: 'container.export', name: 'exported', path: other }));
    expect(await entries(path)).toEqual(await entries(other));
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect((await readdir(folder)).toSorted()).toEqual(['by-docker.tar', 'by-window.tar']);

    const { mtimeMs } = await stat(path);
    await list.link('exported').waitFor();
    await shell.choose('exported', `${shell.say('container.export')} …`);
    const dialog = shell.dialog();
    await dialog.getByRole('textbox', { name: shell.say('saveTo.path') }).fill(path);
    await dialog.getByRole('button', { name: shell.say('saveTo.submit'), exact: true }).click();
    await dialog.getByRole('alert').getByText(path).first().waitFor();
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
    await docker('rm', 'exported');
  });

  test('parity I08 an image is saved with its name, and loaded again', async () => {
    await docker('tag', image, 'saved-by-window:1');
    const path = join(folder, 'image.tar');
    const shell = await open();
    await Images.open(shell);
    const id = await docker('image', 'inspect', '--format', '{{.Id}}', 'saved-by-window:1');
    const row = await docker('image', 'inspect', '--format', '{{index .RepoTags 0}}', id);
    await shell.choose(row, `${shell.say('image.save')} …`);
    await saveTo(shell, path);
    expect(await entries(path)).toContain('manifest.json');
    await docker('rmi', 'saved-by-window:1');
    expect(await docker('load', '--input', path)).toContain('saved-by-window:1');
    expect(await docker('image', 'inspect', '--format', '{{.Id}}', 'saved-by-window:1')).toBe(id);
  });
});
