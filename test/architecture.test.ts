/** The rules that no compiler checks: who may import whom, and what must go together. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { english as cliEnglish } from '../main/cli/texts.en.ts';
import { simplifiedChinese as cliChinese } from '../main/cli/texts.zh-cn.ts';
import { commands } from '../main/cli/commands.ts';
import { contract } from '../main/contract/contract.ts';
import { memoryLinks } from '../main/contract/memory-link.ts';
import { english } from '../main/contract/messages.en.ts';
import { simplifiedChinese } from '../main/contract/messages.zh-cn.ts';
import { createHandlers, type HandlerOptions } from '../main/core/handlers.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

interface Source {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

const sources = ['main', 'vm-images', 'renderer'].flatMap((folder) => sourcesIn(folder));
const code = sources.filter(({ path }) => /\.(?:[cm]?ts|tsx|mjs)$/.test(path));

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return { path: relative(root, full).split(sep).join('/'), text: readFileSync(full, 'utf8') };
    });
}

/** What a file imports: paths from the project's folder, or names of packages. */
function importsOf({ path, text }: Source): string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'|^import '([^']+)'/gm,
  );
  return [...found].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    if (!name.startsWith('.')) return name;
    return relative(root, resolve(root, dirname(path), name))
      .split(sep)
      .join('/');
  });
}

/** For the files whose path begins with the key: what they may import. A slash or a colon at the end: all that begins so. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'main/contract/': ['main/contract/', 'valibot'],
  'main/core/': [
    'main/core/',
    'main/contract/',
    'node:',
    'valibot',
    'ssh2',
    'dockerode',
    'tar-stream',
    '@peculiar/x509',
    'reflect-metadata',
  ],
  'main/setup/': [
    'main/setup/',
    'main/contract/',
    'main/core/lib/',
    'main/core/vm/driver.ts',
    'vm-images/',
    'node:',
    'valibot',
    'openpgp',
    'tar-stream',
    'xz-decompress',
  ],
  'vm-images/': [
    'vm-images/',
    'main/setup/',
    'main/contract/',
    'main/core/vm/driver.ts',
    'node:',
    'valibot',
    'tar-stream',
    'xz-decompress',
  ],
  'main/hosts/window-files.ts': ['main/core/lib/', 'main/contract/', 'node:'],
  'main/hosts/node/': [
    'main/hosts/node/',
    'main/hosts/window-files.ts',
    'main/core/',
    'main/contract/',
    'main/setup/',
    'node:',
    'valibot',
    'ws',
  ],
  'main/hosts/electron/': ['main/hosts/', 'main/core/', 'main/contract/', 'main/setup/', 'node:', 'electron'],
  'main/cli/': [
    'main/cli/',
    'main/hosts/node/',
    'main/core/',
    'main/contract/',
    'main/setup/',
    'vm-images/',
    'node:',
    'valibot',
  ],
};

describe('who may import whom', () => {
  it.each(Object.entries(mayImport))('%s', (folder, allowed) => {
    const wrong = code
      .filter(({ path }) => path.startsWith(folder))
      .flatMap((source) => importsOf(source).map((name) => ({ name, by: source.path })))
      .filter(({ name }) => !allowed.some((one) => (/[/:]$/.test(one) ? name.startsWith(one) : name === one)))
      .map(({ name, by }) => `${by} imports ${name}`);
    expect(wrong).toEqual([]);
  });

  it('nothing but the contract of main in the renderer', () => {
    const wrong = code
      .filter(({ path }) => path.startsWith('renderer/') && path !== 'renderer/vite.config.ts')
      .flatMap((source) => importsOf(source))
      .filter((name) => /^(?:main\/(?!contract\/)|node:|electron$|vm-images\/)/.test(name));
    expect(wrong).toEqual([]);
  });

  it('sees the imports at all', () => {
    const main = code.find(({ path }) => path === 'main/cli/main.ts');
    expect(main && importsOf(main)).toContain('main/contract/errors.ts');
    const table = code.find(({ path }) => path === 'main/cli/commands.ts');
    expect(table && importsOf(table)).toContain('main/cli/commands/start.ts');
  });
});

describe('what a light command loads', () => {
  /** All that is loaded before a command begins: imports of values, not those that are only types or come later. */
  const loaded = (path: string, seen = new Set<string>()): Set<string> => {
    const source = code.find((one) => one.path === path);
    if (source === undefined || seen.has(path)) return seen.add(path);
    seen.add(path);
    const text = source.text.replace(/^import type [^;]*;/gm, '').replace(/\bimport\(/g, '');
    for (const name of importsOf({ path, text })) loaded(name, seen);
    return seen;
  };

  it.each(['env', 'status', 'start', 'stop', 'logs', 'config', 'ssh', 'window'])('moorage %s', (name) => {
    const all = [...loaded('main/cli/main.ts'), ...loaded(`main/cli/commands/${name}.ts`)];
    expect(all).toContain('main/cli/args.ts');
    expect(all.filter((one) => ['ssh2', 'dockerode', 'openpgp', 'ws'].includes(one))).toEqual([]);
  });
});

