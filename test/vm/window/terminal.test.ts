/** Terminals in containers on the real engine: typed into through the browser, and read from its screen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debugArgs } from '../../../main/contract/debug-command.ts';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { RunDialog } from '../../window/pages/run-dialog.ts';
import { Terminals } from '../../window/pages/terminal.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

/** How long a program has to show something. */
const soon = limit(5);

await describeVmWindow('terminals on the real engine', ({ home, open }) => {
  const { docker, tryDocker } = home;
  /** Takes away all of the image but the program that runs. */
  const bare = 'mv /bin/busybox /busybox; /busybox rm -rf /bin /sbin /usr; exec /busybox sleep 1000';
  beforeAll(async () => {
    await docker('run', '-d', '--name', 'typed', image, 'sh', '-c', 'while sleep 1; do echo tick; done');
    await docker('run', '-dit', '--name', 'with-tty', image, 'sh');
    await docker('run', '-d', '--name', 'bare', image, 'sh', '-c', bare);
  }, limit(12));
  afterAll(async () => {
    await tryDocker(['rm', '--force', 'typed', 'with-tty', 'bare', 'by-run']);
  }, limit(10));

  test(
    'parity C12 several shells, as another user and in another folder, stay behind other pages',
    async () => {
      const shell = await open();
      const page = await Terminals.open(shell, 'typed');
      // The shell asks where the cursor is, and takes what is typed before the answer for a part of it.
      await page.shows('/ #', soon);
      await page.type('echo one-$((40+2)) > /tmp/one; cat /tmp/one\n');
      await page.shows('\none-42', soon);
      expect(await page.command()).toBe('docker exec --interactive --tty typed /bin/ash');
      expect(await docker('exec', 'typed', 'cat', '/tmp/one')).toBe('one-42');
      await page.add('choose');
      const dialog = shell.dialog();
      await dialog.getByLabel(shell.say('terminal.choose.program'), { exact: true }).fill('sh');
      await dialog.getByLabel(shell.say('terminal.choose.user'), { exact: true }).fill('1000:1001');
      await dialog.getByLabel(shell.say('terminal.choose.workdir'), { exact: true }).fill('/var/www');
      await dialog.getByRole('button', { name: shell.say('terminal.choose.submit') }).click();
      await page.shows(/\n\S+ \$/, soon);
      await page.type('echo as $(id -u):$(id -g) in $(pwd), $TERM\n');
      await page.shows('as 1000:1001 in /var/www, xterm-256color', soon);
      const command = await page.command();
      expect(command).toBe('docker exec --interactive --tty --user 1000:1001 --workdir /var/www typed sh');
      // The same command, but for the terminal, which a test has none of.
      const args = dockerArgs({
        ...{ kind: 'container.exec', name: 'typed', user: '1000:1001', workdir: '/var/www' },
        command: ['sh', '-c', 'echo as $(id -u):$(id -g) in $(pwd)'],
      }).filter((word) => word !== '--tty');
      expect(await docker(...args)).toBe('as 1000:1001 in /var/www');
      await shell.go('images');
      await shell.foot.getByRole('button', { name: '2 terminals' }).click();
      await shell.page.getByRole('menuitem', { name: 'typed: ash 1' }).click();
      await page.shows('\none-42', soon);
      await page.type('exit 9\n');
      await page.note.getByText(shell.say('terminal.ended', { code: '9' })).waitFor();
      await page.close('ash 1');
      await page.shows('as 1000:1001', soon);
      await page.close('sh 2');
      // Whoever closes a terminal hangs up: nothing of it is left.
      await eventually('no shell left', async () =>
        (await docker('top', 'typed')).split('\n').some((line) => /\s(?:\/bin\/ash|sh)$/.test(line))
          ? undefined
          : true,
      );
    },
    limit(30),
  );

  test(
    'parity C12 what a program writes is only text, with all of its colours',
    async () => {
      const shell = await open();
      const title = await shell.page.title();
      const page = await Terminals.open(shell, 'typed');
      const heading = await shell.page.title();
      const evil = [
        String.raw`\033]8;;javascript:alert(1)\033\\click\033]8;;\033\\`,
        String.raw`\033]52;c;ZXZpbA==\007\033]0;evil\007\033]2;evil\007`,
        String.raw`<img src=x> \033[38;2;200;40;40mred\033[0m`,
      ].join('');
      await page.type(`printf '${evil}\\n'\n`);
      await page.shows(/\nclick<img src=x> red/, soon);
      expect(await shell.page.locator('.terminal a, .terminal img').count()).toBe(0);
      expect(await shell.page.title()).toBe(heading);
      expect(title).not.toContain('evil');
      const red = shell.page.locator('.xterm-rows span', { hasText: /^red$/ });
      expect(await red.evaluate((one) => one.getAttribute('style'))).toContain('rgb(200, 40, 40)');
      await shell.page.locator('.xterm-screen').click();
      await page.type('echo still here\n');
      await page.shows(/\nstill here/, soon);
    },
    limit(30),
  );

  test(
    'parity C11 attaches to the main process and leaves it running',
    async () => {
      const shell = await open();
      const page = await Terminals.open(shell, 'with-tty');
      await page.add('attach');
      await page.note.getByText(shell.say('terminal.attach.keys')).waitFor();
      await page.type('echo main is $$; stty size > /tmp/size\n');
      await page.shows('\nmain is 1', soon);
      expect(await page.command()).toBe('docker attach with-tty');
      // The terminal has the size of the screen.
      const [rows] = (await docker('exec', 'with-tty', 'cat', '/tmp/size')).split(' ');
      expect(Number(rows)).toBe(await shell.page.locator('.xterm-rows > div').count());
      await shell.page.keyboard.press('Control+p');
      await shell.page.keyboard.press('Control+q');
      await page.note.getByText(shell.say('terminal.detached')).waitFor();
      expect(await docker('inspect', '-f', '{{.State.Running}}', 'with-tty')).toBe('true');
      await shell.button(shell.say('terminal.attach.again')).click();
      await page.type('exit 5\n');
      await page.note.getByText(shell.say('terminal.attach.ended', { code: '5' })).waitFor();
      expect(await docker('inspect', '-f', '{{.State.ExitCode}}', 'with-tty')).toBe('5');
    },
    limit(30),
  );

  test(
    'parity C11 only shows a process that reads nothing, as docker attach does',
    async () => {
      const shell = await open();
      const page = await Terminals.open(shell, 'typed');
      await page.add('attach');
      await page.note.getByText(shell.say('terminal.attach.none')).waitFor();
      await page.shows(/tick\s*\n+tick/, soon);
      await shell.button(shell.say('terminal.detach')).click();
      await page.note.getByText(shell.say('terminal.detached')).waitFor();
      expect(await docker('inspect', '-f', '{{.State.Running}}', 'typed')).toBe('true');
    },
    limit(30),
  );

  test(
    'parity C13 a shell in a container that has none, held as the container is',
    async () => {
      const shell = await open();
      const page = await Terminals.open(shell, 'bare');
      await page.note.getByText(shell.say('terminal.noShell')).waitFor();
      await shell.button(shell.say('terminal.open.debug')).click();
      await page.note.getByText(shell.say('terminal.debug.about')).waitFor({ timeout: soon });
      await page.type(
        'ls -d /busybox; ps | grep "[s]leep 1000"; ip -o -4 addr show eth0; echo from-debug > /seen\n',
      );
      await page.shows(/\n\/busybox\s[^]*sleep 1000[^]*inet 172\./, soon);
      const address = await docker(
        ...['inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', 'bare'],
      );
      await page.shows(`inet ${address}/`, soon);
      expect(await docker('exec', 'bare', '/busybox', 'cat', '/seen')).toBe('from-debug');
      // No more rights than the container's root has, and nothing of the VM is within reach.
      await page.type(
        'clear; grep -h Cap[BE] /proc/self/status /proc/1/status | sort -u | wc -l; mount -t proc a /tmp\n',
      );
      await page.shows(/(?:^|\n)2\s[^]*permission denied/, soon);
      // By hand.
      const args = (await page.command()).match(/nsenter --target (\d+) /);
      expect(args?.[1]).toBe(await docker('inspect', '-f', '{{.State.Pid}}', 'bare'));
      const input = 'ls -d /busybox; exit 4\n';
      const byHand = await home.tryMoorage(debugArgs({ pid: Number(args?.[1]) }), { input });
      expect([byHand.text, byHand.code]).toEqual(['/busybox', 4]);
    },
    limit(30),
  );

  test(
    'parity C02 a run with a terminal is shown from its first word on, and removes itself',
    async () => {
      const shell = await open();
      const form = await RunDialog.open(shell);
      await form.field('run.image').fill(image);
      await form.text('name').fill('by-run');
      await form.field('run.command').fill(`sh -c 'echo first word; exec sh'`);
      for (const box of ['interactive', 'tty', 'remove'] as const) await form.box(box).check();
      await form.submit();
      await shell.page.getByRole('heading', { level: 1, name: 'by-run' }).waitFor();
      const page = new Terminals(shell);
      await page.shows(/^first word\s[^]*\/ #/, soon);
      expect(await docker('inspect', '-f', '{{.Config.Tty}} {{.Config.OpenStdin}}', 'by-run')).toBe(
        'true true',
      );
      await page.type('exit\n');
      await shell.page.getByRole('heading', { name: shell.say('container.gone') }).waitFor();
      expect(await docker('ps', '--all', '--quiet', '--filter', 'name=by-run')).toBe('');
    },
    limit(30),
  );
});
