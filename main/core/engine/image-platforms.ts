/**
 * The platforms of an image that the engine has (Docker Engine API, "Inspect an image", since 1.48: `manifests`). Only
 * containerd's image store keeps several; the other has one, which stands in the image itself.
 */
import type Docker from 'dockerode';
import type { LocalPlatform } from '../../contract/image-model.ts';
import { engineCall } from './containers.ts';
import { request } from './docker.ts';
import { asRecord, cleanText } from './untrusted.ts';

const mostPlatforms = 100;

/** Throws `image.notFound` and what `engineCall` throws. */
export async function readPlatforms(
  docker: Docker,
  id: string,
  signal: AbortSignal,
): Promise<LocalPlatform[]> {
  const answer = await engineCall(() =>
    request(docker, {
      path: `/images/${encodeURIComponent(id)}/json?`,
      method: 'GET',
      options: { manifests: true },
      abortSignal: signal,
      statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
    }),
  );
  return platformsOf(answer);
}

/** The platforms in an answer of `inspect`; attestations are none. */
function platformsOf(answer: unknown): LocalPlatform[] {
  const image = asRecord(answer);
  const { Manifests: manifests, Size: size } = image;
  if (Array.isArray(manifests) && manifests.length > 0) {
    return manifests.slice(0, mostPlatforms).flatMap((raw: unknown): LocalPlatform[] => {
      const { Kind: kind, Available: complete, ImageData: data } = asRecord(raw);
      const { Platform: platform, Size: sizes } = asRecord(data);
      const name = platformName(asRecord(platform), 'os', 'architecture', 'variant');
      const { Unpacked: bytes } = asRecord(sizes);
      if (kind !== 'image' || name === '') return [];
      return [{ name, complete: complete === true, ...(isSize(bytes) ? { sizeBytes: bytes } : {}) }];
    });
  }
  const name = platformName(image, 'Os', 'Architecture', 'Variant');
  return name === '' ? [] : [{ name, complete: true, ...(isSize(size) ? { sizeBytes: size } : {}) }];
}

function platformName(from: Readonly<Record<string, unknown>>, ...fields: readonly string[]): string {
  const words = fields.map((field) => from[field]).filter((one) => typeof one === 'string' && one !== '');
  return words.length < 2 ? '' : cleanText(words.join('/')).slice(0, 100);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
