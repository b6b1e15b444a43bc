/** What can be asked about the engine as a whole. */
import * as v from 'valibot';
import { engineDetails, reference } from '../engine-model.ts';
import {
  clientVersion,
  diskUse,
  engineEvent,
  engineParts,
  pruneChoice,
  pruned,
} from '../engine-pages-model.ts';
import { inspectKinds } from '../inspect-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

export const engineEntries = {
  /** Whether the lists are what the engine says now; false while an engine that was there does not answer. */
  'engine.current': stream(nothing, v.boolean()),
  'engine.details': call(nothing, engineDetails),
  /** The docker program on this computer. */
  'engine.client': call(nothing, clientVersion),
  /** Starts the engine in the running VM; returns when it answers. Throws `vm.notRunning`, `engine.noStart`. */
  'engine.start': call(nothing, done),
  /** Stops the engine; containers and the VM go on. Throws `vm.notRunning`, `engine.noStop`. */
  'engine.stop': call(nothing, done),
  'engine.restart': call(nothing, done),
  /** The engine's processes, looked at every few seconds. */
  'engine.parts': stream(nothing, engineParts),
  /** What happened in the last hour, as far as the engine remembers, and what happens. */
  'engine.events': stream(nothing, v.object({ events: v.array(engineEvent) })),
  'engine.disk': call(nothing, diskUse),
  /** All that the engine says of one thing, as indented JSON. Throws `container.gone`, `image.notFound`. */
  'engine.inspect': call(
    v.strictObject({ kind: v.picklist(inspectKinds), id: reference }),
    v.object({ json: v.string() }),
  ),
  'engine.prune': call(pruneChoice, pruned),
};
