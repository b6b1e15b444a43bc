/** A QEMU that doesn't start, or ends before it answers: the error has its own last words. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { VmSpec } from '../../../main/core/vm/driver.ts';
import { qemuDriver } from '../../../main/core/vm/qemu/driver.ts';

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'moorage-qemu-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Starts a shell script in QEMU's place. */
async function startScript(script: string): Promise<unknown> {
  const program = join(dir, 'qemu');
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return start(program);
}

async function start(program: string): Promise<unknown> {
  const driver = qemuDriver({
    qemuSystem: [program],
    qemuImg: ['false'],
    version: '10.0.0',
    arch: 'x86_64',
    platform: process.platform,
    sockets: { qmp: join(dir, 'qmp'), console: join(dir, 'console') },
  });
  const spec: VmSpec = {
    arch: 'x86_64',
    cpus: 1,
    memoryMiB: 256,
    dataDiskGiB: 1,
    image: { id: 'none', kernel: '/none', initrd: '/none', root: '/none', tools: undefined },
    seed: '/none',
    shares: [],
  };
  const found = { kind: 'available', accelerator: 'tcg', pace: 12, version: '10.0.0' } as const;
  return driver.start(spec, dir, found, AbortSignal.timeout(10_000));
}

it.runIf(process.platform !== 'win32').each([
  ['says why', 'echo "first words"; echo "qemu: no such option" >&2; exit 1', 'qemu: no such option'],
  ['says nothing', 'exit 3', 'exit code 3'],
  ['is ended by a signal', 'kill -9 $$', 'SIGKILL'],
  ['ends a little later', 'sleep 0.3; echo "out of memory" >&2; exit 1', 'out of memory'],
])('one that %s', async (_what, script, reason) => {
  await expect(startScript(script)).rejects.toMatchObject({ code: 'qemu.failed', params: { reason } });
});

it('one that is not there', async () => {
  const reason: unknown = expect.stringContaining('QEMU was not found');
  await expect(start(join(dir, 'none'))).rejects.toMatchObject({ code: 'qemu.failed', params: { reason } });
});
