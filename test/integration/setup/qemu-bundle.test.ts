/** The real packages, from the mirror in use, run for real. Uses the user's cache, as set-up itself does. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureImageTools, ensureQemu } from '../../../main/setup/qemu-bundle.ts';

const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const cache = cacheFolder();
/** An address where nothing listens. */
const nowhere = 'http://127.0.0.1:9';

describe.skipIf(process.platform !== 'linux')('the private QEMU (Linux only)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qemu-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (command: readonly string[], ...rest: string[]) => {
    const [program = '', ...begin] = command;
    // With nothing of the host's environment: the bundle must be enough.
    return execFileSync(program, [...begin, ...rest], {
      encoding: 'utf8',
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  it('answers over QMP, and is found again without a network', { timeout: 300_000 }, async () => {
    const qemu = await ensureQemu({ cache, arch });
    expect(qemu.version).toMatch(/^10\.0\./);
    const machine = arch === 'x86_64' ? 'pc-q35-10.0' : 'virt-10.0';
    const [program = '', ...begin] = qemu.qemuSystem;
    const args = [...begin, '-machine', machine, '-display', 'none', '-S', '-qmp', 'stdio'];
    const child = spawn(program, args, { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end('{"execute":"qmp_capabilities"}\n{"execute":"query-status"}\n{"execute":"quit"}\n');
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    const lines = said.trim().split(/\r?\n/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ QMP: { version: { qemu: { major: 10, minor: 0 } } } });
    expect(said).toContain('"status": "prelaunch"');

    const begun = performance.now();
    expect(await ensureQemu({ cache, arch, mirror: nowhere })).toEqual(qemu);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('makes a disk with qemu-img', { timeout: 300_000 }, async () => {
    const { qemuImg, version } = await ensureQemu({ cache, arch });
    const disk = join(folder, 'disk.qcow2');
    run(qemuImg, 'create', '-q', '-f', 'qcow2', disk, '1G');
    expect(JSON.parse(run(qemuImg, 'info', '--output=json', disk))).toMatchObject({
      'virtual-size': 2 ** 30,
    });
    expect(run(qemuImg, '--version')).toContain(version);
  });

  it('has image tools: erofs with zstd, and xz', { timeout: 300_000 }, async () => {
    const { mkfsErofs, xz } = await ensureImageTools({ cache, arch });
    const tree = await mkdtemp(join(folder, 'tree-'));
    await writeFile(join(tree, 'file'), 'x'.repeat(100_000));
    const image = join(folder, 'image.erofs');
    run(mkfsErofs, '-zzstd,level=9', image, tree);
    // The superblock is at 1024 and starts with 0xE0F5E1E2, in little-endian order.
    expect((await readFile(image)).readUInt32LE(1024)).toBe(0xe0f5e1e2);
    run(xz, '-k', image);
    expect((await readFile(`${image}.xz`)).subarray(0, 6)).toEqual(
      Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    );
  });
});
