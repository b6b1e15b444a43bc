/** The commands that containers of the fake engine know. Each prints and ends at once; its answer is the exit code. */
import type { Surroundings, Userland } from './process.ts';

export interface CommandContext extends Pick<
  Surroundings,
  'hostname' | 'user' | 'env' | 'cwd' | 'out' | 'err' | 'now'
> {
  readonly name: string;
  readonly args: readonly string[];
  readonly userland: Userland;
}

export type Command = (context: CommandContext) => number;

const print = (make: (context: CommandContext) => string) => (context: CommandContext) => {
  context.out(`${make(context)}\n`);
  return 0;
};

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['true', () => 0],
  ['false', () => 1],
  ['hello', print(() => helloWorld)],
  ['echo', echo],
  ['printf', ({ args, out }) => (out((args[0] ?? '').replaceAll('\\n', '\n')), 0)],
  ['pwd', print(({ cwd }) => cwd)],
  ['whoami', print(({ user }) => user)],
  ['hostname', print(({ hostname }) => hostname)],
  ['uname', print(({ args, hostname }) => (args[0] === '-a' ? `Linux ${hostname} 6.12.0-fake` : 'Linux'))],
  ['id', print(({ user }) => (user === 'root' ? 'uid=0(root) gid=0(root)' : `uid=1000(${user}) gid=1000`))],
  ['date', print(({ now }) => new Date(now()).toUTCString())],
  ['env', print(({ env }) => env.join('\n'))],
  ['nproc', print(() => '2')],
  ['clear', ({ out }) => (out('\u001B[H\u001B[2J'), 0)],
  ['ls', ls],
  ['cat', cat],
  ['test', test],
  ['[', test],
  ['which', which],
]);

function echo({ args, out }: CommandContext): number {
  const bare = args[0] === '-n';
  out(`${args.slice(bare ? 1 : 0).join(' ')}${bare ? '' : '\n'}`);
  return 0;
}

const folders = ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var'];

/** Absolute path of a folder or file as it was given. */
function absolute(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : cwd}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folder that `cd` leads to; undefined when there is none. */
export function folderAt(cwd: string, path: string, workdir: string): string | undefined {
  const wanted = absolute(cwd, path);
  const top = wanted.slice(1).split('/');
  const known = wanted === '/' || wanted === workdir || (top.length === 1 && folders.includes(top[0] ?? ''));
  return known || wanted === '/usr/bin' ? wanted : undefined;
}

const files: Readonly<Record<string, (context: CommandContext) => string>> = {
  '/etc/hostname': ({ hostname }) => `${hostname}\n`,
  '/etc/hosts': ({ hostname }) => `127.0.0.1\tlocalhost\n172.17.0.2\t${hostname}\n`,
  '/etc/os-release': ({ userland }) =>
    userland === 'full'
      ? 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'
      : 'PRETTY_NAME="Alpine Linux v3.20"\nID=alpine\n',
  '/etc/passwd': () => 'root:x:0:0:root:/root:/bin/sh\n',
};

function ls(context: CommandContext): number {
  const path = absolute(context.cwd, context.args.find((arg) => !arg.startsWith('-')) ?? '.');
  if (path === '/') context.out(`${folders.join('\n')}\n`);
  else if (path === '/etc') context.out('hostname\nhosts\nos-release\npasswd\n');
  else if (path !== context.cwd && folderAt('/', path, context.cwd) === undefined) {
    context.err(`ls: ${path}: No such file or directory\n`);
    return 1;
  }
  return 0;
}

function cat(context: CommandContext): number {
  let code = 0;
  for (const arg of context.args) {
    const path = absolute(context.cwd, arg);
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file !== undefined) context.out(file(context));
    else {
      context.err(`cat: can't open '${arg}': No such file or directory\n`);
      code = 1;
    }
  }
  return code;
}

function which({ args, out, userland }: CommandContext): number {
  const path = args[0] === undefined ? undefined : programPath(args[0], userland);
  if (path !== undefined) out(`${path}\n`);
  return path === undefined ? 1 : 0;
}

/** Where a program lies; undefined when it isn't there. */
export function programPath(name: string, userland: Userland): string | undefined {
  const base = name.replace(/^\/(?:usr\/)?bin\//, '');
  if (userland === 'none' || (base === 'bash' && userland !== 'full')) return undefined;
  return ['sh', 'bash', 'ash', 'sleep'].includes(base) || commands.has(base) ? `/bin/${base}` : undefined;
}

/** `test` of files, texts and emptiness, as far as scripts use it to find a shell. */
function test(context: CommandContext): number {
  const args = context.args.filter((arg) => arg !== ']');
  if (args[0] === '!') return test({ ...context, args: args.slice(1) }) === 0 ? 1 : 0;
  const [a = '', b = '', c = ''] = args;
  if (args.length === 3) return (b === '!=' ? a !== c : a === c) ? 0 : 1;
  if (args.length < 2) return a === '' ? 1 : 0;
  switch (a) {
    case '-x':
      return programPath(b, context.userland) !== undefined && b.startsWith('/') ? 0 : 1;
    case '-d':
      return folderAt('/', b, context.cwd) === undefined ? 1 : 0;
    case '-e':
    case '-f':
      return Object.hasOwn(files, b) || (b.startsWith('/') && programPath(b, context.userland)) ? 0 : 1;
    case '-n':
      return b === '' ? 1 : 0;
    case '-z':
      return b === '' ? 0 : 1;
    default:
      return 1;
  }
}

const helloWorld = `
Hello from Docker!
This message shows that your installation appears to be working correctly.
`;
