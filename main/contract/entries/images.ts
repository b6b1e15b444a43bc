/** What can be asked about images. */
import * as v from 'valibot';
import { imageSummary, listOf, reference, transferItem } from '../engine-model.ts';
import { imageDefaults } from '../image-defaults.ts';
import { imageDetails, layerFiles, localPlatform, pruned } from '../image-model.ts';
import { undoGroup } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { base64, done, fileTarget, nothing, sessionId } from './words.ts';

export const imagesEntries = {
  'images.watch': stream(nothing, listOf(imageSummary)),
  'image.pull': stream(
    v.strictObject({
      reference,
      platform: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
      /** Every tag of the repository; the reference has none then. */
      all: v.exactOptional(v.boolean()),
    }),
    transferItem,
  ),
  /** What an image brings to a container that says nothing else; null when the engine hasn't got it. */
  'image.defaults': call(v.strictObject({ reference }), v.nullable(imageDefaults)),
  /** The platforms that the engine has of an image: several only where it keeps images in containerd's store. */
  'image.platforms': call(v.strictObject({ id: reference }), v.array(localPlatform)),
  /** Throws `image.notFound`. */
  'image.details': call(v.strictObject({ id: reference }), imageDetails),
  /** Reads what the layers do to files, for `image.layerFiles`; at once where that is known. */
  'image.readFiles': stream(v.strictObject({ id: reference }), transferItem),
  /** The files of a layer whose path holds `search`. Throws `image.filesForgotten`. */
  'image.layerFiles': call(
    v.strictObject({ id: reference, diffId: reference, search: v.pipe(v.string(), v.maxLength(1000)) }),
    layerFiles,
  ),
  'image.tag': call(v.strictObject({ id: reference, repository: reference, tag: reference }), done),
  /** Removes images without a name that no container uses; with `all`, those with names as well. */
  'images.prune': call(v.strictObject({ all: v.boolean() }), pruned),
  /** With `undo` it can be had back for a while. Throws `removal.imageUsed`, `removal.notHeld` where it can't. */
  'image.remove': call(v.strictObject({ reference, force: v.boolean(), undo: undoGroup }), done),
  /** Images from an archive of `docker save`, sent with `upload.write`. */
  'image.load': stream(nothing, transferItem),
  /** A root file system as an image of one layer, sent with `upload.write`. */
  'image.import': stream(v.strictObject({ repository: reference, tag: reference }), transferItem),
  /** Writes an archive of images, with their names, to a file. Throws `file.exists`, `file.notWritable`, `file.diskFull`. */
  'image.save': stream(
    v.strictObject({
      references: v.pipe(v.array(reference), v.minLength(1), v.maxLength(100)),
      ...fileTarget,
    }),
    transferItem,
  ),
  /** Returns when the engine took the bytes, so that a slow engine slows the sender. */
  'upload.write': call(v.strictObject({ id: sessionId, data: base64 }), done),
  'upload.end': call(v.strictObject({ id: sessionId }), done),
};
