/** The files of containers and volumes in the window, compared with what docker and programs find there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs, dockerCommand } from '../../../main/contract/docker-command.ts';
import { Files } from '../../window/pages/files.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

const runs = 'browse-runs';
const rests = 'browse-rests';
const volume = 'browse-volume';

await describeVmWindow('files in the window', ({ home, open }) => {
  const { docker, tryDocker } = home;
  let folder: string;
  const script = [
    'mkdir -p "/new/a folder"',
    'echo hello > "/new/a file"',
    'dd if=/dev/urandom of=/new/large bs=1024 count=4096 2>/dev/null',
    'echo more >> /etc/passwd',
    'rm /var/www/index.html',
    'ln -s /new/large /new/link',
    'ln -s /nowhere /new/broken',
    'echo in > "/data/$(printf \'bad\\377name\')"',
    'ln -s /etc /data/out',
    'while :; do sleep 1; done',
  ].join('; ');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfb-'));
    await docker('run', '-d', '--name', runs, '-v', `${volume}:/data`, image, 'sh', '-c', script);
    await docker('create', '--name', rests, image, 'true');
    await eventually('the files', async () => {
      const { code } = await tryDocker(['exec', runs, 'test', '-L', '/data/out']);
      return code === 0 ? true : undefined;
    });
  }, limit(20));
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await tryDocker(['rm', '--force', runs, rests]);
    await tryDocker(['volume', 'rm', '--force', volume, 'browse-made']);
  }, limit(5));

  test(
    'parity C15 C18 the files of a running container, with marks of what its image has not',
    async () => {
      const shell = await open();
      const files = await Files.ofContainer(shell, runs);
      await files.row('new').getByText(shell.say('changes.added')).waitFor();
      await files.row('etc').getByText(shell.say('changes.changed')).waitFor();
      await files.enter('etc', '/etc');
      await files.row('passwd').getByText(shell.say('changes.changed')).waitFor();
      await shell.page.keyboard.press('Backspace');
      await files.at('/');
      // The keyboard is where one came from.
      await expect.poll(() => shell.page.locator(':focus').textContent()).toBe('etc');
      await files.enter('var', '/var');
      await files.enter('www', '/var/www');
      await files.row('index.html').getByText(shell.say('changes.deleted')).waitFor();
      expect(await files.row('index.html').locator('s').count()).toBe(1);
      await shell.page
        .getByRole('navigation', { name: shell.say('files.path') })
        .getByText('/')
        .first()
        .click();
      await files.at('/');
      await files.enter('new', '/new');
      expect(await files.names()).toEqual(['a folder', 'a file', 'broken', 'large', 'link']);
      expect(await shell.foot.locator('code').textContent()).toBe(`docker exec ${runs} ls -la /new`);
      const told = await docker('exec', runs, 'stat', '-c', '%A %U', '/new/a file');
      const row = await files.row('a file').innerText();
      expect(told).toBe('-rw-r--r-- root');
      expect(row).toContain('rw-r--r--');
      expect(row).toContain('root');
      await files.row('broken').getByText(shell.say('files.broken')).waitFor();
      await files.link('a file').click();
      await shell.dialog().locator('pre').getByText('hello').waitFor();
      await shell.page.keyboard.press('Escape');
      await files.link('large').click();
      await shell.dialog().getByText(shell.say('files.binary')).waitFor();
      await shell.page.keyboard.press('Escape');
      await shell.page
        .getByRole('columnheader', { name: shell.say('column.size') })
        .getByRole('button')
        .click();
      await shell.page
        .getByRole('columnheader', { name: shell.say('column.size') })
        .getByRole('button')
        .click();
      await expect.poll(async () => (await files.names())[0]).toBe('large');
    },
    limit(30),
  );

  test(
    'parity C15 a download is what docker cp brings, and an upload what docker cp takes',
    async () => {
      const shell = await open();
      const files = await Files.ofContainer(shell, runs);
      await files.enter('new', '/new');
      const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
      await files.choose('link', 'files.download');
      const place = { kind: 'container', name: runs } as const;
      const action = { kind: 'files.download', place, path: '/new/link', file: true } as const;
      expect(await files.saveTo(ours)).toBe(dockerCommand({ ...action, to: ours }));
      await docker(...dockerArgs({ ...action, to: theirs }));
      const content = await readFile(ours);
      expect(content.length).toBe(4096 * 1024);
      expect(content.equals(await readFile(theirs))).toBe(true);

      await shell.button(shell.say('files.downloadAll')).click();
      const archive = join(folder, 'new.tar');
      await files.saveTo(archive);
      const { bytes } = await tryDocker(dockerArgs({ ...action, path: '/new', file: false, to: '-' }));
      expect((await readFile(archive)).equals(bytes)).toBe(true);

      const name = 'näme with spaces.txt';
      const command = await files.upload([{ name, content: Buffer.from('by window') }]);
      const upload = { kind: 'files.upload', place, path: '/new', from: [name] } as const;
      expect(command).toBe(dockerCommand(upload));
      const mine = `/new/${name}`;
      const look = () => docker('exec', runs, 'sh', '-c', 'stat -c "%a %F %u:%g" "$1"; cat "$1"', 'sh', mine);
      await files.link(name).waitFor();
      const byWindow = await look();
      expect(byWindow).toBe('644 regular file 0:0\nby window');
      const file = join(folder, name);
      await writeFile(file, 'by window', { mode: 0o644 });
      await docker('exec', runs, 'rm', mine);
      await docker(...dockerArgs({ ...upload, from: [file] }));
      expect(await look()).toContain('by window');

      const dialog = await files.drop([
        { name, text: 'dropped' },
        { name: 'other', text: 'dropped too' },
      ]);
      await dialog.getByText(shell.say('files.upload.replaces', { names: name })).waitFor();
      await files.submitUpload(dialog);
      expect(await docker('exec', runs, 'cat', mine, '/new/other')).toBe('droppeddropped too');
    },
    limit(45),
  );

  test(
    'parity C15 by the keyboard: a folder is made, renamed and removed',
    async () => {
      const shell = await open();
      const files = await Files.ofContainer(shell, runs);
      await files.enter('new', '/new');
      await shell.button(shell.say('files.makeFolder')).click();
      await files.name('made', 'create');
      await shell.told(`docker exec ${runs} mkdir /new/made`);
      await expect.poll(() => shell.page.locator(':focus').textContent()).toBe('made');
      await shell.page.keyboard.press('F2');
      await files.name('it’s renamed', 'files.rename');
      await shell.told(`docker exec ${runs} mv -T /new/made '/new/it’s renamed'`);
      await expect.poll(() => shell.page.locator(':focus').textContent()).toBe('it’s renamed');
      await shell.page.keyboard.press('Delete');
      await files.confirm();
      await shell.told(`docker exec ${runs} rm -r '/new/it’s renamed'`);
      await files.link('it’s renamed').waitFor({ state: 'detached' });
      expect(await docker('exec', runs, 'ls', '/new')).not.toContain('renamed');
      await files.choose('broken', 'remove');
      await files.confirm();
      await files.row('broken').waitFor({ state: 'detached' });
    },
    limit(30),
  );

  test(
    'parity C15 a stopped container has its files, too',
    async () => {
      const shell = await open();
      const files = await Files.ofContainer(shell, rests);
      await files.enter('var', '/var');
      await files.enter('www', '/var/www');
      await files.link('index.html').click();
      const page = await shell.dialog().locator('pre').innerText();
      expect(page.trim()).toBe((await docker('run', '--rm', image, 'cat', '/var/www/index.html')).trim());
      await shell.page.keyboard.press('Escape');
      await files.upload([{ name: 'added', content: Buffer.from('x') }]);
      await files.link('added').waitFor();
      await files.choose('index.html', 'remove');
      await files.confirm();
      await files.row('index.html').getByText(shell.say('changes.deleted')).waitFor();
      const diff = await docker('diff', rests);
      expect(diff).toContain('A /var/www/added');
      expect(diff).toContain('D /var/www/index.html');
    },
    limit(30),
  );

  test(
    'parity V06 the files of a volume, whatever their names and links',
    async () => {
      const shell = await open();
      const files = await Files.ofVolume(shell, volume);
      // Bytes that are no text are a mark; a link out of the volume leads nowhere.
      expect(await files.names()).toEqual(['bad\ufffdname', 'out']);
      await files.row('out').getByText(shell.say('files.broken')).waitFor();
      await files.link('bad\ufffdname').click();
      await shell.dialog().locator('pre').getByText('in').waitFor();
      await shell.page.keyboard.press('Escape');
      const path = join(folder, 'of-volume');
      await files.choose('bad\ufffdname', 'files.download');
      await files.saveTo(path);
      expect(await readFile(path, 'utf8')).toBe('in\n');
      await files.choose('bad\ufffdname', 'remove');
      await files.confirm();
      await files.row('bad').waitFor({ state: 'detached' });
      await files.upload([{ name: 'plain', content: Buffer.from('plain\n') }]);
      await files.link('plain').waitFor();
      await files.choose('plain', 'files.rename');
      await files.name('renamed', 'files.rename');
      await files.link('renamed').waitFor();
      expect(await docker('exec', runs, 'ls', '/data')).toBe('out\nrenamed');
      expect(await docker('exec', runs, 'cat', '/data/renamed')).toBe('plain');
    },
    limit(40),
  );

  test(
    'parity V01 a volume is made with options and labels, looked at, and removed with others',
    async () => {
      const shell = await open();
      await shell.go('volumes');
      await shell.button(shell.say('volume.create')).click();
      const dialog = shell.dialog();
      await dialog.getByLabel(shell.say('column.name'), { exact: true }).fill('browse-made');
      await dialog.getByText(shell.say('volume.create.more')).click();
      await dialog.getByLabel(shell.say('volume.options')).fill('type=tmpfs\ndevice=tmpfs\no=size=1m');
      await dialog.getByLabel(shell.say('image.labels')).fill('a.b=c d');
      await dialog.getByRole('button', { name: shell.say('create'), exact: true }).click();
      const options = ['type=tmpfs', 'device=tmpfs', 'o=size=1m'].map((one) => `--opt ${one}`).join(' ');
      await shell.told(`docker volume create --label 'a.b=c d' ${options} browse-made`);
      const told = await docker(
        'volume',
        'inspect',
        '--format',
        '{{json .Options}} {{json .Labels}}',
        'browse-made',
      );
      expect(told).toBe('{"device":"tmpfs","o":"size=1m","type":"tmpfs"} {"a.b":"c d"}');
      await shell.page.getByRole('table').getByRole('link', { name: 'browse-made', exact: true }).click();
      await shell.page.getByText('a.b=c d').waitFor();
      await shell.page.getByText('o=size=1m').waitFor();
      await shell.page.getByRole('tab', { name: shell.say('volume.tab.files') }).click();
      // Nothing has it mounted.
      await shell.page.locator('[data-code="entry.away"]').waitFor();
      await shell.go('volumes');
      await shell.page.getByRole('table').getByRole('link', { name: 'browse-made', exact: true }).focus();
      await shell.page.keyboard.press('Delete');
      await shell
        .dialog()
        .getByRole('button', { name: shell.say('remove'), exact: true })
        .click();
      await shell.told('docker volume rm browse-made');
      expect(await docker('volume', 'ls', '--quiet')).not.toContain('browse-made');
    },
    limit(30),
  );
});
