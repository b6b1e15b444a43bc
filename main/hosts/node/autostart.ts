/** Starting at login without a desktop app: the background core, on systems with an autostart folder. */
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Autostart } from '../../core/autostart/autostart.ts';
import { xdgAutostart } from '../../core/autostart/xdg.ts';

/** Undefined where only the desktop app can do it. */
export function nodeAutostart(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Autostart | undefined {
  if (platform !== 'linux') return undefined;
  // Seen from `out/main/hosts/node/`, where this file is when it is built.
  const program = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
  return xdgAutostart({ env, homedir: homedir(), argv: () => [process.execPath, program, 'start'] });
}
