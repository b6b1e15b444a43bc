import type { DiskItem } from '../../../main/contract/engine-pages-model.ts';
import { inertText, shortId } from '../../format.ts';

/** A thing's name, or its id where it has none. */
export function itemName({ name, id }: DiskItem): string {
  return inertText(name || shortId(id));
}
