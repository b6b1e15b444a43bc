/** Signing in, searching and pushing, and a registry in the fake VM at port 5000 that holds what was pushed to it. */
import { delay } from '../../lib/retry.ts';
import { hashOf, numberOf, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { openStream, readJson, sendJson, sendNothing, writeLine, type Call } from './http.ts';
import { findImage, repositoryOf } from './images.ts';

/** Where the registry is, seen from the VM. */
export const fakeRegistryPort = 5000;

const pushMs = 1200;
const tickMs = 100;

const known = [
  ['nginx', 'Official build of Nginx.', 20_914, true],
  ['nginxinc/nginx-unprivileged', 'Unprivileged NGINX Dockerfiles', 182, false],
  ['redis', 'Redis is the world’s fastest data platform.', 13_480, true],
  ['postgres', 'The PostgreSQL object-relational database system.', 14_612, true],
  ['bitnami/postgresql', 'Bitnami container image for PostgreSQL', 267, false],
  ['registry', 'Distribution implementation for storing and distributing of images', 4_180, true],
] as const;

/** `POST /auth`: the password `wrong` is. */
export async function checkAuth(_engine: Engine, call: Call): Promise<void> {
  const { serveraddress, password } = await readJson(call);
  if (password === 'wrong') {
    const at = typeof serveraddress === 'string' ? serveraddress : 'https://index.docker.io/v1/';
    throw new Fault(401, `login attempt to https://${at}/v2/ failed with status: 401 Unauthorized`);
  }
  sendJson(call, 200, { Status: 'Login Succeeded', IdentityToken: '' });
}

/** `GET /images/search` */
export function searchImages(_engine: Engine, call: Call): void {
  const term = (call.query.get('term') ?? '').toLowerCase();
  const limit = Number(call.query.get('limit') ?? '25');
  const found = known.filter(([name, description]) => `${name} ${description}`.toLowerCase().includes(term));
  const answer = found.slice(0, limit).map(([name, description, stars, official]) => ({
    ...{ name, description, star_count: stars, is_official: official, is_automated: false },
  }));
  sendJson(call, 200, answer);
}

/** `POST /images/{name}/push`: repositories of `forbidden/` are refused. */
export async function pushImage(engine: Engine, call: Call, name: string): Promise<void> {
  const tag = call.query.get('tag') ?? 'latest';
  const image = findImage(engine, `${name}:${tag}`);
  openStream(call, 'application/json');
  writeLine(call, { status: `The push refers to repository [${name}]` });
  if (/(?:^|\/)forbidden\//.test(name)) {
    const message = 'denied: requested access to the resource is denied';
    writeLine(call, { errorDetail: { message }, error: message });
    call.response.end();
    return;
  }
  const layers = image.history.map(({ size }, n) => ({
    id: hashOf('layer', image.id, n).slice(0, 12),
    size,
  }));
  const ticks = pushMs / tickMs;
  for (let tick = 1; tick <= ticks; tick += 1) {
    await delay(tickMs, call.gone);
    for (const { id, size } of layers) {
      const progressDetail = { current: Math.floor((size * tick) / ticks), total: size };
      writeLine(
        call,
        tick === ticks
          ? { status: 'Pushed', progressDetail: {}, id }
          : { status: 'Pushing', progressDetail, id },
      );
    }
  }
  const local = /^(?:localhost|127\.0\.0\.1):5000\/(.+)$/.exec(repositoryOf(`${name}:${tag}`))?.[1];
  if (local !== undefined) holdTag(engine, local, tag);
  writeLine(call, { status: `${tag}: digest: sha256:${hashOf('digest', name, tag)} size: 1368` });
  call.response.end();
}

/** Puts a tag into the registry. */
export function holdTag(engine: Engine, repository: string, tag: string): void {
  engine.checkRoom(engine.registry.size);
  const tags = engine.registry.get(repository) ?? new Set();
  engine.registry.set(repository, tags.add(tag));
}

/** What there is for several platforms. */
const severalPlatforms = 'toolbox';

/** An index as builders make it, with the attestation beside each image. */
function platformIndex(repository: string, tag: string): object {
  const image = (architecture: string, variant?: string) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    ...{ digest: `sha256:${hashOf('platform', repository, tag, architecture)}`, size: 1368 },
    platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
  });
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      image('amd64'),
      image('arm64', 'v8'),
      { ...image('none'), platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  };
}

/** The registry itself: `/v2/…`, by the distribution specification. */
export function serveRegistry({ registry }: Engine, call: Call): void {
  const { method, path } = call;
  if (path === '/v2/') return sendJson(call, 200, {});
  if (path === '/v2/_catalog') return sendJson(call, 200, { repositories: [...registry.keys()].sort() });
  const [, repository = '', kind = '', name = ''] =
    /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  const tags = registry.get(repository);
  if (tags === undefined) throw new Fault(404, 'repository name not known to registry');
  const size = 5_000_000 + numberOf(80_000_000, 'pushed', repository);
  const digest = `sha256:${hashOf('config', repository, name)}`;
  if (kind === 'tags') return sendJson(call, 200, { name: repository, tags: [...tags].sort() });
  if (kind === 'blobs') return sendJson(call, 200, { os: 'linux', architecture: 'amd64' });
  if (!tags.has(name)) throw new Fault(404, 'manifest unknown');
  if (method === 'DELETE') {
    tags.delete(name);
    return sendNothing(call, 202);
  }
  if (repository === severalPlatforms) return sendJson(call, 200, platformIndex(repository, name));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  sendJson(call, 200, { schemaVersion: 2, mediaType, config: { digest }, layers: [{ size }] });
}
