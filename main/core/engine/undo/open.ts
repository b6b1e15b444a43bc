import type Docker from 'dockerode';
import * as v from 'valibot';
import type { Settings } from '../../../contract/model.ts';
import { openListFile } from '../../lib/list-file.ts';
import type { Log } from '../../lib/log.ts';
import type { ReadableTopic } from '../../lib/topic.ts';
import { removedEntry } from './entry.ts';
import { mostEntries, UndoService } from './service.ts';

interface OpenUndoOptions {
  readonly docker: Docker;
  readonly path: string;
  readonly settings: ReadableTopic<Settings>;
  readonly log: Log;
}

/** Opens the journal of removals. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function openUndo({ docker, path, settings, log }: OpenUndoOptions): Promise<UndoService> {
  const list = v.pipe(v.array(removedEntry), v.maxLength(mostEntries));
  const journal = await openListFile(path, 'removed', list);
  return new UndoService({ docker, journal, minutes: () => settings.value.undoMinutes, log });
}
