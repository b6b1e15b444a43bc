/** Runs a program of a tool bundle to its end. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { AppError } from '../contract/errors.ts';

/** Most of a tool's complaint that is kept, in characters. */
const mostComplaint = 4000;

/** Runs `argv`; resolves when it ended well. Throws `setup.tool` with what it complained of, or the signal's reason. */
export async function runTool(argv: readonly string[], signal?: AbortSignal): Promise<void> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(signal && { signal }) });
  let complaint = '';
  child.stderr.on(
    'data',
    (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-mostComplaint)),
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const name = argv.find((word) => !word.includes('ld-linux') && /\/bin\//.test(word)) ?? program;
  throw new AppError('setup.tool', {
    params: { tool: basename(name), reason: complaint.trim() || `exit code ${code}` },
  });
}
