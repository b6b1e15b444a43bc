/** Where the window stood and how large it was. A file of its own: nobody edits it, and losing it costs nothing. */
import type { Rectangle } from 'electron';
import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../../core/lib/atomic.ts';
import { systemCode } from '../../core/lib/system-error.ts';

export interface WindowState {
  /** Without a place, the system chooses one. */
  readonly bounds: {
    readonly width: number;
    readonly height: number;
    readonly x?: number;
    readonly y?: number;
  };
  readonly maximized: boolean;
}

export const minimumSize = { width: 720, height: 480 };
export const defaultState: WindowState = { bounds: { width: 1120, height: 760 }, maximized: false };

/** Pixels of the window that must be on a screen, so that it can be seen and taken hold of. */
const visible = { width: 120, height: 60 };
const mostPixels = 32_768;

/**
 * The state to open with, from what a file says and the screens that there are now. Whatever isn't as we write it is
 * dropped as a whole; a window that would be off all screens is dropped too.
 */
export function usableState(saved: unknown, workAreas: readonly Rectangle[]): WindowState {
  if (!isRecord(saved) || !isRecord(saved['bounds']) || typeof saved['maximized'] !== 'boolean') {
    return defaultState;
  }
  const { x, y, width, height } = saved['bounds'];
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return defaultState;
  const bounds = { x, y, width, height };
  const fits = width >= minimumSize.width && height >= minimumSize.height;
  if (!fits || !workAreas.some((area) => overlaps(bounds, area))) return defaultState;
  return { bounds, maximized: saved['maximized'] };
}

/** Reads the file; what is missing or unreadable is as if nothing had been saved. Throws what the disk throws. */
export async function readState(path: string, workAreas: readonly Rectangle[]): Promise<WindowState> {
  try {
    return usableState(JSON.parse(await readFile(path, 'utf8')), workAreas);
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return defaultState;
    throw error;
  }
}

/** Writes the file. Throws `home.diskFull`, `home.notWritable`. */
export async function saveState(path: string, { bounds, maximized }: WindowState): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify({ bounds, maximized })}\n`);
}

function overlaps(one: Rectangle, other: Rectangle): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  // The title bar is at the top: it may not be above the screen.
  return across >= visible.width && down >= visible.height && one.y >= other.y - visible.height / 2;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isPixels(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= mostPixels;
}
