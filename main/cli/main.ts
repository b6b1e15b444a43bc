/** The `moorage` command: finds the command's file, runs it, and says in one line what went wrong. */
import { mkdirSync } from 'node:fs';
import { AppError, describeError, isCancel, toWire, type WireError } from '../contract/errors.ts';
import { FileLog } from '../core/lib/log.ts';
import { usage } from './args.ts';
import { BadUsage, chooseLanguage, pathsOf, print, type Cli } from './cli.ts';
import { commands, isCommand } from './commands.ts';
import { listenForInterrupts } from './interrupts.ts';
import { isTextKey, translator } from './texts.ts';

/** Milliseconds that a command has to put things in order after something unforeseen. */
const lastWordsMs = 15_000;

async function main(): Promise<number> {
  const language = await chooseLanguage(process.env);
  const interrupts = listenForInterrupts(process);
  const [name = '', ...args] = process.argv.slice(2);
  let lastWords = () => Promise.resolve();
  const cli: Cli = {
    args,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    language,
    text: translator(language),
    paths: () => pathsOf(process.env),
    signal: interrupts.signal,
    onSecondInterrupt: (action) => interrupts.onSecond(action),
    onPanic: (action) => {
      lastWords = action;
    },
  };
  const fail = (error: unknown) => {
    if (interrupts.signal.aborted && isCancel(error)) return interrupts.exitCode;
    return report(cli, error);
  };
  // What nobody waited for is our own mistake; the process can't be trusted any further.
  process.on('uncaughtException', (error) => {
    const code = report(cli, error);
    setTimeout(() => process.exit(code), lastWordsMs).unref();
    void finish(cli, lastWords, code);
  });
  // `moorage logs | head`: nobody reads on, which is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : report(cli, error));
  });
  try {
    return await dispatch(cli, name);
  } catch (error) {
    return fail(error);
  } finally {
    interrupts.close();
  }
}

/** Ends the process after a command's last words, whatever becomes of those. */
async function finish(cli: Cli, lastWords: () => Promise<void>, code: number): Promise<never> {
  try {
    await lastWords();
  } catch (error) {
    report(cli, error);
  }
  process.exit(code);
}

async function dispatch(cli: Cli, name: string): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    print(cli, cli.text('help.all'));
    return 0;
  }
  if (name === '') throw usage(cli, '', 'usage.noCommand');
  if (!isCommand(name)) {
    const option = name.startsWith('-');
    throw usage(cli, '', option ? 'usage.unknownOption' : 'usage.unknownCommand', { name, option: name });
  }
  if (asksForHelp(cli.args)) {
    const key = `help.${name}`;
    print(cli, cli.text(isTextKey(key) ? key : 'help.all'));
    return 0;
  }
  const { run } = await commands[name]();
  return run(cli);
}

/** What comes after `--` is for a program in the VM. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const ours = end < 0 ? args : args.slice(0, end);
  return ours.includes('--help') || ours.includes('-h');
}

/** Tells the error in one line and returns the exit code. */
function report(cli: Cli, error: unknown): number {
  const bad = error instanceof BadUsage;
  const told = bad ? error.error : error;
  const wire = told instanceof AppError ? told : toWire(told, (logId, cause) => log(cli, logId, cause));
  cli.stderr.write(`moorage: ${oneLine(wire, cli)}\n`);
  return bad ? 2 : 1;
}

function oneLine(error: AppError | WireError, cli: Cli): string {
  const { what, hint } = describeError(error, cli.language);
  const space = cli.language === 'zh-CN' ? '' : ' ';
  return `${what}${space}${hint}`.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function log(cli: Cli, id: string, error: unknown): void {
  try {
    const { appLog, logsDir } = cli.paths();
    // Before the first start there is no home yet.
    mkdirSync(logsDir, { recursive: true, mode: 0o700 });
    new FileLog(appLog).failure('cli', error, id);
  } catch {
    // Without a home there is no log; the line on standard error is all that can be told.
  }
}

process.exitCode = await main();
