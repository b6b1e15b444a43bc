/**
 * Has a tool folder made once and finds it again later: a pointer in `bundles/NAME-ARCH.json` tells which folder
 * serves, so that the usual case needs neither network nor the package index.
 */
import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode, fileSize, readJson, temporaryName, writeAtomic } from './cache.ts';
import { bundleManifest, makeBundle, type BundleContent, type BundleManifest } from './bundle.ts';
import { packageDownload } from './debian/packages.ts';
import { fetchIndex, fetchRelease, type ReleaseOptions } from './debian/release.ts';
import { resolve } from './debian/resolve.ts';
import { fetchAll } from './download.ts';
import type { OnProgress } from './progress.ts';

/** How a bundle is made: its content and the packages that it comes from. */
export interface Recipe extends BundleContent {
  /** Names the bundle and its folder: `qemu`. */
  readonly name: string;
  readonly suite: string;
  readonly roots: readonly string[];
  /** Packages that the roots depend on but the content doesn't need. */
  readonly exclude: readonly string[];
}

export interface EnsureOptions extends Pick<
  ReleaseOptions,
  'cache' | 'mirror' | 'keys' | 'patience' | 'signal'
> {
  /** Debian's name of the architecture. */
  readonly architecture: 'amd64' | 'arm64';
  readonly onProgress?: OnProgress | undefined;
  /** Looks for newer packages although there is a bundle. The old folder stays: a VM may be running from it. */
  readonly refresh?: boolean;
}

export interface Bundle {
  readonly dir: string;
  readonly manifest: BundleManifest;
}

/** Raised when the layout of a bundle changes, so that older folders are made anew. */
const format = 1;

/**
 * Returns the bundle of a recipe, made now if there is none. A folder of which a file is missing or has another size
 * is made anew under the same name. Throws what the making throws: `setup.network`, `setup.signature`,
 * `setup.rollback`, `setup.hash`, `setup.packageMissing`, `setup.archive`, `setup.tool`, `setup.diskFull`.
 */
export async function ensureBundle(recipe: Recipe, options: EnsureOptions): Promise<Bundle> {
  const { refresh = false } = options;
  const found = refresh ? undefined : await findBundle(recipe, options);
  if (found !== undefined) return found;
  const recipeId = idOf(recipe, options);
  const { id, bundle } = await build(recipe, recipeId, options);
  await writeAtomic(pointerPath(recipe, options), `${JSON.stringify({ recipe: recipeId, id })}\n`);
  return bundle;
}

/** What tells one recipe's bundle from another's in a cache. */
export type BundlePlace = Pick<EnsureOptions, 'cache' | 'architecture'>;

/** The bundle of a recipe if there is one that is whole. */
export async function findBundle(recipe: Recipe, place: BundlePlace): Promise<Bundle | undefined> {
  const current = await readPointer(pointerPath(recipe, place));
  if (current?.recipe !== idOf(recipe, place)) return undefined;
  return openBundle(join(place.cache, 'bundles', current.id));
}

function pointerPath(recipe: Recipe, { cache, architecture }: BundlePlace): string {
  return join(cache, 'bundles', `${recipe.name}-${architecture}.json`);
}

function idOf(recipe: Recipe, { architecture }: BundlePlace): string {
  return shortHash(JSON.stringify({ format, architecture, recipe }));
}

async function build(
  recipe: Recipe,
  recipeId: string,
  options: EnsureOptions,
): Promise<{ id: string; bundle: Bundle }> {
  const { cache, architecture, signal, onProgress, ...release } = options;
  const download = { cache, signal, onProgress, ...(release.patience && { patience: release.patience }) };
  const found = await fetchRelease({ ...release, suite: recipe.suite, cache, signal });
  const index = await fetchIndex(found, { ...download, architecture });
  const packages = resolve([index], recipe.roots, { exclude: recipe.exclude });
  const hashes = packages.map((one) => one.sha256).join('\n');
  const id = `${recipe.name}-${shortHash(`${recipeId}\n${hashes}`)}`;
  const dir = join(cache, 'bundles', id);
  const there = await openBundle(dir);
  if (there !== undefined) return { id, bundle: there };
  await discard(dir);
  const step = `fetch ${recipe.name}`;
  const debs = await fetchAll(packages.map(packageDownload), { ...download, step });
  const fetched = packages.flatMap((one, position) => {
    const deb = debs[position];
    return deb === undefined ? [] : [{ package: one, deb }];
  });
  const { name, programs, data } = recipe;
  const manifest = await makeBundle({ name, programs, data, packages: fetched, dir, signal, onProgress });
  return { id, bundle: { dir, manifest } };
}

/** Takes away what is damaged, in one step as others see it. */
async function discard(dir: string): Promise<void> {
  const aside = temporaryName(dir);
  try {
    await rename(dir, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Reads a bundle's manifest; undefined if the folder is not there or a file of it is missing or has another size. */
export async function openBundle(dir: string): Promise<Bundle | undefined> {
  const parsed = v.safeParse(bundleManifest, await readJson(join(dir, 'bundle.json')));
  if (!parsed.success) return undefined;
  const manifest = parsed.output;
  const sizes = await Promise.all(manifest.files.map((file) => fileSize(join(dir, file.path))));
  return sizes.every((size, position) => size === manifest.files[position]?.size)
    ? { dir, manifest }
    : undefined;
}

/** The pointer's content. The id becomes a path. */
const pointerSchema = v.object({ recipe: v.string(), id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)) });

async function readPointer(path: string): Promise<v.InferOutput<typeof pointerSchema> | undefined> {
  const parsed = v.safeParse(pointerSchema, await readJson(path));
  return parsed.success ? parsed.output : undefined;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
