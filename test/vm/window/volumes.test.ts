/** What the window does with volumes, compared with what docker says of them and what programs find in them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Volumes } from '../../window/pages/volumes.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

/** Files of every kind; the volume's own folder is somebody's, too. */
const fill = `cd /v
echo content > plain; ln plain hard; ln -s /etc/passwd link; mkdir -p 'a folder'; echo s > 'a folder/program'
chown 1234:4321 'a folder' plain; chmod 4755 'a folder/program'; chmod 2750 'a folder'; mkfifo pipe; mknod device c 1 3
dd if=/dev/urandom of=large bs=1024 count=3000 2>/dev/null
touch -d @1000000000 plain large 'a folder/program' 'a folder'; chown 77:88 .; chmod 710 .; touch -d @1100000000 .`;

/** Name, owner, mode, kind, size, time and number of links of everything, and what is in it. */
const look = `cd /v
find . ! -type p ! -type l ! -type c | sort | while read -r one; do stat -c '%n %u:%g %a %F %Y %h' "$one"; done
for one in pipe link device; do stat -c '%n %u:%g %a %F %t %T' "$one"; done; readlink link
test plain -ef hard && echo same; find . -type f | sort | while read -r one; do sha256sum "$one"; done`;

const folderTimesApart = (seen: string) => seen.replaceAll(/ directory \d+ /g, ' directory ');

await describeVmWindow('volumes on the real engine', ({ home, open }) => {
  const { docker } = home;
  let folder: string;
  const names = ['full', 'restored', 'by-docker', 'damaged', 'other'];
  const inVolume = (name: string, script: string) =>
    docker('run', '--rm', '--volume', `${name}:/v`, image, 'sh', '-c', script);
  const nameless = () => docker('images', '--quiet', '--filter', 'dangling=true');
  const listed = () => docker('volume', 'ls', '--quiet');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mvo-'));
    await inVolume('full', fill);
  }, limit(5));
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await home.tryDocker(['rm', '--force', 'user-of-full']);
    await home.tryDocker(['volume', 'rm', '--force', ...names]);
  }, limit(5));

  test('parity V01 V02 the list tells how large a volume is and which containers share it', async () => {
    await docker('create', '--name', 'user-of-full', '--volume', 'full:/data', image, 'true');
    const shell = await open();
    await Volumes.open(shell);
    const row = shell.row('full');
    await row.getByText('user-of-full').waitFor();
    await row.getByText(/^3\.\d\d MB$/).waitFor();
    await docker('rm', 'user-of-full');
    await row.getByText(shell.say('unused')).waitFor();
  });

  test(
    'parity V03 V04 V05 a volume goes to a file, and from there to another volume just as it was',
    async () => {
      const path = join(folder, 'full.tar');
      const shell = await open();
      const page = await Volumes.open(shell);
      await page.backUp('full', path);
      const content = await readFile(path);
      const before = await inVolume('full', look);
      expect(before).toContain('. 77:88 710 directory 1100000000 3');

      await page.finish(await page.restore({ name: 'full.tar.gz', content: gzipSync(content) }, 'restored'));
      expect(await inVolume('restored', look)).toBe(before);

      // Docker's own way with the same file, and the other way round.
      const into = [
        'run',
        '--rm',
        '--interactive',
        '--volume',
        'by-docker:/v',
        image,
        'tar',
        'x',
        '-C',
        '/v',
      ];
      const outcome = await home.tryDocker(into, { input: content });
      expect(outcome.code).toBe(0);
      // BusyBox's tar gives folders the time at which it made them; the window keeps theirs.
      expect(folderTimesApart(await inVolume('by-docker', look))).toBe(folderTimesApart(before));
      const from = ['run', '--rm', '--volume', 'by-docker:/v:ro', image, 'tar', 'c', '-C', '/v', '.'];
      const { bytes } = await home.tryDocker(from);
      await page.finish(await page.restore({ name: 'docker.tar', content: bytes }, 'other'));
      expect(await inVolume('other', look)).toBe(await inVolume('by-docker', look));
      expect(await docker('ps', '--all', '--quiet', '--filter', 'name=moorage-volume')).toBe('');
    },
    limit(60),
  );

  test(
    'parity V04 what is damaged leaves no new volume; into one that is there only after asking',
    async () => {
      const path = join(folder, 'again.tar');
      const images = await nameless();
      const shell = await open();
      const page = await Volumes.open(shell);
      await page.backUp('full', path);
      const content = await readFile(path);
      const half = { name: 'half.tar', content: content.subarray(0, 1_000_000) };
      for (const file of [half, { name: 'none.tar', content: Buffer.alloc(9000, 7) }]) {
        const dialog = await page.restore(file, 'damaged');
        await dialog.getByRole('alert').waitFor();
        expect(await listed()).not.toContain('damaged');
        await dialog.getByRole('button', { name: shell.say('cancel'), exact: true }).click();
      }
      const taken = await page.restore(half, 'full');
      await taken.getByRole('alert').getByText('full').first().waitFor();
      await taken.getByRole('button', { name: shell.say('cancel'), exact: true }).click();

      await docker('volume', 'create', 'other');
      await inVolume('other', 'echo mine > /v/mine; echo mine > /v/plain');
      const dialog = await page.restoreInto({ name: 'again.tar', content }, 'other');
      await page.submit(dialog);
      await dialog.getByText(shell.say('volume.restore.sure.missing')).waitFor();
      expect(await inVolume('other', 'cat /v/plain')).toBe('mine');
      await dialog.getByRole('checkbox', { name: shell.say('volume.restore.sure') }).check();
      await page.submit(dialog);
      await page.finish(dialog);
      expect(await inVolume('other', 'cat /v/mine /v/plain')).toBe('mine\ncontent');
      expect(await docker('ps', '--all', '--quiet', '--filter', 'name=moorage-volume')).toBe('');
      expect(await nameless()).toBe(images);
    },
    limit(60),
  );
});
