/** Runs the development tools of the project. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from the sources as from `out/`. */
export function projectFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (dirname(folder) === folder) throw new Error('not inside the project');
  }
}

/** Runs a program of `node_modules/.bin` with our own input and output, and resolves to its exit code. */
export function runProgram(name: string, args: readonly string[]): Promise<number> {
  const root = projectFolder();
  const windows = process.platform === 'win32';
  const program = join(root, 'node_modules', '.bin', windows ? `${name}.cmd` : name);
  return new Promise((resolve, reject) => {
    // Batch files run only in a shell; none of the arguments needs quoting.
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: windows,
    });
    // Ctrl-C reaches the program too, from the terminal; we wait for what it makes of it.
    const wait = () => {};
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', pass);
      if (signal === null) resolve(code ?? 1);
      else resolve(signal === 'SIGINT' ? 130 : 143);
    });
  });
}
