/**
 * GET over HTTP and HTTPS, with nothing done behind the caller's back: bodies arrive as the server sent them (index
 * files are gzip files, and a client that undid a `Content-Encoding` would break their hashes), redirects are followed
 * by us, and a server that falls silent is an error.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../contract/errors.ts';
import { errorCode } from './cache.ts';

/** Times that the network gets, all in milliseconds. */
export interface Patience {
  /** Pauses before the second, third, … attempt; after the last one the failure stands. */
  readonly pauses: readonly number[];
  /** How long a server may send nothing. */
  readonly silence: number;
}

export const usualPatience: Patience = { pauses: [500, 2000, 8000], silence: 30_000 };

/** A failure of the network or of the server. `permanent` means that asking again is pointless. */
export class NetworkError extends Error {
  readonly permanent: boolean;
  readonly status: number | undefined;
  constructor(message: string, options: { permanent?: boolean; status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'NetworkError';
    this.permanent = options.permanent ?? false;
    this.status = options.status;
  }
}

const mostRedirects = 5;

/**
 * Sends a GET and resolves with the answer once its head is there; the body is still to be read, and must be read or
 * destroyed. Follows redirects to http and https only. Only 200 and 206 are answers; throws `NetworkError` for all
 * else, and the signal's reason when aborted.
 */
export async function get(
  url: string,
  options: { headers?: Record<string, string>; signal?: AbortSignal | undefined; silence: number },
): Promise<IncomingMessage> {
  let target = url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await send(target, options);
    const status = answer.statusCode ?? 0;
    if (status === 200 || status === 206) return answer;
    answer.resume();
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) {
      const permanent = status >= 400 && status < 500 && status !== 408 && status !== 429;
      throw new NetworkError(`the server answered ${status}`, { permanent, status });
    }
    target = redirectTarget(location, target);
  }
  throw new NetworkError('too many redirects', { permanent: true });
}

function redirectTarget(location: string, base: string): string {
  if (!URL.canParse(location, base)) throw new NetworkError('a redirect to no address', { permanent: true });
  return new URL(location, base).href;
}

function send(
  url: string,
  {
    headers,
    signal,
    silence,
  }: { headers?: Record<string, string>; signal?: AbortSignal | undefined; silence: number },
): Promise<IncomingMessage> {
  signal?.throwIfAborted();
  if (!URL.canParse(url)) throw new NetworkError('not an address', { permanent: true });
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new NetworkError(`${protocol} is neither http nor https`, { permanent: true });
  }
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      headers: { 'accept-encoding': 'identity', ...headers },
      ...(signal && { signal }),
    });
    sent.setTimeout(silence, () => {
      sent.destroy(new NetworkError(`no byte came for ${Math.round(silence / 1000)} seconds`));
    });
    sent.on('response', resolve);
    sent.on('error', (error) => reject(networkError(error, signal)));
    sent.end();
  });
}

/** Makes a `NetworkError` of what a request or its body failed with; an abort stays what it is. */
export function networkError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof NetworkError) return error;
  // Node says only "aborted" when the server goes away in the middle of a body.
  if (errorCode(error) === 'ECONNRESET') return new NetworkError('the connection was cut', { cause: error });
  return new NetworkError(error instanceof Error ? error.message : String(error), { cause: error });
}

/**
 * Runs an attempt until it succeeds, is aborted, fails for good, or patience is at its end. An attempt calls
 * `gained` when it got something that the next one builds upon; that renews the patience.
 * Throws `setup.network` for a `NetworkError`, anything else as it is and at once.
 */
export async function withPatience<T>(
  url: string,
  patience: Patience,
  signal: AbortSignal | undefined,
  attempt: (gained: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  for (;;) {
    try {
      return await attempt(() => {
        failures = 0;
      });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const pause = error.permanent ? undefined : patience.pauses[failures];
      if (pause === undefined) {
        throw new AppError('setup.network', {
          params: { url, reason: error.message },
          cause: error,
          action: 'retry',
        });
      }
      failures += 1;
      await sleep(pause, undefined, signal && { signal });
    }
  }
}

/**
 * Fetches a small file whole into memory. Throws `setup.network`, also for one of more than `limit` bytes.
 */
export function fetchSmall(
  url: string,
  options: { limit: number; signal?: AbortSignal | undefined; patience?: Patience | undefined },
): Promise<Buffer> {
  const { limit, signal, patience = usualPatience } = options;
  return withPatience(url, patience, signal, async () => {
    const answer = await get(url, { signal, silence: patience.silence });
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > limit) throw new NetworkError(`it has more than ${limit} bytes`, { permanent: true });
        chunks.push(chunk);
      }
    } catch (error) {
      throw networkError(error, signal);
    } finally {
      answer.destroy();
    }
    return Buffer.concat(chunks);
  });
}
