/** The settings file: JSON that people may edit. What they wrote and we don't know is kept. */
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../contract/errors.ts';
import type { Settings } from '../../contract/model.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { Topic } from '../lib/topic.ts';
import type { ReadableTopic } from '../lib/topic.ts';
import { readSettings } from './schema.ts';
import type { HostFacts } from './schema.ts';

export interface SettingsStore {
  readonly topic: ReadableTopic<Settings>;
  /** Reads the file again. Throws `config.notJson`, `config.invalid`; then the settings stay as they were. */
  reload(): Promise<Settings>;
  /**
   * Changes some settings in the file, which is read again first, and tells subscribers. Only what somebody has set is
   * written, so that a default can follow the host. Throws like `reload`, and `home.notWritable`, `home.diskFull`.
   */
  save(patch: Partial<Settings>): Promise<Settings>;
}

type Contents = Record<string, unknown>;

/** Opens the settings file; a missing one means the defaults. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function openSettings(path: string, host: HostFacts): Promise<SettingsStore> {
  const topic = new Topic(readSettings(await readContents(path), host, path));
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: each begins with what the one before has written. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined); // told to the one who asked
    return mine;
  };
  const take = (contents: Contents): Settings => {
    const settings = readSettings(contents, host, path);
    if (!isDeepStrictEqual(settings, topic.value)) topic.set(settings);
    return settings;
  };
  return {
    topic,
    reload: () => inTurn(async () => take(await readContents(path))),
    save: (patch) =>
      inTurn(async () => {
        const contents = { ...(await readContents(path)), ...patch };
        readSettings(contents, host, path);
        await writeFileAtomic(path, `${JSON.stringify(contents, null, 2)}\n`);
        return take(contents);
      }),
  };
}

async function readContents(path: string): Promise<Contents> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {};
    throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
  const value = parseJson(path, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notJson(path, '{ … }');
  return { ...value };
}

function parseJson(path: string, text: string): unknown {
  try {
    // Editors on Windows may put a byte order mark in front.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw notJson(path, error instanceof Error ? error.message : String(error), error);
  }
}

function notJson(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('config.notJson', { params: { path, reason: reason.slice(0, 200) }, cause });
}
