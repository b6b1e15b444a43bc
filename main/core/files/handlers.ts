/** What the core answers about the files in containers and volumes. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { FilePlace } from '../../contract/files-model.ts';
import { mostShownBytes } from '../../contract/files-model.ts';
import type { EngineTools } from '../engine/handlers.ts';
import { cleanText } from '../engine/untrusted.ts';
import { guestScript } from './guest-script.ts';
import { fieldsOf, readList, readText, unclear } from './listing.ts';
import { hexOf } from './path-bytes.ts';
import { rootOf } from './roots.ts';
import { download, upload } from './transfers.ts';

type Entries = Extract<keyof CoreHandlers, `files.${string}`>;

/** Most bytes that the program may answer: the names of a folder, or a file's first megabyte, and some. */
const mostAnswered = 8 * 1024 * 1024;

export function fileHandlers({ docker, guest, uploads }: EngineTools): Pick<CoreHandlers, Entries> {
  const run = async (
    place: FilePlace,
    [verb, ...rest]: readonly [string, ...string[]],
    signal: AbortSignal,
  ) => {
    const changes = verb !== 'list' && verb !== 'read';
    const root = await rootOf(docker, place, changes, signal);
    const { exitCode, stdout, stderr } = await guest().exec(['luajit', '-', ...root, verb, ...rest], {
      signal,
      input: Buffer.from(guestScript),
      maxBytes: mostAnswered,
    });
    if (exitCode !== 0) throw unclear(cleanText(stderr), exitCode);
    return stdout;
  };
  return {
    'files.list': async ({ place, path }, signal) =>
      readList(await run(place, ['list', hexOf(path)], signal)),
    'files.read': async ({ place, path }, signal) =>
      // One byte more tells that there is more.
      readText(await run(place, ['read', hexOf(path), String(mostShownBytes + 1)], signal)),
    'files.remove': async ({ place, paths }, signal) => {
      fieldsOf(await run(place, ['remove', ...paths.map(hexOf)], signal));
      return null;
    },
    'files.rename': async ({ place, path, name }, signal) => {
      fieldsOf(await run(place, ['rename', hexOf(path), hexOf(name)], signal), 'rename');
      return null;
    },
    'files.makeFolder': async ({ place, path }, signal) => {
      fieldsOf(await run(place, ['folder', hexOf(path)], signal));
      return null;
    },
    'files.download': (input, signal) => download(docker, input, signal),
    'files.upload': (input, signal) => upload(docker, uploads, input, signal),
  };
}
