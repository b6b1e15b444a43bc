/**
 * Makes sure that all that a VM needs is in the cache: QEMU and the VM image. Fast and without a network when it is;
 * several processes at once wait for the one that does the work.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImage, recipeId } from '../../vm-images/build.ts';
import {
  chooseImage,
  currentImage,
  imageFiles,
  verifyImage,
  type ImageManifest,
} from '../../vm-images/image.ts';
import { AppError, hasCode } from '../contract/errors.ts';
import { takeLock } from '../core/lib/lock.ts';
import { delay } from '../core/lib/retry.ts';
import { systemCode, systemReason } from '../core/lib/system-error.ts';
import type { Architecture, VmImage } from '../core/vm/driver.ts';
import { asDiskFull } from './cache.ts';
import { preferredQemu, readyQemu, type Qemu, type QemuOptions } from './qemu.ts';

/** What set-up tells beyond progress. */
export type Notice =
  | { readonly kind: 'waiting'; readonly pid: number }
  | { readonly kind: 'rebuild'; readonly error: AppError }
  | { readonly kind: 'qemuFromPath'; readonly error: AppError; readonly path: string };

export interface EnsureReadyOptions extends Omit<QemuOptions, 'onSubstitute'> {
  readonly onNotice?: (notice: Notice) => void;
}

export interface Ready {
  readonly qemu: Qemu;
  /** The image that serves, verified. Throws `vm.imageMissing`, `vm.imageDamaged`. */
  image(signal: AbortSignal): Promise<VmImage>;
}

/**
 * QEMU and an image made by today's recipe, fetched and built now if need be. Throws what fetching and building throw
 * (`setup.*`, `qemu.missing`), and `setup.notWritable`.
 */
export async function ensureReady(options: EnsureReadyOptions): Promise<Ready> {
  const { cache, arch, onNotice } = options;
  const qemu =
    (await preferredQemu(options)) ??
    (await underLock(options, `qemu-${arch}`, () =>
      readyQemu({
        ...options,
        onSubstitute: (error, path) => onNotice?.({ kind: 'qemuFromPath', error, path }),
      }),
    ));
  await ensureImage(options);
  return { qemu, image: (signal) => chosenImage(cache, arch, signal) };
}

/** An image made by today's recipe: the one that serves if it is whole, else one that is built now and serves then. */
export async function ensureImage(options: EnsureReadyOptions): Promise<ImageManifest> {
  const found = await goodImage(options);
  if (found !== undefined) return found;
  return underLock(options, `image-${options.arch}`, async () => {
    // Looked at again: another process may have built it while this one waited.
    const meanwhile = await goodImage({ ...options, ...quiet });
    if (meanwhile !== undefined) return meanwhile;
    // Until it is done, what there is goes on serving: another version of Moorage may share this cache.
    return build(options, false);
  });
}

const quiet = { onNotice: () => {} };

/** Builds an image, whatever there is, and makes it the one that serves. `withTools`: also Docker's own programs. */
export function rebuildImage(options: EnsureReadyOptions, withTools: boolean): Promise<ImageManifest> {
  return underLock(options, `image-${options.arch}`, () => build(options, withTools));
}

async function build(options: EnsureReadyOptions, withTools: boolean): Promise<ImageManifest> {
  const { platform = process.platform, cache } = options;
  if (platform !== 'linux') {
    throw new AppError('setup.unsupported', { params: { platform, path: join(cache, 'images') } });
  }
  try {
    const { manifest } = await buildImage({ ...options, withTools });
    await chooseImage(cache, manifest);
    return manifest;
  } catch (error) {
    throw asDiskFull(error, cache);
  }
}

/** The image that serves, if it is whole and by today's recipe. What is wrong with it is told. */
async function goodImage(options: EnsureReadyOptions): Promise<ImageManifest | undefined> {
  const { cache, arch, signal, onNotice } = options;
  const current = await currentImage(cache, arch);
  if (current === undefined || !(await isCurrent(current.manifest, options))) return undefined;
  try {
    await verifyImage(current.dir, current.manifest, signal);
    imageFiles(current.dir, current.manifest);
    return current.manifest;
  } catch (error) {
    if (!hasCode(error, 'vm.imageDamaged')) throw error;
    onNotice?.({ kind: 'rebuild', error });
    return undefined;
  }
}

/** Whether an image was made by today's recipe, with or without the tools. */
export async function isCurrent(
  manifest: ImageManifest,
  { platform = process.platform }: Pick<EnsureReadyOptions, 'platform'>,
): Promise<boolean> {
  // Where none can be built, the one that somebody has brought is as good as it gets.
  if (platform !== 'linux') return true;
  const recipes = await Promise.all([false, true].map((withTools) => recipeId(manifest.arch, withTools)));
  return recipes.includes(manifest.recipe);
}

/** The image that serves, verified. Throws `vm.imageMissing`, `vm.imageDamaged`. */
export async function chosenImage(cache: string, arch: Architecture, signal?: AbortSignal): Promise<VmImage> {
  const current = await currentImage(cache, arch);
  if (current === undefined) {
    throw new AppError('vm.imageMissing', { params: { path: join(cache, 'images') } });
  }
  await verifyImage(current.dir, current.manifest, signal);
  return imageFiles(current.dir, current.manifest);
}

/** Runs a task that only one process at a time may do for this cache, and tells when it has to wait. */
async function underLock<T>(options: EnsureReadyOptions, name: string, task: () => Promise<T>): Promise<T> {
  const { cache, signal, onNotice } = options;
  const path = join(cache, 'locks', name);
  for (let told = false; ;) {
    const lock = await asCacheError(cache, async () => {
      await mkdir(join(cache, 'locks'), { recursive: true });
      return takeLock(path);
    });
    if (lock.kind === 'taken') {
      try {
        return await task();
      } finally {
        await lock.release();
      }
    }
    if (!told) onNotice?.({ kind: 'waiting', pid: lock.pid });
    told = true;
    await delay(300, signal);
  }
}

async function asCacheError<T>(cache: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : error;
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(systemCode(cause) ?? '')) {
      throw new AppError('setup.notWritable', {
        params: { path: cache, reason: systemReason(cause) },
        cause,
      });
    }
    throw error instanceof AppError && asDiskFull(cause, cache) === cause ? error : asDiskFull(cause, cache);
  }
}
