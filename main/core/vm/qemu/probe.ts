/**
 * Finds the fastest accelerator that works. That a hypervisor's device is there says little: it may be another's, or
 * be unable to run a kernel, as in some nested set-ups. So each is tried by booting our own kernel with a word on its
 * command line that has it power off at once. The answer holds until the computer restarts.
 */
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { AppError, isCancel } from '../../../contract/errors.ts';
import { writeFileAtomic } from '../../lib/atomic.ts';
import { systemCode } from '../../lib/system-error.ts';
import { withDeadline } from '../../lib/retry.ts';
import { isRecord } from '../../engine/untrusted.ts';
import type { Architecture, Available, VmImage } from '../driver.ts';
import { acceleratorsFor, machineType, paceOf, type Accelerator } from './args.ts';
import { runProgram } from './run-program.ts';

export interface ProbeOptions {
  readonly qemuSystem: readonly string[];
  readonly version: string;
  readonly arch: Architecture;
  readonly platform: NodeJS.Platform;
  readonly image: VmImage;
  /** Where the answer is kept. */
  readonly dir: string;
}

/** With hardware the trial takes well under a second; one that hangs doesn't work. */
const trialMs = 10_000;

/** The first accelerator of this system that works; `tcg` always does. Throws only the signal's reason. */
export async function probeAccelerator(options: ProbeOptions, signal: AbortSignal): Promise<Available> {
  const { version, platform, dir } = options;
  const record = join(dir, 'accelerator.json');
  const situation = `${options.qemuSystem.join(' ')} ${version} ${options.image.id} ${await bootMark()}`;
  const known = await readRecord(record, situation);
  if (known !== undefined) return available(known.accelerator, version, known.reason);
  let reason = 'there is none for this system';
  for (const accelerator of acceleratorsFor(platform)) {
    const failure = accelerator === 'tcg' ? undefined : await tryOut(accelerator, options, signal);
    if (failure !== undefined) {
      reason = failure;
      continue;
    }
    await writeFileAtomic(record, JSON.stringify({ situation, accelerator, reason }));
    return available(accelerator, version, reason);
  }
  return available('tcg', version, reason);
}

function available(accelerator: Accelerator, version: string, reason: string): Available {
  const found = { kind: 'available' as const, accelerator, pace: paceOf(accelerator), version };
  return accelerator === 'tcg'
    ? { ...found, warning: new AppError('vm.noAcceleration', { params: { reason } }) }
    : found;
}

/** Undefined if the kernel booted and powered off, else what happened. */
async function tryOut(
  accelerator: Accelerator,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { qemuSystem, arch, version, image } = options;
  const console = arch === 'x86_64' ? 'ttyS0' : 'ttyAMA0';
  const argv = [
    ...[...qemuSystem, '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', machineType(arch, version), '-accel', accelerator, '-cpu', 'host', '-m', '512M'],
    ...[
      '-kernel',
      image.kernel,
      '-initrd',
      image.initrd,
      '-append',
      `console=${console} quiet panic=-1 moorage.probe`,
    ],
    ...['-serial', 'stdio'],
  ];
  try {
    const late = () =>
      new AppError('qemu.failed', { params: { reason: `${accelerator} doesn't get a kernel to run` } });
    const output = await withDeadline(signal, trialMs, late, (limit) => runProgram(argv, limit));
    return output.includes('moorage: probe well') ? undefined : `${accelerator} ended without an answer`;
  } catch (error) {
    if (isCancel(error) && signal.aborted) throw error;
    return error instanceof AppError ? String(error.params['reason'] ?? error.code) : String(error);
  }
}

/** Tells one start of this computer from another: Linux has an id for it, elsewhere it is the minute, give or take. */
async function bootMark(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return String(Math.round((Date.now() / 1000 - uptime()) / 60));
  }
}

async function readRecord(
  path: string,
  situation: string,
): Promise<{ accelerator: Accelerator; reason: string } | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isRecord(value) || value['situation'] !== situation) return undefined;
    const accelerator = value['accelerator'];
    if (accelerator !== 'kvm' && accelerator !== 'hvf' && accelerator !== 'whpx' && accelerator !== 'tcg')
      return undefined;
    return { accelerator, reason: String(value['reason']) };
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
