/** What can be asked about volumes. */
import * as v from 'valibot';
import { listOf, reference, volumeSummary } from '../engine-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

export const volumesEntries = {
  'volumes.watch': stream(nothing, listOf(volumeSummary)),
  'volume.create': call(v.strictObject({ name: reference }), done),
  'volume.remove': call(v.strictObject({ name: reference }), done),
};
