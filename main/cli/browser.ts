/** Opens an address in the system's browser. */
import { spawn } from 'node:child_process';
import { AppError } from '../contract/errors.ts';
import { systemReason } from '../core/lib/system-error.ts';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person looks at what we say. */
  readonly isTTY: boolean | undefined;
}

/** Whether a browser that nobody asked for would please: somebody is there, and has a screen. */
export function wantsBrowser({ platform, env, isTTY }: Surroundings): boolean {
  if (isTTY !== true || (env['MOORAGE_NO_BROWSER'] ?? '') !== '') return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * The program and its arguments that open an address. None of them goes through a shell; on Windows `start` would,
 * which takes an address apart at each `&`.
 */
export function browserCommand(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/**
 * Resolves when the program that opens the address runs; it goes on without us. Throws `window.noBrowser` when it
 * can't be run.
 */
export function openBrowser(platform: NodeJS.Platform, url: string): Promise<void> {
  const [program, ...args] = browserCommand(platform, url);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true });
    // Not as the error's cause: Node puts the arguments into that, and the address is a secret.
    child.once('error', (error) => {
      reject(new AppError('window.noBrowser', { params: { program, reason: systemReason(error) } }));
    });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