describe('what a source may not do', () => {
  it('reads the environment only where it is handed on', () => {
    // Each of these passes it on as a whole, or hides a part of it from a library.
    const allowed = [
      ...['main/core/engine/docker.ts', 'main/core/vm/qemu/driver.ts'],
      'main/core/compose/handlers.ts',
    ];
    const wrong = code.filter(
      ({ path, text }) =>
        (path.startsWith('main/core/') || path.startsWith('main/contract/')) &&
        !allowed.includes(path) &&
        text.includes('process.env'),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('keeps no state in modules', () => {
    const wrong = code.filter(({ text }) => /^(?:export )?(?:let|var) /m.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("names no folder of somebody's own", () => {
    // In two halves, lest this file finds itself. Tests have made-up people's folders as examples.
    const [people, here] = [
      /\/(?:home|Users)\/[a-z]/,
      new RegExp(['/wo', 'rk/(?:main|shared|\\.)'].join('')),
    ];
    const tests = sourcesIn('test').filter(({ path }) => !path.startsWith('test/output/'));
    const wrong = [
      ...sources.filter(({ text }) => people.test(text)),
      ...[...sources, ...tests].filter(({ text }) => here.test(text)),
    ];
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the error codes', () => {
  it('have both languages, with the same placeholders', () => {
    expect(Object.keys(simplifiedChinese).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      const other = Object.entries(simplifiedChinese).find(([name]) => name === key)?.[1];
      expect([key, placeholders(`${other?.what}${other?.hint}`)]).toEqual([
        key,
        placeholders(`${text.what}${text.hint}`),
      ]);
    }
  });

  it('are all used', () => {
    const elsewhere = code
      .filter(({ path }) => !path.startsWith('main/contract/messages.'))
      .map(({ text }) => text)
      .join('\n');
    const left = Object.keys(english).filter((key) => !elsewhere.includes(`'${key}'`));
    expect(left).toEqual([]);
  });
});

describe('the command line', () => {
  it('has all its texts in both languages, with the same placeholders', () => {
    expect(Object.keys(cliChinese).sort()).toEqual(Object.keys(cliEnglish).sort());
    const chinese = Object.entries(cliChinese).map(([key, text]) => [key, placeholders(text)]);
    const own = Object.entries(cliEnglish).map(([key, text]) => [key, placeholders(text)]);
    expect(Object.fromEntries(chinese)).toEqual(Object.fromEntries(own));
  });

  it('explains every command', () => {
    for (const name of Object.keys(commands)) expect(Object.keys(cliEnglish)).toContain(`help.${name}`);
  });
});

describe('the contract', () => {
  it('has a handler for every entry, and no other', () => {
    const [link] = memoryLinks();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what is touched before the first question
    const handlers = createHandlers({ link, paths: {} } as unknown as HandlerOptions);
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(contract).sort());
  });
});

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole))].sort();
}
