/** What can be asked about what was done in windows. */
import * as v from 'valibot';
import { historyEntry, historyNote } from '../history-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

export const historyEntries = {
  /** Oldest first. */
  'history.watch': stream(nothing, v.array(historyEntry)),
  /** Adds it, or changes the one of that id. */
  'history.add': call(historyNote, done),
  'history.clear': call(nothing, done),
};
