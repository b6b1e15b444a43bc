/** `moorage ssh`: a shell, or a command, in the VM, as if it ran here. */
import type { CoreClient } from '../../contract/contract.ts';
import { AppError, hasCode } from '../../contract/errors.ts';
import { parseWords } from '../args.ts';
import type { Cli } from '../cli.ts';
import { withCore } from '../connection.ts';

/** Bytes in one write: well within what the contract takes. */
const pieceBytes = 32 * 1024;

export async function run(cli: Cli): Promise<number> {
  const end = cli.args.indexOf('--');
  const argv = end < 0 ? [] : cli.args.slice(end + 1);
  parseWords({ ...cli, args: end < 0 ? cli.args : cli.args.slice(0, end) }, 'ssh', {});
  return withCore(
    cli,
    (core) => session(cli, core, argv),
    () => Promise.reject(new AppError('vm.notRunning')),
  );
}

async function session(cli: Cli, core: CoreClient, argv: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr } = cli;
  const terminal = stdin.isTTY && stdout.isTTY;
  const stopping = new AbortController();
  const signal = AbortSignal.any([cli.signal, stopping.signal]);
  // A terminal may not know its size, as on a serial line; then it says nought.
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const asked = {
    ...(argv.length > 0 && { argv: [...argv] }),
    ...(terminal && { pty: { term: cli.env['TERM'] ?? 'xterm', ...size() } }),
  };
  let feeding: Promise<void> | undefined;
  let resize = () => {};
  try {
    for await (const item of core['guest.session'](asked, { signal })) {
      if (item.kind === 'opened') {
        if (terminal) stdin.setRawMode(true);
        resize = () => {
          core['guest.resize']({ id: item.id, ...size() }).catch(passOver);
        };
        stdout.on('resize', resize);
        feeding = feed(cli, core, item.id, signal);
      } else if (item.kind === 'output') {
        await write(item.fd === 1 ? stdout : stderr, Buffer.from(item.data, 'base64'));
      } else {
        return item.code;
      }
    }
    throw new AppError('guest.unreachable', { params: { reason: 'the session ended without an exit code' } });
  } finally {
    stdout.off('resize', resize);
    if (terminal) stdin.setRawMode(false);
    stopping.abort();
    // Otherwise a terminal that nobody types into would keep us from ending.
    stdin.destroy();
    await feeding;
  }
}

/** Passes on what is typed, or what a pipe brings, and its end. */
async function feed({ stdin }: Cli, core: CoreClient, id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const data = chunk.subarray(at, at + pieceBytes).toString('base64');
        await core['guest.write']({ id, data }, { signal });
      }
    }
    await core['guest.end']({ id }, { signal });
  } catch (error) {
    // A program may end without having read everything; its exit code tells the rest.
    if (!signal.aborted) passOver(error);
  }
}

function passOver(error: unknown): void {
  if (!hasCode(error, 'link.invalidInput') && !hasCode(error, 'link.closed')) throw error;
}

async function write(stream: NodeJS.WriteStream, data: Buffer): Promise<void> {
  if (stream.write(data)) return;
  await new Promise<void>((resolve) => {
    stream.once('drain', resolve);
  });
}
