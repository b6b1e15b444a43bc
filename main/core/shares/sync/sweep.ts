/** Removes what a run that died has left on the host. */
import { lstatSync, unlinkSync } from 'node:fs';
import { hostErrorKind } from './host-files.ts';
import type { HostFolder } from './host-folder.ts';
import { temporaryId } from './names.ts';

/** Another share, or another Moorage, may be at work in the same folder; it isn't for so long. */
const foreignMs = 24 * 60 * 60 * 1000;

/**
 * Removes a file of ours that nobody writes any more. It is called by scans, and none is under way while files are
 * written, so that one of our own `id` is a leftover.
 */
export function sweep(folder: HostFolder, name: string, id: string): void {
  const owner = temporaryId(name);
  if (owner === undefined) return;
  const at = folder.at(name);
  try {
    const stat = lstatSync(at);
    if (stat.isDirectory()) return;
    // The time of its last change of any kind: its other time is that of the file that it was to become.
    if (owner === id || Date.now() - stat.ctimeMs > foreignMs) unlinkSync(at);
  } catch (error) {
    if (hostErrorKind(error) === 'failed') return;
    throw error;
  }
}
