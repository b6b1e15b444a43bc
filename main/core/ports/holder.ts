/**
 * Which program holds a port of this computer, where the system tells: Linux in /proc (proc(5)), macOS by lsof, Windows
 * by netstat and tasklist. What can't be found out is left unsaid.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Place } from './listen-error.ts';

/** Milliseconds that looking may take: an error must not wait for it for long. */
const patience = 3000;
/** Processes whose open files are looked through. */
const maxProcesses = 20_000;

/** The holder as `nginx, pid 123`; undefined when that can't be told. Never throws. */
export async function portHolder(place: Place, platform: NodeJS.Platform): Promise<string | undefined> {
  try {
    if (platform === 'linux') return await onLinux(place);
    if (platform === 'darwin') {
      const [option, states] = place.protocol === 'tcp' ? ['-iTCP', ['-sTCP:LISTEN']] : ['-iUDP', []];
      return parseLsof(await output('lsof', ['-nP', '-Fpc', `${option}:${place.hostPort}`, ...states]));
    }
    if (platform === 'win32') {
      const pid = parseNetstat(await output('netstat', ['-a', '-n', '-o', '-p', place.protocol]), place);
      if (pid === undefined) return undefined;
      const list = await output('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
      return named(/^"([^"]{1,100})"/m.exec(list)?.[1], pid);
    }
    return undefined;
  } catch {
    return undefined; // a system that doesn't tell: the port is in use all the same
  }
}

async function onLinux({ protocol, hostPort }: Place): Promise<string | undefined> {
  const tables = await Promise.all(
    [protocol, `${protocol}6`].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const inodes = socketInodes(tables.join('\n'), protocol, hostPort);
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).slice(0, maxProcesses);
  for (const pid of pids) {
    if (!(await holdsSocket(pid, inodes))) continue;
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return named(name.trim(), pid);
  }
  return undefined;
}

/** Other users' processes can't be looked into, and processes end: both hold nothing that we could name. */
async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

/** Inodes of the sockets that hold a port, from `/proc/net/tcp` and its like: state 0A listens, 07 is an open UDP one. */
export function socketInodes(table: string, protocol: 'tcp' | 'udp', port: number): Set<string> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const line of table.split('\n')) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const isOpen = state === (protocol === 'tcp' ? '0A' : '07');
    if (isOpen && inode !== undefined && local.endsWith(`:${wanted}`)) inodes.add(inode);
  }
  return inodes;
}

/** The first process of `lsof -Fpc`: lines `p123` and `cname` (lsof(8), output for other programs). */
export function parseLsof(text: string): string | undefined {
  const pid = /^p(\d{1,10})$/m.exec(text)?.[1];
  return pid === undefined ? undefined : named(/^c(.{1,100})$/m.exec(text)?.[1], pid);
}

/** The process id of Windows' `netstat -ano` that holds a place: `TCP  0.0.0.0:80  0.0.0.0:0  LISTENING  1234`. */
export function parseNetstat(text: string, { protocol, hostPort }: Place): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    const [kind = '', local = '', remote = ''] = words;
    if (kind.toLowerCase() !== protocol || !local.endsWith(`:${hostPort}`)) continue;
    // The word for the state is in the system's language; a listener's remote end is none.
    if (protocol === 'tcp' && !/^(?:0\.0\.0\.0:0|\[::\]:0)$/.test(remote)) continue;
    const pid = words.at(-1);
    if (pid !== undefined && /^\d{1,10}$/.test(pid)) return pid;
  }
  return undefined;
}

function named(name: string | undefined, pid: string): string {
  return name === undefined || name === '' ? `pid ${pid}` : `${name}, pid ${pid}`;
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: patience, windowsHide: true, maxBuffer: 4 << 20 }, (error, stdout) => {
      // lsof ends with 1 when some of what was asked for is missing, and still tells the rest.
      if (error !== null && stdout === '') reject(error);
      else resolve(stdout);
    });
  });
}
