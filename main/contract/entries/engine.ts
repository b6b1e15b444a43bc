/** What can be asked about the engine as a whole. */
import { engineDetails } from '../engine-model.ts';
import { call } from '../rpc.ts';
import { nothing } from './words.ts';

export const engineEntries = {
  'engine.details': call(nothing, engineDetails),
};
