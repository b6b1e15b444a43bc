/** Finds the files that travel with Moorage. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of something in the project's `resources` folder. Looked for upwards from this file, because the same code
 * runs from its source, from `out/`, and from an installed app. Throws if it is nowhere: then the installation is broken.
 */
export function resourcePath(name: string, from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, 'resources', name);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) throw new Error(`resources/${name} is missing from this installation`);
  }
}
