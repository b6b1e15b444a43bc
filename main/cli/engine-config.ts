/** `moorage engine config`: the user's part of the engine's configuration. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { AppError, describeError, type WireError } from '../contract/errors.ts';
import { systemCode, systemReason } from '../core/lib/system-error.ts';
import { oneOf, usage } from './args.ts';
import { note, printJson, type Cli } from './cli.ts';
import { connectCore, withCore } from './connection.ts';

const actions = ['get', 'check', 'set', 'reset'] as const;

/** `words` are those after `config`. Resolves to the exit code; what a check finds is 1. */
export async function engineConfig(cli: Cli, words: readonly string[], json: boolean): Promise<number> {
  const [word, file] = words;
  if (word === undefined) throw usage(cli, 'engine', 'usage.missing', { what: actions.join('|') });
  const action = oneOf(cli, 'engine', word, actions);
  if (json && action !== 'get') throw usage(cli, 'engine', 'usage.unknownOption', { option: '--json' });
  if (action === 'get' || action === 'reset') {
    if (file !== undefined) throw usage(cli, 'engine', 'usage.unexpected', { value: file });
    return action === 'get' ? get(cli, json) : set(cli, '');
  }
  if (file === undefined) throw usage(cli, 'engine', 'usage.missing', { what: 'FILE' });
  const wanted = file === '-' ? await text(cli.stdin) : await contentOf(file);
  return action === 'check' ? check(cli, wanted) : set(cli, wanted);
}

/** The file says it where no core runs. */
async function get(cli: Cli, json: boolean): Promise<number> {
  const found = await withCore<{ text: string; used?: string; problem?: WireError }>(
    cli,
    (core) => core['daemonConfig.get']({}, { signal: cli.signal }),
    async () => ({ text: (await textOf(cli.paths().daemonConfig)) ?? '' }),
  );
  if (json) printJson(cli, found);
  else cli.stdout.write(found.text.trim() === '' ? '{}\n' : found.text.replace(/\n*$/, '\n'));
  if (found.problem !== undefined) {
    const { what, hint } = describeError(found.problem, cli.language);
    note(cli, `${what} ${hint}`);
  }
  return 0;
}

async function check(cli: Cli, wanted: string): Promise<number> {
  const connection = await connectCore(cli);
  try {
    const { problems } = await connection.core['daemonConfig.check'](
      { text: wanted },
      { signal: cli.signal },
    );
    for (const problem of problems) {
      const { what, hint } = describeError(problem, cli.language);
      note(cli, `${what} ${hint}`);
    }
    if (problems.length > 0) return 1;
    note(cli, cli.text('engine.config.good'));
    return 0;
  } finally {
    connection.close();
  }
}

async function set(cli: Cli, wanted: string): Promise<number> {
  const connection = await connectCore(cli);
  try {
    await connection.core['daemonConfig.set']({ text: wanted }, { signal: cli.signal });
  } finally {
    connection.close();
  }
  note(cli, cli.text('engine.config.set'));
  return 0;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): AppError {
  return new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
}
