/** The driver `qemu`: a process per VM that goes on without us, found again by what is written beside its disks. */
import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../../../contract/errors.ts';
import { writeFileAtomic } from '../../lib/atomic.ts';
import { identifyProcess, isRunning } from '../../lib/process-identity.ts';
import { retry, withDeadline } from '../../lib/retry.ts';
import { backlogLibrary } from './listen-backlog.ts';
import { systemCode } from '../../lib/system-error.ts';
import type { Architecture, Available, RunningVm, VmDriver, VmSpec } from '../driver.ts';
import { noFolders, startFolders, type Virtiofsd } from './virtiofsd.ts';
import { qemuArgs, type Accelerator, type QemuSockets } from './args.ts';
import { diskSizeGiB, ensureDisk } from './disk.ts';
import { probeAccelerator } from './probe.ts';
import { connectQmp, type Qmp } from './qmp.ts';
import { startError } from './run-program.ts';
import { QemuVm } from './running.ts';

export interface QemuDriverOptions {
  /** The start of the emulator's command line. */
  readonly qemuSystem: readonly string[];
  readonly qemuImg: readonly string[];
  /** QEMU's version, `10.0.2`. */
  readonly version: string;
  readonly arch: Architecture;
  readonly platform: NodeJS.Platform;
  readonly sockets: QemuSockets;
  /** What serves folders as devices; undefined where there is none. */
  readonly virtiofsd?: Virtiofsd | undefined;
}

/** What is kept of a running VM, in `vm.json` beside its disks. */
const recordSchema = v.object({
  process: v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(2)), startedAt: v.string() }),
  startedAt: v.number(),
  facts: v.object({
    accelerator: v.string(),
    pace: v.number(),
    cpus: v.number(),
    memoryMiB: v.number(),
    imageId: v.string(),
  }),
  /** Folders that it was given as devices; absent in what older versions wrote. */
  shares: v.optional(
    v.array(v.object({ id: v.string(), path: v.string(), hidden: v.array(v.string()) })),
    [],
  ),
});
export type VmRecord = v.InferOutput<typeof recordSchema>;

/** Milliseconds that QEMU has to open its control socket, hardware or not: it does so before it emulates anything. */
const openMs = 15_000;

export function qemuDriver(options: QemuDriverOptions): VmDriver {
  const files = (dir: string) => ({
    disk: join(dir, 'data.qcow2'),
    record: join(dir, 'vm.json'),
    output: join(dir, 'qemu.log'),
    backlog: join(dir, 'backlog.so'),
  });
  return {
    name: 'qemu',
    probe: (signal, image, dir) => probeAccelerator({ ...options, image, dir }, signal),
    noShareDevices: () => noFolders(options.virtiofsd),
    createDisk: (spec, dir, signal) => ensureDisk(options.qemuImg, files(dir).disk, spec.dataDiskGiB, signal),
    start: (spec, dir, found, signal) => start(options, files(dir), spec, found, signal),
    find: (dir) => find(options, files(dir)),
    diskGiB: (dir) => diskSizeGiB(files(dir).disk),
    delete: async (dir) => {
      const { disk, record, output, backlog } = files(dir);
      for (const path of [disk, record, output, backlog, join(dir, 'accelerator.json')])
        await rm(path, { force: true });
    },
  };
}

interface VmFiles {
  readonly disk: string;
  readonly record: string;
  readonly output: string;
  /** What lets its forwards take many connections at once, on Linux. */
  readonly backlog: string;
}

