/** Reads the errors that the operating system gives to Node's calls. */
import { getSystemErrorMap } from 'node:util';
import { AppError } from '../../contract/errors.ts';

/** The code of a system error, e.g. `ENOENT`; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The system's own words for an error, e.g. "permission denied"; without paths, which the messages name themselves. */
export function systemReason(error: unknown): string {
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
    const words = getSystemErrorMap().get(error.errno)?.[1];
    if (words !== undefined) return words;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What a failed write below the home means: `home.diskFull`, `home.notWritable` or, for anything else, the error itself. */
export function writeError(error: unknown, path: string): unknown {
  switch (systemCode(error) ?? '') {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('home.diskFull', { params: { path }, cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('home.notWritable', {
        params: { path, reason: systemReason(error) },
        cause: error,
      });
    default:
      return error;
  }
}
