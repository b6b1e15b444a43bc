/** What can be asked about volumes. */
import * as v from 'valibot';
import { listOf, reference, transferItem, volumeSize, volumeSummary } from '../engine-model.ts';
import { undoGroup } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { newVolume, volumeDetails } from '../volume-model.ts';
import { done, fileTarget, nothing } from './words.ts';

export const volumesEntries = {
  'volumes.watch': stream(nothing, listOf(volumeSummary)),
  /** How large the local volumes are: the engine goes through all of their files. */
  'volumes.sizes': call(nothing, v.array(volumeSize)),
  /** Writes a volume's content to an archive on the core's computer. */
  'volume.export': stream(v.strictObject({ name: reference, ...fileTarget }), transferItem),
  /** Unpacks an upload, a tar archive (gzip, bzip2, xz and zstd too), into a new volume or one that exists. */
  'volume.import': stream(v.strictObject({ name: reference, existing: v.boolean() }), transferItem),
  'volume.create': call(newVolume, done),
  'volume.details': call(v.strictObject({ name: reference }), volumeDetails),
  /** With `undo` it can be had back for a while; until then its name stays taken. */
  'volume.remove': call(v.strictObject({ name: reference, undo: undoGroup }), done),
};
