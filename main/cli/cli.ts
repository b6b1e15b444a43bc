/** What every command is given: the words that it was called with, and the surroundings that it may touch. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { AppError, Language } from '../contract/errors.ts';
import { homePaths, type HomePaths } from '../core/home.ts';
import { systemLanguage, type Translate } from './texts.ts';

/** A stream that a person may be looking at. */
export interface Output {
  write(text: string | Uint8Array): boolean;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Cli {
  /** The words after the command's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  /** For what was asked for. */
  readonly stdout: NodeJS.WriteStream;
  /** For everything else: progress, hints, errors. */
  readonly stderr: NodeJS.WriteStream;
  readonly language: Language;
  readonly text: Translate;
  /** Throws `home.pathTooLong`, `home.notAbsolute`. */
  paths(): HomePaths;
  /** Aborts with the first Ctrl-C, or when the system asks us to end. */
  readonly signal: AbortSignal;
  /** Says what a second Ctrl-C does; without it, the command ends at once. */
  onSecondInterrupt(action: () => void): void;
  /** Says what is still to be done when something unforeseen ends the process. */
  onPanic(action: () => Promise<void>): void;
}

/** What a command's file exports. Resolves to the exit code. */
export interface CommandModule {
  run(cli: Cli): Promise<number>;
}

/** An error in the words that the command was called with: the exit code is 2. */
export class BadUsage extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message, { cause: error });
    this.name = 'BadUsage';
    this.error = error;
  }
}

/** The home's paths for this environment. Throws `home.pathTooLong`, `home.notAbsolute`. */
export function pathsOf(env: Cli['env']): HomePaths {
  return homePaths({ platform: process.platform, env, homedir: homedir() });
}

/**
 * The language that the settings name, else the system's. It is wanted for telling errors too, so whatever is wrong
 * with the settings or their place is passed over here; the commands that need them will say so.
 */
export async function chooseLanguage(env: Cli['env']): Promise<Language> {
  try {
    const settings: unknown = JSON.parse(await readFile(pathsOf(env).settings, 'utf8'));
    if (typeof settings === 'object' && settings !== null && 'language' in settings) {
      const { language } = settings;
      if (language === 'en' || language === 'zh-CN') return language;
    }
  } catch {
    return systemLanguage(env);
  }
  return systemLanguage(env);
}

/** Writes a line to standard output. */
export function print(cli: Pick<Cli, 'stdout'>, line: string): void {
  cli.stdout.write(`${line}\n`);
}

/** Writes a value as JSON to standard output, for scripts. */
export function printJson(cli: Pick<Cli, 'stdout'>, value: unknown): void {
  cli.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tells the person something beside what was asked for. */
export function note(cli: Pick<Cli, 'stderr'>, line: string): void {
  cli.stderr.write(`${line}\n`);
}
