/**
 * What the window's server keeps over a restart, so that a window that is open finds it again by itself: its port,
 * which a page's origin consists of, and who was let in. Only digests are kept: the file lets nobody in.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileAtomic } from '../../core/lib/atomic.ts';
import { systemCode } from '../../core/lib/system-error.ts';
import { maxSessions, type KeptSession } from './sessions.ts';

export interface KeptWindow {
  readonly port: number;
  readonly sessions: readonly KeptSession[];
}

export interface WindowMemory {
  /** What was kept before; undefined if nothing was. */
  readonly before: KeptWindow | undefined;
  /** Has this kept from now on; what goes wrong is reported. */
  keep(window: KeptWindow): void;
}

const digest = v.pipe(v.string(), v.regex(/^[\w+/]{43}=$/));
const keptWindow = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  sessions: v.pipe(v.array(v.object({ secret: digest, key: v.nullable(digest) })), v.maxLength(maxSessions)),
});

/** The memory in a file of mode 0600. One that can't be read counts as none, and `report` gets to know. */
export async function openWindowMemory(
  path: string,
  report: (error: unknown) => void,
): Promise<WindowMemory> {
  let next: KeptWindow | undefined;
  let last = Promise.resolve();
  const write = async () => {
    const value = next;
    next = undefined;
    try {
      if (value !== undefined) await writeFileAtomic(path, `${JSON.stringify(value)}\n`);
    } catch (error) {
      report(error);
    }
  };
  return {
    before: await read(path, report),
    keep(window) {
      const idle = next === undefined;
      next = window;
      if (idle) last = last.then(write);
    },
  };
}

async function read(path: string, report: (error: unknown) => void): Promise<KeptWindow | undefined> {
  try {
    return v.parse(keptWindow, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') report(error);
    return undefined;
  }
}
