/** Tells whether a process that was written down is still that process, or whether another one got its number. */
import { readFile } from 'node:fs/promises';
import { systemCode } from './system-error.ts';

/** A process beyond its number. `startedAt` is empty where the system doesn't tell it cheaply. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The identity of a running process; undefined when there is none with that number (or only its corpse). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform === 'linux') return identifyOnLinux(pid);
  try {
    process.kill(pid, 0);
    return { pid, startedAt: '' };
  } catch (error) {
    // EPERM: it is there, but another user's.
    return systemCode(error) === 'ESRCH' ? undefined : { pid, startedAt: '' };
  }
}

/** Whether the process that was written down still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid);
  return now !== undefined && now.startedAt === identity.startedAt;
}

/** Start time in ticks since boot, with the boot it counts from; see proc(5), /proc/PID/stat. */
async function identifyOnLinux(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, startedAt: `${boot}:${fields[18] ?? ''}` };
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
