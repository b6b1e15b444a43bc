/**
 * What is asked of a registry: its repositories, tags and manifests, by the OCI distribution specification
 * (https://github.com/opencontainers/distribution-spec). How one signs in is in `sign-in.ts`.
 */
import { AppError } from '../../contract/errors.ts';
import { dockerHub } from '../../contract/image-reference.ts';
import type { ManifestInfo, NamePage } from '../../contract/registry-model.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import { parseManifest, manifestTypes, type ManifestPart } from './manifest.ts';
import type { Secret } from './secret-store.ts';
import { authorize, type Authorization } from './sign-in.ts';
import type { RegistryAnswer, RegistryRequest, Transport } from './transport.ts';

export interface RegistryClientOptions {
  readonly transport: Transport;
  /** `HOST[:PORT]`. */
  readonly host: string;
  /** Who asks; undefined for anybody. */
  readonly secret: Secret | undefined;
  /** The engine trusts it without a certificate, and without TLS at all. */
  readonly insecure: boolean;
}

/** Names that are asked for at a time. */
const pageSize = 100;

export class RegistryClient {
  readonly #options: RegistryClientOptions;
  #base: URL | undefined;
  #authorization: Authorization | undefined;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
  }

  /** A page of its repositories. Throws `registry.noList` and what `#ask` throws. */
  async repositories(after: string | undefined, signal: AbortSignal): Promise<NamePage> {
    const { host } = this.#options;
    try {
      return await this.#page('_catalog', 'repositories', after, '*', signal);
    } catch (error) {
      const noList =
        error instanceof AppError && /^registry\.(?:notFound|forbidden|noDelete)$/.test(error.code);
      throw noList ? new AppError('registry.noList', { params: { host }, cause: error }) : error;
    }
  }

  tags(repository: string, after: string | undefined, signal: AbortSignal): Promise<NamePage> {
    return this.#page(`${repository}/tags/list`, 'tags', after, repository, signal);
  }

  /** What a tag or digest stands for. */
  async manifest(repository: string, name: string, signal: AbortSignal): Promise<ManifestInfo> {
    const part = await this.#manifest(repository, name, signal);
    const plainHttp = this.#base?.protocol === 'http:';
    if (part.config === undefined) return { ...part.info, plainHttp };
    // Of one platform only the configuration tells which. One that can't be had leaves that open.
    const config = await this.#json(`${repository}/blobs/${part.config}`, repository, signal);
    const { os, architecture, variant } = config;
    const platform = [os, architecture, variant]
      .filter((one) => typeof one === 'string' && one !== '')
      .join('/');
    const platforms = platform === '' ? [] : [{ name: cleanText(platform).slice(0, 100) }];
    return { ...part.info, platforms, plainHttp };
  }

  /**
   * Deletes a tag; where the registry knows no tag alone, the manifest behind it, with all of its tags. Throws
   * `registry.noDelete` and what `#ask` throws.
   */
  async deleteTag(repository: string, tag: string, signal: AbortSignal): Promise<void> {
    const remove = (name: string) =>
      this.#ask({ method: 'DELETE', path: `${repository}/manifests/${name}` }, repository, signal, 'delete');
    try {
      await remove(tag);
    } catch (error) {
      // Distribution up to 2.8 answers a tag with 400, others with 405.
      const unknown =
        error instanceof AppError &&
        (error.code === 'registry.noDelete' ||
          error.code === 'registry.notFound' ||
          (error.code === 'registry.refused' && error.params['status'] === 400));
      if (!unknown) throw error;
      const { info } = await this.#manifest(repository, tag, signal);
      await remove(info.digest);
    }
  }

  async #manifest(repository: string, name: string, signal: AbortSignal): Promise<ManifestPart> {
    const { host } = this.#options;
    const answer = await this.#ask(
      {
        method: 'GET',
        path: `${repository}/manifests/${name}`,
        headers: { Accept: manifestTypes.join(', ') },
      },
      repository,
      signal,
    );
    return parseManifest(answer.body, header(answer, 'docker-content-digest'), parseJson(answer, host));
  }

  async #json(path: string, repository: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    try {
      const answer = await this.#ask({ method: 'GET', path }, repository, signal);
      return asRecord(parseJson(answer, this.#options.host));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) return {};
      throw error;
    }
  }

  async #page(
    path: string,
    member: string,
    after: string | undefined,
    repository: string,
    signal: AbortSignal,
  ): Promise<NamePage> {
    const query = new URLSearchParams(after ?? '');
    if (!query.has('n')) query.set('n', String(pageSize));
    const answer = await this.#ask({ method: 'GET', path: `${path}?${String(query)}` }, repository, signal);
    const names = asRecord(parseJson(answer, this.#options.host))[member];
    const items = (Array.isArray(names) ? names : [])
      .filter((name) => typeof name === 'string')
      .slice(0, 10 * pageSize)
      .map((name) => cleanText(name).slice(0, 300));
    const next = nextPage(header(answer, 'link'));
    return next === undefined ? { items } : { items, next };
  }

  /**
   * Asks, signs in where that is wanted, and turns refusals into errors: `registry.signInNeeded`, `registry.forbidden`,
   * `registry.notFound`, `registry.notRegistry`, `registry.refused`, and what the transport throws.
   */
  async #ask(
    request: { method: RegistryRequest['method']; path: string; headers?: Readonly<Record<string, string>> },
    repository: string,
    signal: AbortSignal,
    action: 'pull' | 'delete' = 'pull',
  ): Promise<RegistryAnswer> {
    const { host, transport, insecure, secret } = this.#options;
    const base = (this.#base ??= await this.#find(signal));
    const url = new URL(`/v2/${request.path}`, base);
    const send = () => {
      const authorization = this.#authorization?.header;
      const headers = {
        ...request.headers,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      };
      return transport.send({ method: request.method, url, headers }, insecure, signal);
    };
    const scope =
      repository === '*'
        ? 'registry:catalog:*'
        : `repository:${repository}:${action === 'pull' ? 'pull' : '*'}`;
    if (this.#authorization?.scope !== scope) this.#authorization = undefined;
    let answer = await send();
    if (answer.status === 401) {
      this.#authorization = await authorize({
        host,
        transport,
        insecure,
        secret,
        scope,
        challenge: header(answer, 'www-authenticate'),
        signal,
      });
      answer = await send();
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusal(answer, host, repository === '*' ? '_catalog' : repository);
  }

  /** Where the registry answers: an insecure one may speak TLS or not, as the engine finds out too. */
  async #find(signal: AbortSignal): Promise<URL> {
    const { transport, insecure } = this.#options;
    const host = this.#options.host === dockerHub ? 'registry-1.docker.io' : this.#options.host;
    const ping = async (base: URL) => {
      const url = new URL('/v2/', base);
      const answer = await transport.send({ method: 'GET', url }, insecure, signal);
      const version = header(answer, 'docker-distribution-api-version') ?? '';
      if (answer.status === 200 || answer.status === 401 || version.includes('registry/2.0')) return base;
      if (answer.status >= 500 || answer.status === 429 || answer.status === 403)
        throw refusal(answer, host, '/v2/');
      throw new AppError('registry.notRegistry', {
        params: { host, reason: `/v2/ answers ${answer.status}` },
      });
    };
    try {
      return await ping(new URL(`https://${host}`));
    } catch (error) {
      const other =
        error instanceof AppError && /^registry\.(?:certificate|noConnection)$/.test(error.code) && insecure;
      if (!other) throw error;
      return ping(new URL(`http://${host}`));
    }
  }
}

