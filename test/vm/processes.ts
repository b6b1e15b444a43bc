/** Processes of a home, and what they listen on; see proc(5). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import * as v from 'valibot';
import { delay } from '../../main/core/lib/retry.ts';
import { systemCode } from '../../main/core/lib/system-error.ts';
import type { HomePaths } from '../../main/core/home.ts';

const pidSchema = v.object({ pid: v.number() });

/** The process of the core that holds the home. */
export async function corePid(paths: HomePaths): Promise<number> {
  return v.parse(pidSchema, JSON.parse(await readFile(paths.lock, 'utf8'))).pid;
}

/** The process of the VM. */
export async function qemuPid(paths: HomePaths): Promise<number> {
  const record: unknown = JSON.parse(await readFile(`${paths.vmDir}/vm.json`, 'utf8'));
  return v.parse(v.object({ process: pidSchema }), record).process.pid;
}

/** Numbers of all processes that name this folder on their command line or got it in their environment. */
export async function processesOf(home: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const texts = await Promise.all(['cmdline', 'environ'].map((file) => readProc(`/proc/${name}/${file}`)));
    const named = texts[0]?.includes(`${home}/`) === true;
    if (named || texts[1]?.split('\0').includes(`MOORAGE_HOME=${home}`) === true) found.push(Number(name));
  }
  return found;
}

/** QEMUs that run for this home. */
export async function emulatorsOf(home: string): Promise<number[]> {
  const all = await Promise.all(
    (await processesOf(home)).map(async (pid) => ({ pid, line: await readProc(`/proc/${pid}/cmdline`) })),
  );
  return all.filter(({ line }) => line.includes('qemu-system-')).map(({ pid }) => pid);
}

/** Ends processes at once, and waits until they are gone. */
export async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error;
    }
  }
  for (const pid of pids) while (await isAlive(pid)) await delay(20);
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readProc(`/proc/${pid}/stat`);
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return stat !== '' && state !== 'Z' && state !== 'X';
}

export interface Listener {
  /** True for an address of the loopback. */
  readonly loopback: boolean;
  readonly port: number;
  readonly inode: string;
}

/** TCP ports that anybody on this computer listens on. */
export async function listeners(): Promise<Listener[]> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readProc));
  return tables.flatMap((table) => listening(table));
}

/** The listeners in a table of sockets; 0A is the state LISTEN (linux/net/tcp_states.h). */
export function listening(table: string): Listener[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    // An address is written as numbers in the processor's own order: 127.0.0.1 ends with 7F, ::1 with 01000000.
    return state === '0A'
      ? [{ loopback: /^(?:.{6}7F|0{24}01000000)$/.test(address), port: Number.parseInt(port, 16), inode }]
      : [];
  });
}

/** What one of these processes listens on. */
export async function listenersOf(pids: readonly number[]): Promise<Listener[]> {
  const inodes = new Set((await Promise.all(pids.map(socketsOf))).flat());
  return (await listeners()).filter(({ inode }) => inodes.has(inode));
}

async function socketsOf(pid: number): Promise<string[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => orGone(readlink(`/proc/${pid}/fd/${fd}`))),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** A file of /proc; empty when its process is gone or another's. */
export function readProc(path: string): Promise<string> {
  return orGone(readFile(path, 'utf8'));
}

async function orGone(reading: Promise<string>): Promise<string> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return '';
    throw error;
  }
}
