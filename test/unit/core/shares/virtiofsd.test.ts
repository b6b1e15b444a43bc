/** How folders of the host are served to QEMU, with a shell script in place of virtiofsd. */
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { delay } from '../../../../main/core/lib/retry.ts';
import { identifyProcess } from '../../../../main/core/lib/process-identity.ts';
import { noFolders, startFolders, virtiofsdArgs } from '../../../../main/core/vm/qemu/virtiofsd.ts';

const possible =
  process.platform === 'linux' && (await noFolders({ dir: '/nowhere', command: [] })) === undefined;

/** Writes down what it is given and sees; then does as the file `how` in the VM's folder says. */
const standIn = `#!/bin/sh
socket=$3
shared=$5
printf '%s\\n' "$@" > "$socket.args"
pwd > "$socket.pwd"
echo $$ > "$socket.pid"
ls -A "$shared" > "$socket.shared"
for path in "$shared"/*; do cat "$path/secret"; done > "$socket.secrets" 2>/dev/null
. ./how
`;
const serves = ': > "$socket"; exec sleep 60';

let dir = '';
let vmDir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'virtiofsd-'));
  vmDir = join(dir, 'home', 'vm');
  for (const folder of [vmDir, join(dir, 'tools'), join(dir, 'shared')])
    await mkdir(folder, { recursive: true });
  await writeFile(join(dir, 'tools', 'server'), standIn);
  await chmod(join(dir, 'tools', 'server'), 0o755);
  await writeFile(join(vmDir, 'how'), serves);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const virtiofsd = () => ({ dir: join(dir, 'tools'), command: [join(dir, 'tools', 'server'), '--own'] });
const never = new AbortController().signal;

const share = (id: string, hidden: readonly string[] = []) => ({ id, path: join(dir, 'shared'), hidden });

function start(shares: readonly ReturnType<typeof share>[], signal = never) {
  const starting = startFolders(virtiofsd(), shares, vmDir, signal);
  onTestFinished(() =>
    starting.then(
      (served) => served.end(),
      () => undefined,
    ),
  );
  return starting;
}

const wrote = (name: string) => readFile(join(vmDir, name), 'utf8');

/** Waits until the stand-in with this socket is gone. */
async function gone(socket: string): Promise<void> {
  const pid = Number(await wrote(`${socket}.pid`));
  for (const deadline = Date.now() + 5000; (await identifyProcess(pid)) !== undefined; await delay(10))
    if (Date.now() > deadline) throw new Error(`process ${pid} still runs`);
}

describe('the command line of virtiofsd', () => {
  it('serves the folder on the socket, as the user whatever the guest says, without a sandbox of its own', () => {
    const args = virtiofsdArgs(
      ['ld.so', 'virtiofsd'],
      { id: 'x', path: '/home/a b', hidden: ['/own'] },
      'fs-x',
    );
    expect(args).toEqual([
      'ld.so',
      'virtiofsd',
      '--socket-path',
      'fs-x',
      '--shared-dir',
      '/home/a b',
      '--sandbox',
      'none',
      '--rlimit-nofile',
      '0',
      '--cache',
      'auto',
      '--translate-uid',
      'squash-guest:0:0:4294967295',
      '--translate-gid',
      'squash-guest:0:0:4294967295',
    ]);
  });
});

describe('without a virtiofsd', () => {
  it('a VM without such folders starts', async () => {
    const served = await startFolders(undefined, [], vmDir, never);
    expect(served.folders).toEqual([]);
    served.end();
  });

  it('one with such folders is told why it does not', async () => {
    const refused = { code: 'share.providerUnavailable', params: { provider: 'virtiofs' } };
    await expect(startFolders(undefined, [share('x')], vmDir, never)).rejects.toMatchObject(refused);
    expect(await noFolders(undefined)).toMatchObject(refused);
  });
});

