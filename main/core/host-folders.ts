/** Where files of the user's go when nothing else is said. */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The home folder, and the one for downloads; the home folder itself where there is none. */
export async function hostFolders(home = homedir()): Promise<{ home: string; downloads: string }> {
  const downloads = join(home, 'Downloads');
  const there = await stat(downloads).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return { home, downloads: there ? downloads : home };
}
