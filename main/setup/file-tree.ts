/** The files of several packages as one tree, held in memory, with links followed inside of it. */
import type { DebEntry } from './debian/deb.ts';

/** A file in the tree, and the name of the package that it came from. */
export interface TreeFile {
  readonly path: string;
  readonly package: string;
  readonly body: Buffer;
}

interface TreeEntry {
  readonly package: string;
  readonly entry: DebEntry;
}

export interface FileTree {
  /** Adds an entry of a package. A later one of the same path replaces an earlier one. */
  add(packageName: string, entry: DebEntry): void;
  /** The file at a path, or the one that a link there leads to; undefined if there is none. */
  file(path: string): TreeFile | undefined;
  /** All paths that start with this text, sorted; links included. */
  paths(prefix: string): string[];
}

/** On Debian these are links to their namesakes in `/usr`, made by no package. */
const mergedFolders: ReadonlySet<string> = new Set(['bin', 'sbin', 'lib', 'lib64']);

/** More links than this in a row are a loop, as on Linux. */
const mostLinks = 40;

export function createFileTree(): FileTree {
  const entries = new Map<string, TreeEntry>();

  /** Follows links in every part of a path, for packages also ship folders that are links. */
  const resolveLinks = (path: string): string | undefined => {
    let waiting = path.split('/');
    let done: string[] = [];
    let links = 0;
    while (waiting.length > 0) {
      const [part = '', ...rest] = waiting;
      waiting = rest;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        done.pop();
        continue;
      }
      if (done.length === 0 && mergedFolders.has(part)) done.push('usr');
      const here = [...done, part].join('/');
      const found = entries.get(here)?.entry;
      if (found?.type !== 'symlink' && found?.type !== 'link') {
        done.push(part);
        continue;
      }
      links += 1;
      if (links > mostLinks) return undefined;
      // A hard link's target counts from the root; a symbolic link's does if it starts with a slash.
      if (found.type === 'link' || found.linkname.startsWith('/')) done = [];
      waiting = [...found.linkname.split('/'), ...waiting];
    }
    return done.join('/');
  };

  return {
    add(packageName, entry) {
      const [first = ''] = entry.path.split('/');
      const path = mergedFolders.has(first) ? `usr/${entry.path}` : entry.path;
      entries.set(path, { package: packageName, entry });
    },
    file(path) {
      const target = resolveLinks(path);
      const found = target === undefined ? undefined : entries.get(target);
      if (target === undefined || found?.entry.type !== 'file') return undefined;
      return { path: target, package: found.package, body: found.entry.body };
    },
    paths(prefix) {
      return [...entries.keys()].filter((path) => path.startsWith(prefix)).sort();
    },
  };
}
