/** What can be asked about removals that can still be undone. */
import * as v from 'valibot';
import { reference } from '../engine-model.ts';
import { removedThing } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

const one = v.strictObject({ id: reference });

export const removedEntries = {
  'removed.watch': stream(nothing, v.array(removedThing)),
  /** Puts it back as it was. Throws `undo.nameTaken`, `undo.gone`, and why what ran doesn't start again. */
  'removed.undo': call(one, done),
  /** Removes it for good, at once. Throws what the engine refuses. */
  'removed.finish': call(one, done),
  /** Takes what was kept off the list. */
  'removed.forget': call(one, done),
};
