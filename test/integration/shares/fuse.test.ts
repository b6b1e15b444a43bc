/** The server of shares behind a real kernel: what programs see through a mount. Needs root and /dev/fuse. */
import { execFile } from 'node:child_process';
import { access, chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureLuajit } from '../../fixtures/luajit.ts';
import { mountShare, type Mounted } from './mount.ts';

const canMount =
  process.getuid?.() === 0 &&
  (await access('/dev/fuse').then(
    () => true,
    () => false,
  ));

describe.skipIf(!canMount)('a share through the kernel', () => {
  let luajit: readonly string[] = [];
  let mounted: Mounted | undefined;

  beforeAll(async () => {
    luajit = await ensureLuajit({ cache: cacheFolder() });
  });

  afterEach(async () => {
    await mounted?.close();
    mounted = undefined;
  });

  const open = async (options: Parameters<typeof mountShare>[1] = {}): Promise<Mounted> => {
    mounted = await mountShare(luajit, options);
    return mounted;
  };

  it('makes, reads, renames, links and removes files as a disk does', async () => {
    const { seen, host } = await open();
    const script =
      'echo hello >a; cat a; mkdir d; mv a d/b; ln -s b d/l; cat d/l; echo x >>d/b; ln d/b d/c; stat -c %h d/c; wc -l <d/b; cat d/c; rm d/b; cat d/c';
    expect(await sh(seen, script)).toBe('hello\nhello\n2\n2\nhello\nx\nhello\nx\n');
    expect(await readFile(join(host, 'd/c'), 'utf8')).toBe('hello\nx\n');
  });

  it('keeps names of any bytes', async () => {
    const { seen } = await open();
    const script = String.raw`for n in "a b" "q'\"q" "$(printf 'n\nl')" "$(printf 'e\314\201')" "$(printf '\303\251')" "$(printf '\377')" "$(printf '%0255d' 0)"; do echo "$n" >"$n"; [ "$(cat "$n")" = "$n" ] || echo wrong; done; ls | wc -l; touch "$(printf '%0256d' 0)" 2>/dev/null || echo long`;
    expect(await sh(seen, script)).toBe('8\nlong\n');
  });

  it('sets owner, mode and times, and lets the host own all files', async () => {
    const { seen, host } = await open();
    const script =
      'echo x >f; chown 1000:1001 f; chmod 4751 f; touch -d @1000000000 f; stat -c "%u %g %a %Y" f';
    expect(await sh(seen, script)).toBe('1000 1001 4751 1000000000\n');
    const { uid, mode } = await stat(join(host, 'f'));
    expect({ uid, mode: mode & 0o7777 }).toEqual({ uid: 0, mode: 0o751 });
  });

  it('reads and writes what is open after it was removed', async () => {
    const { seen } = await open();
    expect(await sh(seen, 'exec 5<>f; echo one >&5; rm f; echo two >&5; cat /proc/self/fd/5; ls')).toBe(
      'one\ntwo\n',
    );
  });

  it('refuses to write where it is read-only', async () => {
    const { seen, host } = await open({ readOnly: true });
    await writeFile(join(host, 'f'), 'x');
    expect(await sh(seen, 'cat f; echo y >f || echo no; rm f || echo no; mkdir d || echo no', true)).toBe(
      'xno\nno\nno\n',
    );
  });

  it('is a wall: no link leads out of it, and what is hidden is not there', async () => {
    const { seen, host } = await open();
    await mounted?.close();
    await mkdir(join(host, 'secret'), { recursive: true });
    await writeFile(join(host, 'secret/key'), 'key');
    const again = await open({ root: host, hidden: [join(host, 'secret')] });
    await symlink('/etc/hostname', join(host, 'out'));
    expect(
      await sh(again.seen, 'readlink out; ls; ls secret || echo none; mv secret x || echo none', true),
    ).toBe('/etc/hostname\nout\nnone\nnone\n');
    expect(seen).not.toBe(again.seen);
    await rm(host, { recursive: true, force: true });
  });

  it('shows at once what the host has changed, and goes on after the connection broke', async () => {
    const share = await open();
    const { seen, host } = share;
    await writeFile(join(host, 'f'), 'one');
    expect(await sh(seen, 'cat f')).toBe('one');
    share.cut();
    await writeFile(join(host, 'f'), 'longer');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await sh(seen, 'cat f; echo more >g; cat g')).toBe('longermore\n');
  });

  it('raises the events of what happens on the host', async () => {
    const { seen, host, server } = await open({ events: true });
    await writeFile(join(host, 'old'), 'x');
    await server.follow([''], AbortSignal.timeout(5000));
    expect(await sh(seen, 'ls')).toBe('old\n');
    const program = luajit.map((word) => `'${word}'`).join(' ');
    const heard = sh(seen, `${program} ${inotifyProgram} . 4`);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await writeFile(join(host, 'new'), 'y');
    await new Promise((resolve) => setTimeout(resolve, 500));
    // The kernel may have forgotten a file that nobody has open; who watches its folder hears of it all the same.
    await writeFile('/proc/sys/vm/drop_caches', '2');
    await chmod(join(host, 'new'), 0o600);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await rename(join(host, 'new'), join(host, 'newer'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await rm(join(host, 'old'));
    const events = await heard;
    for (const event of ['CREATE new', 'ATTRIB new', 'MOVED_FROM new', 'MOVED_TO newer', 'DELETE old'])
      expect(events).toContain(event);
  });
});

const inotifyProgram = new URL('inotify.lua', import.meta.url).pathname;

/** Runs a script in a folder; errors that are expected go to nowhere. */
function sh(folder: string, script: string, quiet = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const whole = `${quiet ? 'exec 2>&-; ' : ''}cd "$0" || exit 1; ${script}`;
    execFile('sh', ['-c', whole, folder], (error, stdout, stderr) => {
      if (error !== null && !quiet) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
  });
}
