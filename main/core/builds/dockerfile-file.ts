/** The Dockerfile of a folder: found, read for a build or for the window, and written by the window. */
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { maxDockerfile, type DockerfileText } from '../../contract/build-model.ts';
import { AppError } from '../../contract/errors.ts';
import { fileError } from '../engine/save-file.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode } from '../lib/system-error.ts';

export interface DockerfilePlace {
  readonly folder: string;
  /** Absolute, or from the folder on. */
  readonly dockerfile: string;
}

/** Most bytes: four for each character. */
const maxBytes = maxDockerfile * 4;

/** Throws `build.noFolder` unless the folder is one, by an absolute path. */
export async function mustBeFolder(path: string): Promise<void> {
  const found = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined; // told below
  if (found?.isDirectory() !== true) throw new AppError('build.noFolder', { params: { path } });
}

export function dockerfilePath({ folder, dockerfile }: DockerfilePlace): string {
  return resolve(folder, dockerfile);
}

/** The text, or undefined where there is no such file. Throws `build.notText`, `file.*`. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    const { size } = await regular(path);
    if (size > maxBytes) throw new AppError('build.notText', { params: { path } });
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
    if (text.length > maxDockerfile || text.includes('\0'))
      throw new AppError('build.notText', { params: { path } });
    return text;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (error instanceof TypeError) throw new AppError('build.notText', { params: { path }, cause: error });
    throw fileError(error, path);
  }
}

async function regular(path: string) {
  const found = await stat(path);
  // Anything else could be read for ever, or is none of our business.
  if (!found.isFile()) throw new AppError('build.notText', { params: { path } });
  return found;
}

/** Throws `build.noFolder`, `build.notText`, `file.*`. */
export async function readDockerfile(place: DockerfilePlace): Promise<DockerfileText> {
  await mustBeFolder(place.folder);
  const path = dockerfilePath(place);
  const text = await readText(path);
  const ignoreFile = await findIgnoreFile(place);
  return {
    path,
    text: text ?? '',
    version: text === undefined ? '' : versionOf(text),
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
  };
}

/** The one of the Dockerfile alone comes before that of the folder (BuildKit only). */
async function findIgnoreFile(place: DockerfilePlace): Promise<string | undefined> {
  for (const path of [`${dockerfilePath(place)}.dockerignore`, join(place.folder, '.dockerignore')]) {
    const found = await stat(path).catch(() => undefined); // there is none, then
    if (found?.isFile() === true) return path;
  }
  return undefined;
}

/** Answers the new version. Throws `build.fileChanged`, `build.noFolder`, `build.notText`, `file.*`. */
export async function writeDockerfile(
  place: DockerfilePlace,
  { text, version }: { readonly text: string; readonly version: string },
): Promise<string> {
  await mustBeFolder(place.folder);
  const named = dockerfilePath(place);
  // What a link leads to is written, and the link stays.
  const path = await realpath(named).catch(() => named);
  const before = await readText(path);
  if ((before === undefined ? '' : versionOf(before)) !== version) {
    throw new AppError('build.fileChanged', { params: { path: named } });
  }
  try {
    const mode = before === undefined ? 0o644 : (await stat(path)).mode & 0o777;
    await writeFileAtomic(path, text, mode);
  } catch (error) {
    throw fileError(error, named);
  }
  return versionOf(text);
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The Dockerfile's folder and name, as BuildKit wants them. */
export function split(path: string): { readonly folder: string; readonly name: string } {
  return { folder: dirname(path), name: basename(path) };
}
