/** The folders that the user shares beside the home folder, in a file of their own. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { shareProviders } from '../../contract/model.ts';
import { openListFile, type ListFile } from '../lib/list-file.ts';

const wishSchema = v.object({
  path: v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/)),
  readOnly: v.optional(v.boolean(), false),
  provider: v.optional(v.picklist(['auto', ...shareProviders]), 'auto'),
  /** What a synced share leaves out, as in a `.gitignore`. */
  ignore: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(1000)), []),
  /** A synced share that the user has paused. */
  paused: v.optional(v.boolean(), false),
});

/** A folder that the user wants to be in the VM. */
export type ShareWish = v.InferOutput<typeof wishSchema>;
export type ShareStore = ListFile<ShareWish>;

/** Names a share: the same for the same folder, and fit for a file's name and a volume's. */
export function shareId(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

/** Opens the file; a missing one means no shares. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export function openShareStore(path: string): Promise<ShareStore> {
  return openListFile(path, 'shares', v.pipe(v.array(wishSchema), v.maxLength(256)));
}
