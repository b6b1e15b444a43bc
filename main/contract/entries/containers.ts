/** What can be asked about containers. */
import * as v from 'valibot';
import { commitOptions, containerDetails, containerSettings, processTable } from '../container-model.ts';
import { fileChanges } from '../container-changes.ts';
import {
  containerActions,
  containerSummary,
  listOf,
  logLine,
  reference,
  transferItem,
} from '../engine-model.ts';
import { engineEvent } from '../engine-pages-model.ts';
import { undoGroup } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { runOptions } from '../run-options.ts';
import { containerStats } from '../stats-model.ts';
import { execOptions } from '../terminal-model.ts';
import { done, fileTarget, nothing, sessionItem, terminalSize } from './words.ts';

export const containersEntries = {
  'containers.watch': stream(nothing, listOf(containerSummary)),
  'container.run': call(runOptions, v.object({ id: v.string() })),
  'container.act': call(v.strictObject({ id: reference, action: v.picklist(containerActions) }), done),
  /** With `undo` it can be had back for a while. Throws `removal.autoRemove`, `removal.notHeld` where it can't. */
  'container.remove': call(
    v.strictObject({ id: reference, force: v.boolean(), volumes: v.boolean(), undo: undoGroup }),
    done,
  ),
  /** The files in which it differs from its image. Throws `container.gone`. */
  'container.changes': call(v.strictObject({ id: reference }), fileChanges),
  /** Writes its file system to a file, as a tar archive. Throws `file.exists`, `file.notWritable`, `file.diskFull`. */
  'container.export': stream(v.strictObject({ id: reference, ...fileTarget }), transferItem),
  /** Lines in the pieces in which they come; with `follow` until the container ends. */
  'container.logs': stream(
    v.strictObject({
      id: reference,
      follow: v.boolean(),
      tail: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
    }),
    v.array(logLine),
  ),
  /** A program with a terminal in a container; `guest.write`, `guest.resize` and `guest.end` reach it. */
  'container.exec': stream(
    v.strictObject({
      id: reference,
      command: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000)),
      ...execOptions,
      ...terminalSize,
    }),
    sessionItem,
  ),
  'container.details': call(v.strictObject({ id: reference }), containerDetails),
  /** Its processes; `engine.refused` of one that doesn't run. */
  'container.top': call(v.strictObject({ id: reference }), processTable),
  'container.rename': call(v.strictObject({ id: reference, name: reference }), done),
  'container.update': call(v.strictObject({ id: reference, settings: containerSettings }), done),
  'container.commit': call(commitOptions, done),
  /** While it is read, what `containers.watch` tells of ages stays true. */
  'containers.ages': stream(nothing, v.null()),
  /** What all running containers use, every few seconds. */
  'containers.stats': stream(nothing, v.object({ items: v.array(containerStats) })),
  /** What one uses, each second while it runs. Throws `container.gone`. */
  'container.stats': stream(v.strictObject({ id: reference }), containerStats),
  /** What happened to it since it was made, as far as the engine remembers, and what happens. Throws `container.gone`. */
  'container.events': stream(v.strictObject({ id: reference }), v.object({ events: v.array(engineEvent) })),
};
