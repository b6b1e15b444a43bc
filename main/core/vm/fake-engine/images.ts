/** Images: what they are, and the calls that don't take long. */
import { isRecord } from '../../engine/untrusted.ts';
import { hashOf, stamp, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { isOn, textMap, texts, type Fields } from './fields.ts';
import { anyOf, labelsMatch, parseFilters } from './filters.ts';
import { sendJson, sendNothing, type Call } from './http.ts';
import type { Image } from './model.ts';
import type { Userland } from './process.ts';

export interface ImageSpec {
  readonly tags: readonly string[];
  readonly created: number;
  readonly size: number;
  readonly config?: Fields;
  readonly userland?: Userland;
  /** Without one the image has no digest, as after a build. */
  readonly pulled?: boolean;
  /** What the id is made of; the first tag when absent. */
  readonly idFrom?: string;
  readonly layers?: number;
}

/** Adds an image, and takes its tags from others. */
export function addImage(engine: Engine, spec: ImageSpec): Image {
  engine.checkRoom(engine.images.size);
  const { created, size, config = { Cmd: ['/bin/sh'] } } = spec;
  const from = spec.idFrom ?? spec.tags[0] ?? '';
  const layers = spec.layers ?? 3;
  const id = hashOf('image', from);
  const pulled = spec.pulled === true && from !== '';
  const image: Image = engine.images.get(id) ?? {
    id,
    tags: new Set(),
    digests: new Set(pulled ? [`${repositoryOf(from)}@sha256:${hashOf('digest', from)}`] : []),
    created,
    size,
    config,
    userland: spec.userland ?? 'busybox',
    history: Array.from({ length: layers }, (_, n) => ({
      by: n === 0 ? `ADD rootfs.tar.gz / # buildkit` : `RUN /bin/sh -c step ${n} # buildkit`,
      size: n === 0 ? size - Math.floor(size / 10) * (layers - 1) : Math.floor(size / 10),
      at: created - (layers - n) * 1000,
    })),
  };
  engine.images.set(id, image);
  for (const tag of spec.tags) moveTag(engine, image, tag);
  return image;
}

/** Gives the tag to this image, and takes it from the one that had it. */
export function moveTag(engine: Engine, image: Image, tag: string): void {
  for (const other of engine.images.values()) other.tags.delete(tag);
  image.tags.add(tag);
}

/** `nginx` → `nginx:latest`, and without what Docker leaves unsaid. Throws 400. */
export function normalReference(name: string): string {
  const short = name.replace(/^(?:docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '');
  if (short.length > 512 || !/^[\w][\w.:/-]*(?:@sha256:[0-9a-f]{64})?$/.test(short)) {
    throw new Fault(400, 'invalid reference format');
  }
  if (/[A-Z]/.test(repositoryOf(short).replace(/^[^/]*[.:][^/]*\//, ''))) {
    throw new Fault(400, 'invalid reference format: repository name must be lowercase');
  }
  return short.includes('@') || /:[^/]+$/.test(short) ? short : `${short}:latest`;
}

/** `host:5000/a/b:c` → `host:5000/a/b` */
export function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** By name, digest, id or the beginning of one. Throws 404. */
export function findImage(engine: Engine, name: string): Image {
  const found = lookUp(engine, name);
  if (found !== undefined) return found;
  throw new Fault(404, `No such image: ${/^[\w.:/-]+$/.test(name) ? normalReference(name) : name}`);
}

export function lookUp(engine: Engine, name: string): Image | undefined {
  const images = [...engine.images.values()];
  const known = (reference: string) =>
    images.find(({ tags, digests }) => tags.has(reference) || digests.has(reference));
  const named = known(name) ?? known(safeTag(name));
  if (named !== undefined) return named;
  const id = name.replace(/^sha256:/, '');
  const byId = /^[0-9a-f]{2,64}$/.test(id) ? images.filter((image) => image.id.startsWith(id)) : [];
  return byId.length === 1 ? byId[0] : undefined;
}

/** As `normalReference`; a name that is no reference stays as it is. */
export function safeTag(name: string): string {
  try {
    return normalReference(name);
  } catch (error) {
    if (error instanceof Fault) return name;
    throw error;
  }
}

export function imageLabels(image: Image): Record<string, string> {
  return textMap(image.config['Labels']);
}

export function imageSummary(image: Image): object {
  return {
    ...{ Containers: -1, SharedSize: -1, Size: image.size },
    Created: Math.floor(image.created / 1000),
    Id: `sha256:${image.id}`,
    Labels: isRecord(image.config['Labels']) ? image.config['Labels'] : null,
    ParentId: '',
    RepoDigests: [...image.digests],
    RepoTags: [...image.tags],
  };
}

/** `GET /images/json` */
export function listImages(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), [
    ...['dangling', 'reference', 'label', 'label!', 'before', 'since', 'until'],
  ]);
  const shown = [...engine.images.values()].filter(
    (image) =>
      anyOf(filters, 'dangling', (value) => isOn(value) === (image.tags.size === 0)) &&
      anyOf(filters, 'reference', (pattern) => [...image.tags].some((tag) => globMatches(pattern, tag))) &&
      labelsMatch(filters, imageLabels(image)),
  );
  sendJson(call, 200, shown.sort((a, b) => b.created - a.created).map(imageSummary));
}

/** As Go's `path.Match`, against the name with its tag and without. */
function globMatches(pattern: string, tag: string): boolean {
  if (pattern.length > 256) return false;
  const escaped = pattern.replace(/[\\^$.|+(){}[\]]/g, '\\$&').replaceAll('*', '[^/]*');
  const regular = new RegExp(`^${escaped.replaceAll('?', '[^/]')}$`);
  return regular.test(tag) || regular.test(repositoryOf(tag));
}

/** `GET /images/{name}/json` */
export function inspectImage(engine: Engine, call: Call, name: string): void {
  const image = findImage(engine, name);
  const layer = (n: number) => `sha256:${hashOf('layer', image.id, n)}`;
  sendJson(call, 200, {
    Id: `sha256:${image.id}`,
    RepoTags: [...image.tags],
    RepoDigests: [...image.digests],
    ...{ Parent: '', Comment: '', DockerVersion: '', Author: '' },
    Created: stamp(image.created),
    Config: { ...image.config, Env: texts(image.config['Env']) ?? [] },
    Architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    Os: 'linux',
    Size: image.size,
    GraphDriver: { Name: 'overlay2', Data: { UpperDir: `/var/lib/docker/overlay2/${image.id}/diff` } },
    RootFS: { Type: 'layers', Layers: image.history.map((_, n) => layer(n)) },
    Metadata: { LastTagTime: stamp(image.created) },
  });
}

/** `GET /images/{name}/history`, the newest layer first. */
export function imageHistory(engine: Engine, call: Call, name: string): void {
  const image = findImage(engine, name);
  const entries = image.history.map(({ by, size, at }, n, all) => ({
    Id: n === all.length - 1 ? `sha256:${image.id}` : '<missing>',
    Created: Math.floor(at / 1000),
    CreatedBy: by,
    Tags: n === all.length - 1 && image.tags.size > 0 ? [...image.tags] : null,
    Size: size,
    Comment: 'buildkit.dockerfile.v0',
  }));
  sendJson(call, 200, entries.toReversed());
}

/** `POST /images/{name}/tag` */
export function tagImage(engine: Engine, call: Call, name: string): void {
  const image = findImage(engine, name);
  const repository = call.query.get('repo') ?? '';
  const label = call.query.get('tag') ?? '';
  const tag = normalReference(label === '' ? repository : `${repository}:${label}`);
  moveTag(engine, image, tag);
  engine.events.emit('image', 'tag', `sha256:${image.id}`, { ...imageLabels(image), name: tag });
  sendNothing(call, 201);
}
