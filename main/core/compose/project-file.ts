/**
 * Shows a project's file. Which file that is, a label of a container says, and a container can be anybody's: its label may
 * name a private key. So a file is read only where the user asks for it, and given out only if it is named and made as a
 * compose file: a plain YAML file of modest size with `services` at its top and beside it only what compose knows there.
 */
import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';

/** Largest file that is shown, in bytes. */
export const mostFileBytes = 256 * 1024;

/** The words at the top of a compose file (compose-spec, `schema/compose-spec.json`). */
const known = new Set([
  'version',
  'name',
  'include',
  'services',
  'models',
  'networks',
  'volumes',
  'configs',
  'secrets',
]);

/** Whether a text is a compose file, by the words that begin its lines; it need not be a valid one. */
export function looksLikeCompose(text: string): boolean {
  let services = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^(?:\s|#|---(?:\s|$)|\.\.\.(?:\s|$)|$)/.test(line)) continue;
    const key = /^(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))\s*:(?:\s|$)/.exec(line);
    const word = key?.[1] ?? key?.[2] ?? key?.[3];
    if (word === undefined) {
      // A list may stand as far left as the word that it belongs to.
      if (services && line.startsWith('- ')) continue;
      return false;
    }
    if (!known.has(word) && !word.startsWith('x-')) return false;
    if (word === 'services') services = true;
  }
  return services;
}

/** A whole path to a YAML file of this computer: to look at a network's path is to sign in there on Windows. */
export function hasComposeName(path: string): boolean {
  return isAbsolute(path) && !/^[\\/]{2}/.test(path) && /\.ya?ml$/i.test(path);
}

/** The file's text. Throws `compose.notCompose`, `file.missing`, `file.failed`. */
export async function readComposeFile(path: string): Promise<string> {
  const refusal = new AppError('compose.notCompose', { params: { path } });
  if (!hasComposeName(path)) throw refusal;
  let file: FileHandle | undefined;
  try {
    // A link may have any name.
    const real = await realpath(path);
    if (!hasComposeName(real)) throw refusal;
    // Without waiting: a pipe has no end, and one that nobody writes to would hold us up for ever.
    file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile() || found.size > mostFileBytes) throw refusal;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostFileBytes), 0, mostFileBytes, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    if (!looksLikeCompose(text)) throw refusal;
    return text;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR')
      throw new AppError('file.missing', { params: { path }, cause: error });
    throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  } finally {
    await file?.close();
  }
}