describe.runIf(possible)('folders', { timeout: 30_000 }, () => {
  it("each have a process with a socket in the VM's folder, until the end", async () => {
    const served = await start([share('a'), share('b')]);
    expect(served.folders).toEqual([
      { id: 'a', socket: 'fs-a' },
      { id: 'b', socket: 'fs-b' },
    ]);
    for (const { socket } of served.folders) {
      await stat(join(vmDir, socket));
      expect(await wrote(`${socket}.pwd`)).toBe(`${vmDir}\n`);
      const words = (await wrote(`${socket}.args`)).trimEnd().split('\n');
      expect(['./virtiofsd/server', ...words]).toEqual(
        virtiofsdArgs(['./virtiofsd/server', '--own'], share('x'), socket),
      );
    }
    expect(await wrote('fs-a.pid')).not.toBe(await wrote('fs-b.pid'));
    served.end();
    await gone('fs-a');
    await gone('fs-b');
  });

  it('are seen without what is hidden, our own among it, whatever it is called', async () => {
    const names = ['own', `a b'"$x`, 'shown'];
    for (const name of names) {
      await mkdir(join(dir, 'shared', name));
      await writeFile(join(dir, 'shared', name, 'secret'), `secret of ${name}\n`);
    }
    const hidden = [
      ...names.slice(0, 2).map((name) => join(dir, 'shared', name)),
      join(dir, 'home'),
      join(dir, 'tools'),
    ];
    await start([share('a', [...hidden, join(dir, 'not-there')])]);
    expect((await wrote('fs-a.shared')).trimEnd().split('\n').toSorted()).toEqual(names.toSorted());
    expect(await wrote('fs-a.secrets')).toBe('secret of shown\n');
    // Covered in there only.
    expect(await readFile(join(dir, 'shared', 'own', 'secret'), 'utf8')).toBe('secret of own\n');
  });

  it.each([
    ['an exit code', 'echo "cannot do it" >&2; exit 3'],
    ['no error', 'exit 0'],
    ['a signal', 'kill -KILL $$'],
  ])(
    'whose process ends early, with %s, are unavailable soon, and the others are ended',
    async (_what, how) => {
      await writeFile(join(vmDir, 'how'), `if [ "$socket" = fs-b ]; then ${how}; fi; ${serves}`);
      const before = Date.now();
      await expect(start([share('a'), share('b'), share('c')])).rejects.toMatchObject({
        code: 'share.providerUnavailable',
        params: { provider: 'virtiofs', reason: 'virtiofsd has ended; vm/virtiofsd.log may tell why' },
      });
      expect(Date.now() - before).toBeLessThan(5000);
      await gone('fs-a');
      if (how.startsWith('echo')) expect(await wrote('virtiofsd.log')).toContain('cannot do it');
    },
  );

  it('whose lock an earlier one still holds come up when that has ended', async () => {
    const locked = 'if [ ! -e tried ]; then : >tried; exit 1; fi';
    await writeFile(join(vmDir, 'how'), `${locked}; ${serves}`);
    const served = await start([share('a')]);
    expect(served.folders).toEqual([{ id: 'a', socket: 'fs-a' }]);
    served.end();
    await gone('fs-a');
  });

  it('whose program is not there are unavailable', async () => {
    await rm(join(dir, 'tools', 'server'));
    await expect(start([share('a')])).rejects.toMatchObject({ code: 'share.providerUnavailable' });
    expect(await wrote('virtiofsd.log')).toContain('server');
  });

  it("whose socket is an earlier one's are waited for, until nobody wants them", async () => {
    await writeFile(join(vmDir, 'how'), ': > "$socket.up"; exec sleep 60');
    await writeFile(join(vmDir, 'fs-a'), 'of an earlier run');
    const controller = new AbortController();
    const starting = start([share('a')], controller.signal);
    const failed = expect(starting).rejects.toThrow('enough');
    while (
      !(await stat(join(vmDir, 'fs-a.up')).then(
        () => true,
        () => false,
      ))
    )
      await delay(10);
    await delay(50);
    controller.abort(new Error('enough'));
    await failed;
    await gone('fs-a');
  });
});
