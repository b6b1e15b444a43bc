/** What was built: the last builds, kept in a file of the home. */
import * as v from 'valibot';
import { buildRecord, type BuildRecord } from '../../contract/build-model.ts';
import { openListFile, type ListFile } from '../lib/list-file.ts';
import type { ReadableTopic } from '../lib/topic.ts';

const mostBuilds = 100;

export class BuildHistory {
  readonly #file: ListFile<BuildRecord>;

  constructor(file: ListFile<BuildRecord>) {
    this.#file = file;
  }

  /** The newest first. */
  get list(): ReadableTopic<readonly BuildRecord[]> {
    return this.#file.topic;
  }

  /** Throws what writing the file throws. */
  async add(record: BuildRecord): Promise<void> {
    await this.#file.change((list) =>
      [record, ...list.filter(({ id }) => id !== record.id)].slice(0, mostBuilds),
    );
  }

  /** Some, or all of them. */
  async forget(ids: readonly string[] | null): Promise<void> {
    await this.#file.change((list) => (ids === null ? [] : list.filter(({ id }) => !ids.includes(id))));
  }
}

/** Opens the file; a missing one means none. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function openBuildHistory(path: string): Promise<BuildHistory> {
  return new BuildHistory(
    await openListFile(path, 'builds', v.pipe(v.array(buildRecord), v.maxLength(1000))),
  );
}
