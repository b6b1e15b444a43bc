/** The version that this program calls itself. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode } from './cache.ts';

/** `version` of the nearest package.json upwards, whether the code runs from its source or from `out/`. */
export function appVersion(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const version = versionIn(join(folder, 'package.json'));
    if (version !== undefined) return version;
    if (dirname(folder) === folder) throw new Error('package.json is missing from this installation');
  }
}

function versionIn(path: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const has = typeof content === 'object' && content !== null && 'version' in content;
    return has ? String(content.version) : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
