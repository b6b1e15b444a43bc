/** Reading manifests: Docker's schema 2 and OCI's, of one image or of several platforms. */
import { createHash } from 'node:crypto';
import type { ManifestInfo } from '../../contract/registry-model.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';

export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;

export interface ManifestPart {
  readonly info: Omit<ManifestInfo, 'plainHttp'>;
  /** The digest of the configuration, for one image: it tells the platform. */
  readonly config: string | undefined;
}

const mostPlatforms = 100;
const mostLayers = 1000;
const digestForm = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,128}$/;

/** The registry's word for the digest is only taken where it is one; else it is counted. */
export function parseManifest(body: Buffer, told: string | undefined, content: unknown): ManifestPart {
  const { mediaType, manifests, layers, config } = asRecord(content);
  const digest =
    told !== undefined && digestForm.test(told)
      ? told
      : `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const base = { digest, mediaType: typeof mediaType === 'string' ? cleanText(mediaType).slice(0, 200) : '' };
  if (Array.isArray(manifests)) {
    const platforms = manifests.slice(0, mostPlatforms).flatMap(platformOf);
    return { info: { ...base, platforms }, config: undefined };
  }
  const sizes = (Array.isArray(layers) ? layers : []).slice(0, mostLayers).map((one) => sizeOf(one));
  const { digest: of } = asRecord(config);
  return {
    info: { ...base, sizeBytes: sizes.reduce((sum, size) => sum + size, 0), platforms: [] },
    config: typeof of === 'string' && digestForm.test(of) ? of : undefined,
  };
}

/** What builders add beside the images, such as attestations, says `unknown` and is no platform. */
function platformOf(value: unknown): ManifestInfo['platforms'] {
  const { digest, platform } = asRecord(value);
  const { os, architecture, variant } = asRecord(platform);
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === 'unknown') return [];
  const words = [os, architecture, ...(typeof variant === 'string' && variant !== '' ? [variant] : [])];
  const name = cleanText(words.join('/')).slice(0, 100);
  return [typeof digest === 'string' && digestForm.test(digest) ? { name, digest } : { name }];
}

function sizeOf(layer: unknown): number {
  const { size } = asRecord(layer);
  return typeof size === 'number' && Number.isFinite(size) && size >= 0 ? size : 0;
}
