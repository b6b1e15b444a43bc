/**
 * A pasted `docker run` or `docker create` command as options: the reverse of `commands/run.ts`. It takes what is printed
 * in documentation and what people have in their history; what it doesn't understand it names, and guesses nothing.
 */
import * as v from 'valibot';
import { AppError } from './errors.ts';
import { lists, switches, texts } from './run-flags.ts';
import { runMount, runOptions, type RunMount, type RunOptions } from './run-options.ts';
import { readPublish, readTmpfs, readVolume, readVolumesFrom } from './run-words.ts';
import { shellOperation, splitWords } from './shell-words.ts';

/** Longest command that is looked at, in characters. */
const longest = 200_000;

type Draft = { -readonly [K in keyof RunOptions]: RunOptions[K] } & { detach: boolean };

/** Throws `run.…`, each with the word that it is about. */
export function parseRun(text: string): RunOptions {
  if (text.length > longest) throw new AppError('run.tooLong');
  const line = text
    .replaceAll('\r\n', '\n')
    .trim()
    // A prompt that was copied with it.
    .replace(/^[$#>] +/, '');
  const operation = shellOperation(line);
  if (operation !== undefined) throw new AppError('run.shell', { params: { word: operation } });
  const words = splitWords(line);
  if (words === undefined) throw new AppError('run.openQuote');
  const { mode, rest } = afterProgram(words);
  return readArguments(rest, mode);
}

/** Takes the program and its command off: `[sudo] docker|podman [container] run|create`. */
function afterProgram(words: readonly string[]): { mode: 'run' | 'create'; rest: string[] } {
  const rest = [...words];
  if (rest[0] === 'sudo') rest.shift();
  const program = rest.shift() ?? '';
  const known = /^(?:.*[\\/])?(?:docker|podman|nerdctl)(?:\.exe)?$/.test(program);
  if (!known) throw new AppError('run.notRun', { params: { word: short(program) } });
  if (rest[0] === 'container') rest.shift();
  const verb = rest.shift() ?? '';
  if (verb !== 'run' && verb !== 'create')
    throw new AppError('run.notRun', { params: { word: short(`${program} ${verb}`.trim()) } });
  return { mode: verb, rest };
}

function readArguments(words: string[], verb: 'run' | 'create'): RunOptions {
  const draft: Draft = { image: '', command: [], ports: [], env: [], remove: false, detach: false };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--' || !/^-./.test(word)) {
      const image = word === '--' ? words.shift() : word;
      if (image === undefined) break;
      draft.image = image;
      draft.command = words;
      break;
    }
    if (word.startsWith('--')) readLong(draft, word, words);
    else readShort(draft, word, words);
  }
  if (draft.image.trim() === '') throw new AppError('run.noImage');
  const { detach, ...options } = draft;
  if (verb === 'create') options.mode = 'create';
  else if (!detach) options.mode = 'attach';
  const whole = v.safeParse(runOptions, options);
  if (whole.success) return whole.output;
  const { path: [at] = [], input } = whole.issues[0];
  const value = typeof input === 'string' ? short(input) : '…';
  throw new AppError('run.badValue', { params: { word: typeof at?.key === 'string' ? at.key : '', value } });
}

/** `--flag`, `--flag=value`, `--flag value`. */
function readLong(draft: Draft, word: string, words: string[]): void {
  const at = word.indexOf('=');
  const name = at < 0 ? word : word.slice(0, at);
  const written = at < 0 ? undefined : word.slice(at + 1);
  const turn = turns.get(name);
  if (turn !== undefined) {
    const on = /^(?:1|t|T|true|TRUE|True)$/.test(written ?? 'true');
    if (!on && !/^(?:0|f|F|false|FALSE|False)$/.test(written ?? '')) throw bad(name, written ?? '');
    turn(draft, on);
    return;
  }
  put(draft, name, written ?? words.shift());
}

/** Short flags in one word: `-it`, `-p8080:80`, `-itp 8080:80`, `-e=A=b`. */
function readShort(draft: Draft, word: string, words: string[]): void {
  for (let at = 1; at < word.length; at += 1) {
    const name = `-${word.charAt(at)}`;
    const turn = turns.get(name);
    if (turn === undefined) {
      const attached = word.slice(at + 1).replace(/^=/, '');
      // A cluster that isn't one is told whole, as it was written.
      if (!values.has(name)) throw unknown(word);
      put(draft, name, at + 1 < word.length ? attached : words.shift());
      return;
    }
    turn(draft, true);
  }
}

function put(draft: Draft, name: string, value: string | undefined): void {
  const take = values.get(name);
  if (take === undefined) throw unknown(name);
  if (value === undefined) throw new AppError('run.noValue', { params: { word: name } });
  take(draft, value, name);
}

type Turn = (draft: Draft, on: boolean) => void;
type Take = (draft: Draft, value: string, name: string) => void;

const turns: ReadonlyMap<string, Turn> = new Map<string, Turn>([
  ...switches.flatMap(({ key, long, also = [] }) =>
    [long, ...also].map((name): [string, Turn] => [
      name,
      (draft, on) => {
        if (key === 'remove') draft.remove = on;
        else if (on) draft[key] = true;
        else delete draft[key];
      },
    ]),
  ),
  ...['--detach', '-d'].map((name): [string, Turn] => [
    name,
    (draft, on) => {
      draft.detach = on;
    },
  ]),
]);

const values: ReadonlyMap<string, Take> = new Map<string, Take>([
  ...texts.flatMap(({ key, long, also = [] }) =>
    [long, ...also].map((name): [string, Take] => [
      name,
      (draft, value) => {
        const read = v.safeParse(runOptions.entries[key], value);
        if (!read.success) throw bad(name, value);
        Object.assign(draft, { [key]: read.output });
      },
    ]),
  ),
  ...lists.flatMap(({ key, long, also = [] }) =>
    [long, ...also].map((name): [string, Take] => [
      name,
      (draft, value) => {
        if (!v.safeParse(runOptions.entries[key], [value]).success) throw bad(name, value);
        draft[key] = [...(draft[key] ?? []), value];
      },
    ]),
  ),
  ...['--publish', '-p'].map((name): [string, Take] => [
    name,
    (draft, value) => {
      const ports = readPublish(value);
      if (ports === undefined) throw bad(name, value);
      draft.ports = [...draft.ports, ...ports];
    },
  ]),
  ...['--env', '-e'].map((name): [string, Take] => [
    name,
    (draft, value) => {
      const at = value.indexOf('=');
      if (at === 0 || value === '') throw bad(name, value);
      if (at < 0) throw new AppError('run.envFromShell', { params: { word: name, name: short(value) } });
      draft.env = [...draft.env, { name: value.slice(0, at), value: value.slice(at + 1) }];
    },
  ]),
  ...mountFlag(['--volume', '-v'], readVolume),
  ...mountFlag(['--tmpfs'], readTmpfs),
  ...mountFlag(['--volumes-from'], readVolumesFrom),
  ...mountFlag(['--mount'], (spec) => ({ kind: 'spec', spec })),
]);

function mountFlag(
  names: readonly string[],
  read: (value: string) => RunMount | undefined,
): [string, Take][] {
  return names.map((name) => [
    name,
    (draft, value) => {
      const mount = v.safeParse(runMount, read(value));
      if (!mount.success) throw bad(name, value);
      draft.mounts = [...(draft.mounts ?? []), mount.output];
    },
  ]);
}

function bad(word: string, value: string): AppError {
  return new AppError('run.badValue', { params: { word, value: short(value) } });
}

function unknown(word: string): AppError {
  return new AppError('run.unknownOption', { params: { word: short(word) } });
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