async function start(
  options: QemuDriverOptions,
  files: VmFiles,
  spec: VmSpec,
  found: Available,
  signal: AbortSignal,
): Promise<RunningVm> {
  const { sockets, version, platform, qemuSystem } = options;
  await clear(sockets, platform);
  const [program = '', ...prefix] = qemuSystem;
  const accelerator = toAccelerator(found.accelerator);
  const served = await startFolders(options.virtiofsd, spec.shares, dirname(files.output), signal);
  const args = qemuArgs({
    spec,
    accelerator,
    version,
    platform,
    dataDisk: files.disk,
    sockets,
    folders: served.folders,
  });
  const output = await open(files.output, 'w', 0o600);
  let child: ChildProcess;
  let ended: Promise<string>;
  try {
    signal.throwIfAborted();
    // A session of its own, so that neither our end nor a Ctrl-C in our terminal is its end.
    child = spawn(program, [...prefix, ...args], {
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
      env: await emulatorEnvironment(process.env, files.backlog, spec.arch, platform),
      // All paths are absolute, but that of the library in the environment, where blanks and colons would part it.
      cwd: dirname(files.backlog),
      windowsHide: true,
    });
    // Before anything is waited for: it may end, or not start at all, in the meantime.
    ended = endOf(child);
  } finally {
    await output.close();
  }
  child.unref();
  try {
    const qmp = await connectStarted(sockets.qmp, ended, files.output, signal);
    const identity = child.pid === undefined ? undefined : await identifyProcess(child.pid);
    if (identity === undefined)
      throw new AppError('qemu.failed', { params: { reason: await lastWords(files.output) } });
    const { cpus, memoryMiB, image } = spec;
    const facts = { accelerator, pace: found.pace, cpus, memoryMiB, imageId: image.id };
    const shares = spec.shares.map(({ id, path, hidden }) => ({ id, path, hidden: [...hidden] }));
    const record: VmRecord = { process: identity, startedAt: Date.now(), facts, shares };
    await writeFileAtomic(files.record, JSON.stringify(record));
    const vm = new QemuVm({ record, qmp, sockets, files, ended, adopted: false });
    await qmp.execute('cont', {}, signal);
    return vm;
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    served.end();
    await rm(files.record, { force: true });
    throw error;
  }
}

/** How a process ended, once it has: by a signal, with a code, or by not starting. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(startError(error).message));
    child.once('exit', (code, signalName) => resolve(signalName ?? `exit code ${code}`));
  });
}

/** Waits for the control socket, or for the end of a QEMU that didn't like its arguments. */
async function connectStarted(
  path: string,
  ended: Promise<string>,
  output: string,
  signal: AbortSignal,
): Promise<Qmp> {
  const late = () =>
    new AppError('qemu.failed', { params: { reason: `no answer within ${openMs / 1000} s` } });
  return withDeadline(signal, openMs, late, async (limit) => {
    let gone = false;
    const failed = ended.then(async (how): Promise<never> => {
      gone = true;
      throw new AppError('qemu.failed', { params: { reason: (await lastWords(output)) || how } });
    });
    const connecting = retry(() => connectQmp(path, limit), {
      signal: limit,
      firstMs: 10,
      maxMs: 100,
      again: () => !gone,
    }).catch((error: unknown) => {
      // That nobody answers is no news of one that has ended; its own last words are.
      if (gone) return failed;
      throw error;
    });
    return Promise.race([connecting, failed]);
  });
}

async function find(options: QemuDriverOptions, files: VmFiles): Promise<RunningVm | undefined> {
  const record = await readRecord(files.record);
  if (record === undefined) return undefined;
  if (!(await isRunning(record.process))) {
    await rm(files.record, { force: true });
    return undefined;
  }
  try {
    const signal = AbortSignal.timeout(openMs);
    const qmp = await retry(() => connectQmp(options.sockets.qmp, signal), {
      signal,
      firstMs: 20,
      maxMs: 500,
    });
    return new QemuVm({ record, qmp, sockets: options.sockets, files, ended: undefined, adopted: true });
  } catch (error) {
    // It runs and can't be spoken to: nobody could ever stop it in order, and its disk must not be used twice.
    process.kill(record.process.pid, 'SIGKILL');
    await rm(files.record, { force: true });
    if (error instanceof AppError || error instanceof Error) return undefined;
    throw error;
  }
}

/** What is written of the VM that runs, or ran, beside its disks; undefined if nothing is. */
export async function readRecord(path: string): Promise<VmRecord | undefined> {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Socket files that a VM which was killed left behind; QEMU itself would replace them, but a client might wait on them. */
async function clear(sockets: QemuSockets, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') return;
  for (const path of [sockets.qmp, sockets.console]) await rm(path, { force: true });
}

/** QEMU gets what programs need and nothing that would change how it is loaded or what it does, but our own library. */
async function emulatorEnvironment(
  env: NodeJS.ProcessEnv,
  library: string,
  arch: VmSpec['arch'],
  platform: NodeJS.Platform,
): Promise<NodeJS.ProcessEnv> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'LANG'];
  const kept = Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  if (platform !== 'linux') return kept;
  await writeFileAtomic(library, backlogLibrary(arch), 0o600);
  return { ...kept, LD_PRELOAD: `./${basename(library)}` };
}

/** The last line that QEMU wrote. */
async function lastWords(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}

function toAccelerator(name: string): Accelerator {
  return name === 'kvm' || name === 'hvf' || name === 'whpx' ? name : 'tcg';
}
