/** Checks who signed a text, with keys that travel with Moorage: no system has to know Debian or have GnuPG. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCleartextMessage, readKeys, verify, type Key } from 'openpgp';
import { AppError } from '../../contract/errors.ts';
import { resourcePath } from '../resources.ts';

/** Reads every `.gpg` file of a folder, by default Debian's keys in `resources/keys`. */
export async function readArchiveKeys(folder: string = resourcePath('keys')): Promise<Key[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gpg')).sort();
  const keys = await Promise.all(
    names.map(async (name) => readKeys({ binaryKeys: await readFile(join(folder, name)) })),
  );
  return keys.flat();
}

/**
 * Returns the text of a clear-signed message (RFC 9580, section 7) if at least one of the keys signed it. Only what
 * was signed is returned: whatever stands before or after it in the file is not. `url` is for the error's text.
 * Throws `setup.signature` if there is no signature, none by one of the keys, or the text was changed.
 */
export async function verifiedText(signed: string, keys: readonly Key[], url: string): Promise<string> {
  const refuse = (reason: string, cause?: unknown) =>
    new AppError('setup.signature', { params: { url, reason }, cause });
  let message: Awaited<ReturnType<typeof readCleartextMessage>>;
  try {
    message = await readCleartextMessage({ cleartextMessage: signed });
  } catch (error) {
    throw refuse('it is not a signed message', error);
  }
  // With `date: null` a signature is judged as of the moment it was made: the key must have been valid then, but
  // neither key nor signature has to be valid today. A mirror may be frozen, and this computer's clock may be wrong
  // in either direction. That an old index isn't played back to us is checked by its date, see release.ts.
  const result = await verify({ message, verificationKeys: [...keys], date: asDate(null) });
  const problems: string[] = [];
  for (const signature of result.signatures) {
    try {
      await signature.verified;
      return result.data;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw refuse(problems.length === 0 ? 'it carries no signature' : problems.join('; '));
}

/** openpgp's types don't tell that `null` means "don't compare with a date"; its `normalizeDate` does. */
function asDate(none: null): Date {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above; the tests hold openpgp to it
  return none as unknown as Date;
}
