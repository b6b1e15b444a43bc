/** The commands of the fake VM: just enough that a start, a stop and `moorage ssh` have something to talk to. */
import { setTimeout } from 'node:timers/promises';
import { fakeDebugShell as debugShell } from './fake-debug-shell.ts';
import { partsScript } from '../engine/parts.ts';
import { lookEnd, lookScript } from '../ports/detect.ts';
import { speedScript } from '../shares/speed.ts';
import { fakeLuajit } from './fake-files.ts';

/** What a command reads and writes. */
export interface FakeCommandContext {
  readonly args: readonly string[];
  readonly stdin: AsyncIterable<Buffer>;
  readonly out: (data: string | Buffer) => void;
  readonly err: (data: string) => void;
  /** Switches the VM off. */
  readonly powerOff: () => void;
}

/** A command; its answer is the exit code. */
export type FakeCommand = (context: FakeCommandContext) => number | Promise<number>;

export type FakeCommands = ReadonlyMap<string, FakeCommand>;

export const fakeCommands: FakeCommands = new Map<string, FakeCommand>([
  ['true', () => 0],
  ['false', () => 1],
  ['sync', () => 0],
  ['hostname', ({ out }) => print(out, 'moorage')],
  ['uname', ({ out }) => print(out, 'Linux')],
  ['echo', ({ args, out }) => print(out, args.join(' '))],
  ['exit', ({ args }) => Number(args[0] ?? 0)],
  ['cat', cat],
  ['sh', shell],
  ['luajit', fakeLuajit()],
  ['env', debugShell],
  ['poweroff', powerOff],
  ['runit-init', powerOff],
]);

/**
 * The scripts that Moorage itself has the guest run. One looks what listens, where there is nothing but what the
 * containers' images tell of; one measures a share, where the figures are made up; the others set what this guest
 * doesn't have.
 */
async function shell({ args, stdin, out }: FakeCommandContext): Promise<number> {
  if (args[1] === speedScript) return measure(out);
  if (args[1] === partsScript) {
    return print(out, '1 (runit) S 0 \n211 (containerd) S 1 \n215 (dockerd) S 1 ');
  }
  if (args[1] === lookScript) out(`@\n${lookEnd}\n`);
  // Those that look go on until their channel is closed.
  for await (const _chunk of stdin) continue;
  return 0;
}

/** Takes about as long as it says. */
async function measure(out: FakeCommandContext['out']): Promise<number> {
  for (const [at, waitMs] of [
    ['100.00', 250],
    ['100.25', 125],
    ['100.40', 500],
    ['100.90', 100],
    ['101.00', 0],
  ] as const) {
    print(out, at);
    await setTimeout(waitMs);
  }
  return 0;
}

function print(out: FakeCommandContext['out'], line: string): number {
  out(`${line}\n`);
  return 0;
}

async function cat({ args, stdin, out, err }: FakeCommandContext): Promise<number> {
  let code = 0;
  for (const file of args) {
    const content = files.get(file);
    if (content !== undefined) out(content(Date.now()));
    else {
      err(`cat: ${file}: No such file or directory\n`);
      code = 1;
    }
  }
  if (args.length === 0) for await (const chunk of stdin) out(chunk);
  return code;
}

/** What the fake VM says of itself, as a machine that does a little now and then. */
const files: ReadonlyMap<string, (now: number) => string> = new Map([
  [
    '/proc/stat',
    (now) => {
      const ticks = Math.floor(now / 10);
      // Its slope is the load: about a fifth, up and down within half a minute.
      const busy = Math.floor(ticks / 5 - 80 * Math.cos(now / 5000));
      return `cpu  ${busy} 0 0 ${ticks - busy} 0 0 0 0 0 0\n`;
    },
  ],
  [
    '/proc/meminfo',
    (now) => {
      const available = 2_600_000 + Math.floor(150_000 * Math.sin(now / 9000));
      return `MemTotal: 4007112 kB\nMemFree: ${available - 900_000} kB\nMemAvailable: ${available} kB\n`;
    },
  ],
]);

function powerOff({ powerOff }: FakeCommandContext): number {
  powerOff();
  return 0;
}

/** Runs one command line. A command that isn't there ends with 127, as in a shell. */
export async function runFakeCommand(
  commands: FakeCommands,
  line: string,
  context: Omit<FakeCommandContext, 'args'>,
): Promise<number> {
  const [name = 'true', ...args] = splitWords(line);
  const command = commands.get(name.slice(name.lastIndexOf('/') + 1));
  if (command !== undefined) return command({ ...context, args });
  context.err(`sh: ${name}: not found\n`);
  return 127;
}

/** Splits a command line as a POSIX shell does, as far as quotes and backslashes go. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  // A word is a run of: 'as it is', "with \" and \\", an escaped character, or plain characters.
  for (const [word] of line.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs)) {
    words.push(
      word.replace(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
        (_, raw?: string, quoted?: string, one?: string) =>
          raw ?? quoted?.replace(/\\(["\\$`])/g, '$1') ?? one ?? '',
      ),
    );
  }
  return words;
}
