/** What can be asked about images. */
import * as v from 'valibot';
import { imageSummary, listOf, reference, transferItem } from '../engine-model.ts';
import { imageDefaults } from '../image-defaults.ts';
import { call, stream } from '../rpc.ts';
import { base64, done, nothing, sessionId } from './words.ts';

export const imagesEntries = {
  'images.watch': stream(nothing, listOf(imageSummary)),
  'image.pull': stream(
    v.strictObject({ reference, platform: v.exactOptional(v.pipe(v.string(), v.maxLength(100))) }),
    transferItem,
  ),
  /** What an image brings to a container that says nothing else; null when the engine hasn't got it. */
  'image.defaults': call(v.strictObject({ reference }), v.nullable(imageDefaults)),
  'image.remove': call(v.strictObject({ reference, force: v.boolean() }), done),
  /** Images from an archive of `docker save`, sent with `upload.write`. */
  'image.load': stream(nothing, transferItem),
  /** A root file system as an image of one layer, sent with `upload.write`. */
  'image.import': stream(v.strictObject({ repository: reference, tag: reference }), transferItem),
  /** Returns when the engine took the bytes, so that a slow engine slows the sender. */
  'upload.write': call(v.strictObject({ id: sessionId, data: base64 }), done),
  'upload.end': call(v.strictObject({ id: sessionId }), done),
};
