/** Runs one of QEMU's programs to its end. */
import { spawn } from 'node:child_process';
import { AppError } from '../../../contract/errors.ts';
import { systemCode, systemReason } from '../../lib/system-error.ts';

/** Most characters of a complaint that are kept. */
const mostComplaint = 2000;

/** Resolves with standard output when the program ended well. Throws `qemu.missing`, `qemu.failed`, the signal's reason. */
export function runProgram(argv: readonly string[], signal: AbortSignal): Promise<string> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal, windowsHide: true });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(0, 1 << 20)));
    child.stderr.on(
      'data',
      (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, mostComplaint)),
    );
    child.once('error', (error) => reject(signal.aborted ? signal.reason : startError(error)));
    child.once('close', (code) => {
      if (signal.aborted) reject(signal.reason);
      else if (code === 0) resolve(output);
      else
        reject(new AppError('qemu.failed', { params: { reason: complaint.trim() || `exit code ${code}` } }));
    });
  });
}

/** What a program that can't even be started means. */
export function startError(error: Error): AppError {
  if (systemCode(error) === 'ENOENT') {
    return new AppError('qemu.missing', {
      params: { how: 'Run `npm start`, or set qemuPath in the settings.' },
      cause: error,
    });
  }
  return new AppError('qemu.failed', { params: { reason: systemReason(error) }, cause: error });
}