function header({ headers }: RegistryAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function parseJson({ body }: RegistryAnswer, host: string): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AppError('registry.notRegistry', {
      params: { host, reason: 'its answer is no JSON' },
      cause: error,
    });
  }
}

/**
 * The query of the next page (RFC 5988: `</v2/_catalog?last=b&n=2>; rel="next"`). Only the query is taken: an answer
 * can't lead anywhere else.
 */
export function nextPage(link: string | undefined): string | undefined {
  const match = /<([^<>]{1,2000})>\s*;\s*rel="?next"?/i.exec((link ?? '').slice(0, 4000));
  const query = match?.[1]?.split('?')[1];
  return query === undefined || query === '' ? undefined : query;
}

/** A refusal in our words; the registry's own words (`errors[].message`) stay. */
export function refusal(answer: RegistryAnswer, host: string, name: string): AppError {
  const { status } = answer;
  switch (status) {
    case 401:
      return new AppError('registry.signInNeeded', { params: { host } });
    case 403:
      return new AppError('registry.forbidden', { params: { host } });
    case 404:
      return new AppError('registry.notFound', { params: { host, name } });
    case 405:
      return new AppError('registry.noDelete', { params: { host } });
    default:
      return new AppError('registry.refused', { params: { host, status, message: ownWords(answer.body) } });
  }
}

export function ownWords(body: Buffer): string {
  const text = body.subarray(0, 20_000).toString('utf8');
  try {
    const content = asRecord(JSON.parse(text));
    const { errors, details, message } = content;
    const first = asRecord(Array.isArray(errors) ? errors[0] : undefined);
    const words = [first['message'], first['code'], details, message].find((one) => typeof one === 'string');
    if (typeof words === 'string') return cleanText(words).slice(0, 300);
  } catch {
    return '-'; // a page of HTML tells a person nothing
  }
  return '-';
}
