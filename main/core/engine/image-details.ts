/** What the engine says of one image: `GET /images/{name}/json` and `/history` (Docker Engine API), made harmless. */
import type Docker from 'dockerode';
import type { ImageDetails, ImageLayer } from '../../contract/image-model.ts';
import { ask } from './docker.ts';
import { defaultsOf } from './image-defaults.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** Most of each kind that are kept, and most other images that are asked which layers they have. */
const most = 500;

/** Throws `image.notFound`, `engine.unreachable`, `engine.refused`, `cancelled`. */
export async function readImage(docker: Docker, id: string, signal: AbortSignal): Promise<ImageDetails> {
  const [answer, history, others] = await Promise.all([
    inspect(docker, id, signal),
    ask(docker, `/images/${encodeURIComponent(id)}/history`, signal),
    ask(docker, '/images/json', signal),
  ]);
  const image = asRecord(answer);
  const own = text(image['Id']);
  const stacks = await stacksOf(docker, list(others), own, signal);
  const config = asRecord(image['Config']);
  const labels = Object.entries(asRecord(config['Labels'])).slice(0, most);
  const platform = ['Os', 'Architecture', 'Variant'].map((part) => text(image[part]));
  return {
    id: own,
    digests: list(image['RepoDigests']).map(text),
    platform: platform.filter((part) => part !== '').join('/'),
    author: text(image['Author']),
    sizeBytes: amount(image['Size']),
    config: defaultsOf(config),
    labels: labels.map(([name, value]) => ({ name: cleanText(name), value: text(value) })),
    health: list(asRecord(config['Healthcheck'])['Test']).map(text).join(' '),
    layers: layersOf(list(history), diffIdsOf(image), stacks),
  };
}

/** The digests of an image's layers, the oldest first. Throws as `readImage`. */
export async function readDiffIds(
  docker: Docker,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly diffIds: readonly string[]; readonly sizeBytes: number }> {
  const image = asRecord(await inspect(docker, id, signal));
  return { diffIds: diffIdsOf(image), sizeBytes: amount(image['Size']) };
}

interface Stack {
  readonly name: string;
  readonly diffIds: readonly string[];
}

/** The layers of the other images. One that has gone meanwhile has none. */
async function stacksOf(
  docker: Docker,
  images: readonly unknown[],
  own: string,
  signal: AbortSignal,
): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for (const raw of images) {
    const one = asRecord(raw);
    const id = text(one['Id']);
    if (id === own || id === '') continue;
    const answer = await inspect(docker, id, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof Error) return {};
      throw error;
    });
    const [tag] = list(one['RepoTags']).map(text);
    const name = tag === undefined || tag === '<none>:<none>' ? id.replace('sha256:', '').slice(0, 12) : tag;
    stacks.push({ name, diffIds: diffIdsOf(asRecord(answer)) });
  }
  return stacks;
}

/**
 * The history, oldest first, with the digests of layers. The engine doesn't say which steps have none: those with bytes
 * have one, and of the others those that aren't known to change nothing but the configuration, if that comes out even.
 * A layer is stored once for two images if all below it are the same, too.
 */
export function layersOf(
  history: readonly unknown[],
  diffIds: readonly string[],
  others: readonly Stack[],
): ImageLayer[] {
  const steps = history.map(asRecord).toReversed();
  const sized = steps.filter((step) => amount(step['Size']) > 0);
  const likely = steps.filter(
    (step) => amount(step['Size']) > 0 || !onlyConfiguration(text(step['CreatedBy'])),
  );
  const real = [sized, likely, steps].find(({ length }) => length === diffIds.length);
  return steps.map((step) => {
    const at = real?.indexOf(step) ?? -1;
    const diffId = diffIds[at];
    const sharing = diffId === undefined ? [] : others.filter((one) => sharesUpTo(one.diffIds, diffIds, at));
    return {
      command: text(step['CreatedBy']) || text(step['Comment']),
      createdAt: amount(step['Created']) * 1000,
      sizeBytes: amount(step['Size']),
      empty: real === undefined ? !sized.includes(step) : at < 0,
      ...(diffId === undefined ? {} : { diffId }),
      sharedWith: sharing.map(({ name }) => name),
    };
  });
}

function sharesUpTo(theirs: readonly string[], ours: readonly string[], at: number): boolean {
  return ours.slice(0, at + 1).every((id, n) => theirs[n] === id);
}

/** Instructions of a Dockerfile that change no file. */
function onlyConfiguration(command: string): boolean {
  return /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/.test(
    command,
  );
}

function inspect(docker: Docker, id: string, signal: AbortSignal): Promise<unknown> {
  return ask(docker, `/images/${encodeURIComponent(id)}/json`, signal);
}

function diffIdsOf(image: Record<string, unknown>): string[] {
  return list(asRecord(image['RootFS'])['Layers']).map(text);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
