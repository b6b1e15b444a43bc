/** Folders that are asked for by way of a link: as `/tmp` on macOS, which is `/private/tmp`. */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { systemCode } from '../lib/system-error.ts';
import type { BindSource } from './paths.ts';

/**
 * Judges a source, and where it would be refused, what its links lead to on this computer: the VM has only the folder
 * itself. What isn't there yet is judged by the folder that it would be made in.
 */
export function judgeReal(source: string, judge: (path: string) => BindSource): BindSource {
  const found = judge(source);
  if (found.kind !== 'refuse' || !isAbsolute(source)) return found;
  const real = realPath(source);
  if (real === undefined || real === source) return found;
  const instead = judge(real);
  if (instead.kind === 'refuse') return found;
  return instead.kind === 'pass' ? { kind: 'rewrite', source: real } : instead;
}

/** The path without links, of which the end may be missing; undefined where that can't be told. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if (systemCode(error) !== 'ENOENT' || parent === path) return undefined;
    const folder = realPath(parent);
    return folder === undefined ? undefined : join(folder, basename(path));
  }
}
