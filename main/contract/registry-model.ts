/** What the window shows of registries. Texts come from registries: they are cleaned and bounded by the core. */
import * as v from 'valibot';
import { isRegistryHost, isRepository } from './image-reference.ts';

const text = v.string();
const count = v.pipe(v.number(), v.minValue(0));

/** `HOST[:PORT]`; Docker Hub is `docker.io`. */
export const registryHost = v.pipe(v.string(), v.trim(), v.check(isRegistryHost, 'HOST or HOST:PORT'));
export const repositoryPath = v.pipe(v.string(), v.check(isRepository, 'the path of a repository'));
/** A tag or a digest. */
export const manifestName = v.pipe(v.string(), v.regex(/^[\w][\w.+:-]{0,255}$/));
/** Where a list goes on: the registry's own words, which only its registry reads. */
export const pageMark = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2000));

/**
 * Who keeps a registry's secret: docker's program for the system's key store, the desktop's key store, a file that only
 * this user may read, or what `docker login` has kept.
 */
export const secretPlaces = ['helper', 'sealed', 'file', 'docker'] as const;
export type SecretPlace = (typeof secretPlaces)[number];

export const registrySummary = v.object({
  host: text,
  /** Who is signed in; undefined when nobody is. */
  username: v.exactOptional(text),
  place: v.exactOptional(v.picklist(secretPlaces)),
  /** The user has put it on the list, so it can be taken off. */
  listed: v.boolean(),
});
export type RegistrySummary = v.InferOutput<typeof registrySummary>;

export const foundImage = v.object({ name: text, description: text, stars: count, official: v.boolean() });
export type FoundImage = v.InferOutput<typeof foundImage>;

/** Names, and where they go on. */
export const namePage = v.object({ items: v.array(text), next: v.exactOptional(text) });
export type NamePage = v.InferOutput<typeof namePage>;

export const manifestPlatform = v.object({
  /** `linux/arm64/v8` */
  name: text,
  digest: v.exactOptional(text),
  /** Compressed bytes of its layers, where the registry says. */
  sizeBytes: v.exactOptional(count),
});
export const manifestInfo = v.object({
  digest: text,
  mediaType: text,
  /** Compressed bytes of the layers; undefined for one of several platforms. */
  sizeBytes: v.exactOptional(count),
  platforms: v.array(manifestPlatform),
  /** The registry was reached without TLS. */
  plainHttp: v.boolean(),
});
export type ManifestInfo = v.InferOutput<typeof manifestInfo>;
