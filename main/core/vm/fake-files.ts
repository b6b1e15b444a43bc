/**
 * The fake VM's answers about files: every container and volume has the same few, which nothing changes. In the place of
 * the program that the core sends to a real one, see `files/guest-script.ts`.
 */
import type { FakeCommand } from './fake-shell.ts';

/** Modes with the bits of the type (inode(7)), sizes or targets, by path. */
type Tree = ReadonlyMap<
  string,
  { readonly mode: number; readonly content?: string; readonly leads?: number }
>;

const usual: Tree = new Map([
  ['/app', { mode: 0o040755 }],
  ['/app/node_modules', { mode: 0o040755 }],
  ['/app/package.json', { mode: 0o100644, content: '{\n  "name": "shop-api",\n  "private": true\n}\n' }],
  ['/app/server.js', { mode: 0o100644, content: "import { createServer } from 'node:http';\n" }],
  ['/bin', { mode: 0o120777, content: 'usr/bin', leads: 0o040755 }],
  ['/data', { mode: 0o041777 }],
  ['/etc', { mode: 0o040755 }],
  ['/etc/hostname', { mode: 0o100644, content: 'moorage\n' }],
  ['/etc/hosts', { mode: 0o100644, content: '127.0.0.1\tlocalhost\n' }],
  ['/etc/mtab', { mode: 0o120777, content: '/proc/mounts' }],
  ['/etc/passwd', { mode: 0o100644, content: 'root:x:0:0:root:/root:/bin/sh\n' }],
  ['/usr', { mode: 0o040755 }],
  ['/usr/bin', { mode: 0o040755 }],
  ['/var', { mode: 0o040755 }],
  ['/var/run', { mode: 0o040755 }],
  ['/var/run/app.pid', { mode: 0o100600, content: '1\n' }],
]);
/** 2026-01-01, in seconds. */
const modified = 1_767_225_600;

/** The command `luajit -`, with the arguments of the core's program. `names` are those of more files in the root. */
export function fakeLuajit(names: readonly string[] = []): FakeCommand {
  const file = { mode: 0o100644, content: 'text\n' };
  const tree: Tree = new Map([...usual, ...new Map(names.map((name) => [`/${name}`, file]))]);
  return async ({ args, stdin, out }) => {
    for await (const _chunk of stdin) continue;
    // The last one: `folder` is also how a volume’s root is named.
    const at = args.findLastIndex((word) => ['list', 'read', 'remove', 'rename', 'folder'].includes(word));
    const [verb = '', hex = ''] = args.slice(at);
    out(answer(tree, verb, Buffer.from(hex, 'hex').toString()));
    return 0;
  };
}

function answer(tree: Tree, verb: string, path: string): string {
  const found = tree.get(path);
  if (path !== '/' && found === undefined && verb !== 'folder') return ended('error', 2, path);
  if (verb === 'list') return list(tree, path);
  if (verb !== 'read') return ended('ok');
  if (found?.content === undefined) return ended('error', 21, path);
  return ended('ok', found.content.length) + found.content;
}

function list(tree: Tree, folder: string): string {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const inside = [...tree].filter(
    ([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'),
  );
  const entries = inside.map(([path, { mode, content = '', leads }]) => {
    const link = mode >> 12 === 0o12;
    const name = path.slice(prefix.length);
    return ended(name, mode, 0, 0, content.length, modified, link ? content : '', leads ?? '');
  });
  return (
    ended('ok', 'root:x:0:0:root:/root:/bin/sh', 'root:x:0:', inside.length, inside.length) + entries.join('')
  );
}

function ended(...fields: (string | number)[]): string {
  return fields.map((one) => `${one}\0`).join('');
}

/** What the engine says of a path before it packs it: Go's mode, and the size. */
export function fakeStat(path: string): { readonly mode: number; readonly size: number } | undefined {
  const found = path === '/' ? { mode: 0o040755 } : usual.get(path);
  if (found === undefined) return undefined;
  const folder = found.mode >> 12 === 0o04 || found.mode >> 12 === 0o12;
  return { mode: (found.mode & 0o777) + (folder ? 2 ** 31 : 0), size: usual.get(path)?.content?.length ?? 0 };
}
