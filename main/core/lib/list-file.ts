/** A list that the user has made, in a file of its own: read once, and written whole with each change. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { systemCode, systemReason } from './system-error.ts';
import { Topic, type ReadableTopic } from './topic.ts';

export interface ListFile<T> {
  readonly topic: ReadableTopic<readonly T[]>;
  /**
   * Changes the list and the file; one after the other. Throws `config.invalid` for a list that couldn't be read again,
   * as when it is too long, `home.notWritable`, `home.diskFull`.
   */
  change(decide: (list: readonly T[]) => readonly T[]): Promise<void>;
}

/**
 * Opens the file, an object whose one member `name` is the list; a missing file means none. Throws `config.notJson`,
 * `config.invalid`, `file.failed`.
 */
export async function openListFile<T>(
  path: string,
  name: string,
  list: v.GenericSchema<unknown, T[]>,
): Promise<ListFile<T>> {
  const schema = v.object({ [name]: list });
  const checked = (content: unknown): readonly T[] => {
    const result = v.safeParse(schema, content);
    if (!result.success) throw invalid(path, result.issues[0]);
    return result.output[name] ?? [];
  };
  const topic = new Topic(await readList(path, checked));
  let last: Promise<unknown> = Promise.resolve();
  return {
    topic,
    change(decide) {
      const task = async () => {
        const content = { [name]: decide(topic.value) };
        const kept = checked(content);
        await writeFileAtomic(path, `${JSON.stringify({ [name]: kept }, null, 2)}\n`);
        topic.set(kept);
      };
      const mine = last.then(task);
      last = mine.catch(() => undefined); // told to the one who asked
      return mine;
    },
  };
}

async function readList<T>(path: string, checked: (content: unknown) => readonly T[]): Promise<readonly T[]> {
  try {
    return checked(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (systemCode(error) === 'ENOENT') return [];
    if (error instanceof SyntaxError)
      throw new AppError('config.notJson', { params: { path, reason: error.message.slice(0, 200) } });
    throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
}

function invalid(path: string, issue: v.BaseIssue<unknown>): AppError {
  return new AppError('config.invalid', {
    params: {
      key: `${path}: ${v.getDotPath(issue) ?? ''}`,
      value: (JSON.stringify(issue.input) ?? '').slice(0, 100),
      expected: issue.expected ?? '…',
    },
  });
}
