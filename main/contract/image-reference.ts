/**
 * Names of images, read the way the engine reads them (distribution/reference): what stands before the first slash is a
 * registry if it looks like a host, else it is a part of a name on Docker Hub. Pure; both the core and the window ask.
 */

export interface ImageReference {
  /** `docker.io`, `localhost:5000`, … */
  readonly domain: string;
  /** The repository, with `library/` where Docker Hub leaves that unsaid. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The registry that is meant where none is named. */
export const dockerHub = 'docker.io';

/** Most characters of a domain and a path together, by the same grammar. */
const mostName = 255;
const part = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const domainPart = /^(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])$/;

/** Undefined for what is no name of an image. An id is none either. */
export function parseReference(text: string): ImageReference | undefined {
  if (text.length > 1000 || /^[a-f0-9]{64}$/.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const tag = tagged ? named.slice(colon + 1) : undefined;
  const { domain, path } = splitDomain(tagged ? named.slice(0, colon) : named);
  if (!isRegistryHost(domain) || domain.length + path.length + 1 > mostName) return undefined;
  if (!isRepository(path)) return undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  if (
    digest !== undefined &&
    !/^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/.test(digest)
  )
    return undefined;
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Whether this is `HOST` or `HOST:PORT`; HOST may be an IPv6 address in brackets. */
export function isRegistryHost(text: string): boolean {
  if (text.length > mostName) return false;
  const match = /^(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text);
  const [, host = '', port] = match ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return false;
  return host.startsWith('[') || host.split('.').every((one) => domainPart.test(one));
}

/** Whether this is the path of a repository. */
export function isRepository(path: string): boolean {
  return path.length <= mostName && path.split('/').every((one) => part.test(one));
}

function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (slash < 0 || !isHost) return { domain: dockerHub, path: hubPath(name) };
  const path = name.slice(slash + 1);
  if (first === dockerHub || first === 'index.docker.io') return { domain: dockerHub, path: hubPath(path) };
  return { domain: first, path };
}

function hubPath(path: string): string {
  return path.includes('/') ? path : `library/${path}`;
}
