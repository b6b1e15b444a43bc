/** The files that the user names. */
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AppError } from '../../contract/errors.ts';

/** Throws `file.missing`, `file.failed`; compose itself would name neither in our language. */
export async function fileMustBeThere(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new AppError('file.missing', { params: { path } });
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError('file.missing', { params: { path }, cause: error });
  });
  if (found.isDirectory()) throw new AppError('file.failed', { params: { path, reason: 'it is a folder' } });
}
