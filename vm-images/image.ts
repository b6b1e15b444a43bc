/** A built image on disk: what its folder says of itself, whether it is whole, and the one that serves. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../main/contract/errors.ts';
import type { Architecture, VmImage } from '../main/core/vm/driver.ts';
import { errorCode, readJson, writeAtomic } from '../main/setup/cache.ts';

const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));

/** The content of `image.json`. File names are in the image's own folder. */
const manifestSchema = v.object({
  id: hex(16),
  arch: v.picklist(['x86_64', 'aarch64']),
  /** Which recipe it was built by. */
  recipe: hex(16),
  parts: v.array(
    v.object({
      name: v.picklist(['kernel', 'initrd', 'root', 'tools']),
      file: v.pipe(v.string(), v.regex(/^[a-z.]+$/)),
      size: v.number(),
      sha256: hex(64),
    }),
  ),
});

export type ImageManifest = v.InferOutput<typeof manifestSchema>;

/** The image that serves for this architecture, if there is one that is complete by its manifest. */
export async function currentImage(
  cache: string,
  arch: Architecture,
): Promise<{ dir: string; manifest: ImageManifest } | undefined> {
  const pointer = v.safeParse(v.object({ id: hex(16) }), await readJson(pointerPath(cache, arch)));
  if (!pointer.success) return undefined;
  const dir = join(cache, 'images', pointer.output.id);
  const manifest = v.safeParse(manifestSchema, await readJson(join(dir, 'image.json')));
  return manifest.success && manifest.output.arch === arch ? { dir, manifest: manifest.output } : undefined;
}

/** Makes an image the one that serves. Others stay until they are cleared away: a VM may be running from them. */
export function chooseImage(cache: string, manifest: ImageManifest): Promise<void> {
  return writeAtomic(pointerPath(cache, manifest.arch), `${JSON.stringify({ id: manifest.id })}\n`);
}

function pointerPath(cache: string, arch: Architecture): string {
  return join(cache, 'images', `${arch}.json`);
}

/** The paths that a driver boots from. Throws `vm.imageDamaged` if a part is not listed. */
export function imageFiles(dir: string, manifest: ImageManifest): VmImage {
  const path = (name: string) => {
    const part = manifest.parts.find((one) => one.name === name);
    return part === undefined ? undefined : join(dir, part.file);
  };
  const [kernel, initrd, root] = [path('kernel'), path('initrd'), path('root')];
  if (kernel === undefined || initrd === undefined || root === undefined)
    throw damaged(dir, 'a part is missing');
  return { id: manifest.id, kernel, initrd, root, tools: path('tools') };
}

/**
 * Checks that every part is what the manifest promises. Hashing some 300 MB takes a second, so the result is kept in
 * `verified.json` with each file's size, inode and times of change: as long as those stay, the bytes did too.
 * Throws `vm.imageDamaged`.
 */
export async function verifyImage(dir: string, manifest: ImageManifest, signal?: AbortSignal): Promise<void> {
  const record = join(dir, 'verified.json');
  const before = await Promise.all(manifest.parts.map((part) => fingerprint(dir, part.file)));
  if (JSON.stringify(await readJson(record)) === JSON.stringify(before)) return;
  for (const part of manifest.parts) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(dir, part.file), { signal }) as AsyncIterable<Buffer>)
      hash.update(chunk);
    if (hash.digest('hex') !== part.sha256) throw damaged(join(dir, part.file), 'its content has changed');
  }
  await writeAtomic(record, JSON.stringify(before)).catch((error: unknown) => {
    // A cache that can't be written to only means hashing again next time.
    if (errorCode(error) !== 'EROFS' && errorCode(error) !== 'EACCES') throw error;
  });
}

async function fingerprint(dir: string, file: string): Promise<string> {
  try {
    const { size, ino, mtimeMs, ctimeMs } = await stat(join(dir, file));
    return `${file} ${size} ${ino} ${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw damaged(join(dir, file), 'it is missing');
    throw error;
  }
}

function damaged(path: string, reason: string): AppError {
  return new AppError('vm.imageDamaged', { params: { path, reason } });
}
