/** Runs a program to its end and returns what it wrote. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';

export interface CaptureOptions {
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Standard output of `argv`. Throws with the end of what it complained of if it fails, or the signal's reason. */
export async function capture(argv: readonly string[], options: CaptureOptions = {}): Promise<string> {
  const { input = '', env, signal } = options;
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { ...(env && { env }), ...(signal && { signal }) });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A program that doesn't read its input may end before it is written.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') child.kill();
  });
  child.stdin.end(input);
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (code === 0) return output;
  // Some complain on their standard output.
  const reason = (complaint.trim() || output.trim()).slice(-2000) || `exit code ${code}`;
  throw new Error(`${basename(program)} ${args.join(' ')}: ${reason}`);
}
