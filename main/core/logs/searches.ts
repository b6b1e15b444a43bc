/** Searches in logs that the user has given names to. */
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import { logSearch, type LogSearch } from '../../contract/logs-model.ts';
import { openListFile } from '../lib/list-file.ts';
import type { ReadableTopic } from '../lib/topic.ts';

const most = 100;

export interface LogSearches {
  readonly topic: ReadableTopic<readonly LogSearch[]>;
  /** In place of one of the same name. Throws `logs.tooManySearches`, `home.notWritable`, `home.diskFull`. */
  save(search: LogSearch): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Opens the file; see `openListFile` for what it throws. */
export async function openLogSearches(path: string): Promise<LogSearches> {
  const file = await openListFile(path, 'searches', v.pipe(v.array(logSearch), v.maxLength(most)));
  const without = (list: readonly LogSearch[], name: string) => list.filter((one) => one.name !== name);
  return {
    topic: file.topic,
    save: (search) =>
      file.change((list) => {
        const others = without(list, search.name);
        if (others.length >= most) throw new AppError('logs.tooManySearches', { params: { most } });
        return [...others, search].toSorted((a, b) => a.name.localeCompare(b.name));
      }),
    remove: (name) => file.change((list) => without(list, name)),
  };
}
