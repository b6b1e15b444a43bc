/** `moorage logs`: the last lines of a log. Those of the app and the VM are files and need no core. */
import { AppError, isCancel } from '../../contract/errors.ts';
import { logLines } from '../../core/log-lines.ts';
import { oneOf, parseWords, usage } from '../args.ts';
import type { Cli } from '../cli.ts';
import { withCore } from '../connection.ts';

const sources = ['app', 'vm', 'engine'] as const;

export async function run(cli: Cli): Promise<number> {
  const { values, positionals } = parseWords(
    cli,
    'logs',
    {
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n', default: '100' },
      json: { type: 'boolean' },
    },
    1,
  );
  if (!/^\d{1,5}$/.test(values.lines)) {
    const choices = '0, 1, 2, … 99999';
    throw usage(cli, 'logs', 'usage.choice', { value: `"${values.lines}"`, choices });
  }
  const source = oneOf(cli, 'logs', positionals[0] ?? 'app', sources);
  const question = { source, follow: values.follow === true, lines: Number(values.lines) };
  const write = async (lines: AsyncIterable<{ line: string }>) => {
    for await (const { line } of lines) {
      await writeLine(cli, values.json === true ? JSON.stringify({ line }) : line);
    }
  };
  const notRunning = () => {
    throw new AppError('vm.notRunning');
  };
  try {
    if (source !== 'engine') {
      await write(logLines(question, { paths: cli.paths(), guest: notRunning }, cli.signal));
    } else {
      const ask = { signal: cli.signal };
      await withCore(
        cli,
        (core) => write(core.logs(question, ask)),
        async () => notRunning(),
      );
    }
  } catch (error) {
    // Ctrl-C is how one stops following.
    if (!question.follow || !cli.signal.aborted || !isCancel(error)) throw error;
  }
  return 0;
}

async function writeLine({ stdout }: Cli, line: string): Promise<void> {
  if (stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => {
    stdout.once('drain', resolve);
  });
}
