import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskSizeGiB, ensureDisk } from '../../../main/core/vm/qemu/disk.ts';
import { connectQmp, type Qmp } from '../../../main/core/vm/qemu/qmp.ts';
import { retry } from '../../../main/core/lib/retry.ts';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureQemu, type QemuTools } from '../../../main/setup/qemu-bundle.ts';

const arch = process.arch === 'arm64' ? ('aarch64' as const) : ('x86_64' as const);
const machine = arch === 'x86_64' ? 'pc-q35-10.0' : 'virt-10.0';

describe('a real, paused QEMU', () => {
  let dir: string;
  let tools: QemuTools;
  let qemu: ChildProcess;
  let qmp: Qmp;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'moorage-qmp-'));
    tools = await ensureQemu({ cache: cacheFolder(), arch });
    const [program = '', ...prefix] = tools.qemuSystem;
    const path = join(dir, 'qmp');
    const args = [...prefix, '-machine', machine, '-nodefaults', '-display', 'none', '-S', '-accel', 'tcg'];
    qemu = spawn(program, [...args, '-qmp', `unix:${path},server=on,wait=off`], { stdio: 'ignore' });
    const signal = AbortSignal.timeout(30_000);
    qmp = await retry(() => connectQmp(path, signal), { signal, firstMs: 50 });
  }, 300_000);

  afterAll(async () => {
    qemu.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  it('answers commands', async () => {
    expect(await qmp.execute('query-status')).toMatchObject({ running: false, status: 'prelaunch' });
  });

  it('answers several at once, each to its own', async () => {
    const [status, version] = await Promise.all([qmp.execute('query-status'), qmp.execute('query-version')]);
    expect(status).toHaveProperty('status');
    expect(version).toHaveProperty('qemu');
  });

  it('refuses in its own words', async () => {
    await expect(qmp.execute('no-such-command')).rejects.toMatchObject({
      code: 'qemu.command',
      params: { command: 'no-such-command', reason: expect.stringContaining('not been found') },
    });
  });

  it('tells events, and what waits fails when it ends', async () => {
    const events: string[] = [];
    qmp.onEvent((event) => events.push(event));
    await qmp.execute('cont');
    await qmp.execute('stop');
    expect(events).toEqual(['RESUME', 'STOP']);
    qemu.kill('SIGKILL');
    await qmp.closed;
    await expect(qmp.execute('query-status')).rejects.toMatchObject({ code: 'qemu.command' });
  });

  it('makes a disk, grows it, and never shrinks it', async () => {
    const path = join(dir, 'a,b disk.qcow2');
    const signal = AbortSignal.timeout(30_000);
    expect(await diskSizeGiB(path)).toBeUndefined();
    await ensureDisk(tools.qemuImg, path, 8, signal);
    expect(await diskSizeGiB(path)).toBe(8);
    expect((await stat(path)).size).toBeLessThan(1_000_000);
    await ensureDisk(tools.qemuImg, path, 16, signal);
    expect(await diskSizeGiB(path)).toBe(16);
    await expect(ensureDisk(tools.qemuImg, path, 8, signal)).rejects.toMatchObject({
      code: 'config.diskShrink',
      params: { present: 16, value: 8 },
    });
    expect(await diskSizeGiB(path)).toBe(16);
  });
});
