/** What is told of one volume, and what a new one can be given: schemas, and the types that follow from them. */
import * as v from 'valibot';
import { reference } from './engine-model.ts';

export const namedValue = v.object({ name: v.string(), value: v.string() });
export type NamedValue = v.InferOutput<typeof namedValue>;

export const volumeDetails = v.object({
  driver: v.string(),
  scope: v.string(),
  /** Where the volume is in the VM. */
  mountpoint: v.string(),
  createdAt: v.exactOptional(v.number()),
  /** Sorted by name; at most 500. */
  labels: v.array(namedValue),
  options: v.array(namedValue),
});
export type VolumeDetails = v.InferOutput<typeof volumeDetails>;

const given = v.pipe(v.array(v.strictObject({ name: reference, value: v.string() })), v.maxLength(100));

export const newVolume = v.strictObject({
  name: reference,
  driver: v.exactOptional(reference),
  labels: v.exactOptional(given),
  /** Options of the driver. */
  options: v.exactOptional(given),
});
export type NewVolume = v.InferOutput<typeof newVolume>;
