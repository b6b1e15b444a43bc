/** Opens Electron's window of a core that runs, where Electron's own program is there. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemCode } from '../core/lib/system-error.ts';

/** The project's folder, as seen from where this file is built to. */
const project = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Electron's program in a folder with `node_modules`; undefined if it was never fetched. The package names it in
 * `path.txt` (electron's `index.js`), and fetches it when it is asked for, which a start must not wait for.
 */
export function electronProgram(folder: string = project): string | undefined {
  const electron = join(folder, 'node_modules', 'electron');
  try {
    const program = join(electron, 'dist', readFileSync(join(electron, 'path.txt'), 'utf8').trim());
    return existsSync(program) ? program : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Starts the window, which finds the core of this environment's home. Resolves when it runs; throws what the system says. */
export function openElectron(program: string, env: NodeJS.ProcessEnv): Promise<void> {
  const main = join(project, 'out', 'main', 'hosts', 'electron', 'main.js');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [main], { detached: true, stdio: 'ignore', env });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
