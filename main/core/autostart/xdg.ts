/** Starting at login on Linux: a file in the user's autostart folder. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode, systemReason, writeError } from '../lib/system-error.ts';
import type { Autostart, LoginItem } from './autostart.ts';
import { desktopEntry, readDesktopEntry } from './desktop-entry.ts';

export interface XdgSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
  /** What is to be started. */
  readonly argv: (item: LoginItem) => readonly string[];
}

/** The file's path: XDG Base Directory Specification, which has relative values ignored. */
export function autostartFile({ env, homedir }: Pick<XdgSurroundings, 'env' | 'homedir'>): string {
  const config = env['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(config) ? config : join(homedir, '.config'), 'autostart', 'moorage.desktop');
}

export function xdgAutostart(around: XdgSurroundings): Autostart {
  const path = autostartFile(around);
  const { env } = around;
  return {
    async read() {
      try {
        return readDesktopEntry(await readFile(path, 'utf8'));
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return { enabled: false, hidden: false };
        throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
      }
    },
    async write(item) {
      if (!item.enabled) return rm(path, { force: true });
      try {
        await mkdir(dirname(path), { recursive: true });
      } catch (error) {
        throw writeError(error, path);
      }
      await writeFileAtomic(path, desktopEntry([...ownHome(env), ...around.argv(item)], item.hidden), 0o644);
    },
  };
}

/** A session knows nothing of the terminal's variables. */
function ownHome(env: XdgSurroundings['env']): string[] {
  const home = env['MOORAGE_HOME'] ?? '';
  return home === '' ? [] : ['env', `MOORAGE_HOME=${home}`];
}
