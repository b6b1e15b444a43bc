/** What can be asked about networks. */
import * as v from 'valibot';
import { listOf, networkSummary, reference } from '../engine-model.ts';
import { undoGroup } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

export const networksEntries = {
  'networks.watch': stream(nothing, listOf(networkSummary)),
  'network.create': call(
    v.strictObject({
      name: reference,
      driver: reference,
      subnet: v.exactOptional(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64))),
    }),
    done,
  ),
  /** With `undo` it can be had back for a while; until then its name stays taken. */
  'network.remove': call(v.strictObject({ id: reference, undo: undoGroup }), done),
};
