/** What processes use of the machine, from /proc (Linux; proc(5)). */
import { readdir, readFile } from 'node:fs/promises';
import { errorCode } from '../../main/setup/cache.ts';

/** Linux fixes USER_HZ, the unit of the times in /proc, at 100 on all architectures that we run on. */
const ticksPerSecond = 100;

/** CPU seconds that a process has used, in user and system mode together; 0 if it is gone. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readProc(`/proc/${pid}/stat`);
  // The name in brackets may contain anything, so counting begins after the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

/** Memory of a process in MiB. `pss` shares out what several processes use together. Zeros if it is gone. */
export async function memoryMiB(pid: number): Promise<{ rss: number; pss: number }> {
  const rollup = await readProc(`/proc/${pid}/smaps_rollup`);
  const field = (name: string) =>
    Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
  return { rss: field('Rss'), pss: field('Pss') };
}

/** The processes that belong to a home: started with it in their environment, or named on their command line. */
export async function processesOf(home: string): Promise<{ pid: number; argv: string[] }[]> {
  const found = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const argv = (await readProc(`/proc/${name}/cmdline`)).split('\0').slice(0, -1);
    const environment = (await readProc(`/proc/${name}/environ`)).split('\0');
    const mentions = argv.some((word) => word.includes(`${home}/`));
    if (mentions || environment.includes(`MOORAGE_HOME=${home}`)) found.push({ pid: Number(name), argv });
  }
  return found;
}

/** A file of a process; empty if the process is gone or another user's. */
async function readProc(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error) ?? '')) return '';
    throw error;
  }
}
