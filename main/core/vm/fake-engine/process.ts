/** The programs that run in the containers of the fake engine: a few commands, a tiny shell, and services that just stay. */
import type { Timers } from './timers.ts';
import { commands } from './commands.ts';
import { Shell } from './shell.ts';

/** What an image brings along: `none` has no shell and no commands, `busybox` has `sh`, `full` has `bash` too. */
export type Userland = 'none' | 'busybox' | 'full';

/** What a program finds around it. */
export interface Surroundings {
  readonly userland: Userland;
  readonly hostname: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly cwd: string;
  readonly tty: boolean;
  /** Whether anything can be typed. */
  readonly stdin: boolean;
  readonly timers: Timers;
  readonly now: () => number;
  readonly out: (data: string) => void;
  readonly err: (data: string) => void;
  /** Called once. */
  readonly exit: (code: number) => void;
}

export interface Process {
  input(data: Buffer): void;
  endInput(): void;
  /** Ends it without a word: its `exit` isn't called. */
  stop(): void;
}

/** Starts a program; undefined when there is no such file in this userland. */
export function startProcess(argv: readonly string[], around: Surroundings): Process | undefined {
  const path = argv[0] ?? '';
  if (!hasProgram(path, around.userland)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isShell(name)) return startShell(argv.slice(1), around);
  if (name === 'sleep') return sleeping(argv[1] ?? '0', around);
  if (name === 'cat' && argv.length === 1) return copying(around);
  const command = commands.get(name);
  let stopped = false;
  // The caller has its process before that ends.
  queueMicrotask(() => {
    if (stopped) return;
    const code = command?.({ ...around, args: argv.slice(1), name, userland: around.userland }) ?? 0;
    around.exit(code);
  });
  return { ...deaf, stop: () => void (stopped = true) };
}

/** Stays until it is stopped. */
export const deaf: Process = { input: () => {}, endInput: () => {}, stop: () => {} };

/** Whether a command, or the path of one, is there. */
export function hasProgram(path: string, userland: Userland): boolean {
  if (userland === 'none') return path === '/hello';
  const match = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\/)?([^/]+)$/.exec(path);
  const name = match?.[1] ?? '';
  if (name === 'bash') return userland === 'full';
  return isShell(name) || name === 'sleep' || commands.has(name);
}

export function isShell(name: string): boolean {
  return ['sh', 'ash', 'dash', 'bash'].includes(name);
}

function startShell(args: readonly string[], around: Surroundings): Process {
  const flag = args.findIndex((arg) => /^-[a-z]*c[a-z]*$/.test(arg));
  const script = flag < 0 ? undefined : (args[flag + 1] ?? '');
  // Loops are beyond this shell; what loops stays.
  if (script !== undefined && /\bwhile\b|\bsleep infinity\b|\btail -[fF]\b/.test(script)) return deaf;
  const shell = new Shell(around, script);
  queueMicrotask(() => shell.begin());
  return shell;
}

function sleeping(time: string, around: Surroundings): Process {
  if (time === 'infinity') return deaf;
  return { ...deaf, stop: around.timers.after(sleepMs(time), () => around.exit(0)) };
}

/** `1.5`, `10s`, `2m`, `infinity` in milliseconds, as far as timers go; 0 for anything else. */
export function sleepMs(time: string): number {
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[time.slice(-1)] ?? 1;
  const ms = time === 'infinity' ? Infinity : Number.parseFloat(time) * unit * 1000;
  return Number.isNaN(ms) || ms < 0 ? 0 : Math.min(ms, 2 ** 31 - 1);
}

function copying(around: Surroundings): Process {
  let ended = false;
  const end = () => {
    if (!ended) around.exit(0);
    ended = true;
  };
  if (!around.stdin) queueMicrotask(end);
  return {
    input: (data) => around.out(data.toString().replaceAll('\r', around.tty ? '\n' : '\r')),
    endInput: end,
    stop: () => void (ended = true),
  };
}
