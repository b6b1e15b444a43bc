/** What can be asked about the logs of several containers, and of those that are gone. */
import * as v from 'valibot';
import { reference } from '../engine-model.ts';
import { logScope, logSearch, namedLogLine, removedContainer, removedStory } from '../logs-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

export const logsEntries = {
  /**
   * The last `tail` lines of each, merged by time, and then what they write; it never ends by itself. Containers that
   * begin to belong to it join, and those that are removed leave.
   */
  'logs.follow': stream(
    v.strictObject({
      scope: logScope,
      tail: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
    }),
    v.array(namedLogLine),
  ),
  'logs.searches': stream(nothing, v.array(logSearch)),
  /** Keeps it, in place of one of the same name. Throws `logs.tooManySearches`, `home.notWritable`, `home.diskFull`. */
  'logs.saveSearch': call(logSearch, done),
  'logs.removeSearch': call(v.strictObject({ name: v.string() }), done),
  /** Containers that were removed while the core looked on, the last one first. */
  'gone.watch': stream(nothing, v.array(removedContainer)),
  /** Throws `container.gone` where nothing is kept of it. */
  'gone.story': call(v.strictObject({ id: reference }), removedStory),
};
