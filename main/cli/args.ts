/** Reads a command's words. Everything wrong with them becomes `BadUsage` in the user's language. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AppError } from '../contract/errors.ts';
import { BadUsage, type Cli } from './cli.ts';
import type { TextKey } from './texts.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What `parseWords` returns for these options. */
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; strict: true; allowPositionals: true }>
>;

/** Makes an error about the words themselves. */
export function usage(
  cli: Pick<Cli, 'text'>,
  command: string,
  key: TextKey & `usage.${string}`,
  values: Readonly<Record<string, string>> = {},
): BadUsage {
  const of = command === '' ? 'moorage' : `moorage ${command}`;
  return new BadUsage(new AppError('cli.usage', { params: { problem: cli.text(key, values), command: of } }));
}

/** Options and at most `most` other words. Throws `BadUsage`. */
export function parseWords<O extends Options>(
  cli: Pick<Cli, 'text' | 'args'>,
  command: string,
  options: O,
  most = 0,
): Parsed<O> {
  let parsed: Parsed<O>;
  try {
    parsed = parseArgs({ args: [...cli.args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw usageOf(cli, command, error);
  }
  const extra = parsed.positionals[most];
  if (extra !== undefined) throw usage(cli, command, 'usage.unexpected', { value: extra });
  return parsed;
}

/** Node names the option in quotes within its message, which is English only; its code says the rest. */
function usageOf(cli: Pick<Cli, 'text'>, command: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const option = /'((?:-\w, )?-[^' ]*)/.exec(error.message)?.[1]?.replace(/^-\w, /, '') ?? '';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return usage(cli, command, 'usage.unknownOption', { option });
  }
  if (error.code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return error;
  const takesNone = error.message.includes('does not take');
  return usage(cli, command, takesNone ? 'usage.noValue' : 'usage.needsValue', { option });
}

/** The word if it is one of the choices. Throws `BadUsage`. */
export function oneOf<T extends string>(
  cli: Pick<Cli, 'text'>,
  command: string,
  value: string,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw usage(cli, command, 'usage.choice', { value: `"${value}"`, choices: choices.join(', ') });
}

/** Runs what reads values from the command line: what is wrong with them is bad usage. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AppError ? new BadUsage(error) : error;
  }
}
