/**
 * Requests to registries. One that is at a loopback address, or in the VM's own network, is meant as the engine sees it, so
 * it is asked from within the VM; all others from this computer, with the authorities that this computer trusts.
 */
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, isIPv4 } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { AppError, isCancel } from '../../contract/errors.ts';
import { withDeadline } from '../lib/retry.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';

export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface TransportOptions {
  /** Connects to an address as the VM sees it. */
  readonly dial: (target: { port: number; address: string }, signal: AbortSignal) => Promise<Duplex>;
  /** Seconds; default 15. */
  readonly seconds?: number;
}

export interface Transport {
  /**
   * Sends it; any status is an answer. With `unverified` no certificate is checked. Throws `registry.certificate`,
   * `registry.timeout`, `registry.noConnection`, `registry.notRegistry` for an answer that is too long.
   */
  send(request: RegistryRequest, unverified: boolean, signal: AbortSignal): Promise<RegistryAnswer>;
}

/** Most bytes of an answer: lists come in pages, and a manifest may have 4 MiB by the specification. */
const mostBytes = 4 * 1024 * 1024;

export function createTransport({ dial, seconds = 15 }: TransportOptions): Transport {
  return {
    send({ method, url, headers = {}, body }, unverified, signal) {
      const late = () => new AppError('registry.timeout', { params: { host: url.host, seconds } });
      return withDeadline(signal, seconds * 1000, late, async (limit) => {
        const options: RequestOptions & { rejectUnauthorized: boolean } = {
          method,
          host: plainHost(url.hostname),
          port: portOf(url),
          path: `${url.pathname}${url.search}`,
          headers: { Host: url.host, 'User-Agent': 'Moorage', Connection: 'close', ...headers },
          signal: limit,
          agent: false,
          rejectUnauthorized: !unverified,
        };
        let dialled: Duplex | undefined;
        try {
          if (isInGuest(url.hostname)) dialled = await dial(guestTarget(url), limit);
          return await answerOf(await begin(url, options, dialled, limit), body);
        } catch (error) {
          limit.throwIfAborted();
          throw sendError(error, url.host);
        } finally {
          dialled?.destroy();
        }
      });
    },
  };
}

/** Opens the request; over a stream into the VM, TLS is a part of the stream and stands before anything is asked. */
async function begin(
  url: URL,
  options: RequestOptions & { rejectUnauthorized: boolean },
  dialled: Duplex | undefined,
  signal: AbortSignal,
): Promise<ClientRequest> {
  const secure = url.protocol === 'https:';
  if (dialled === undefined) return secure ? httpsRequest(options) : httpRequest(options);
  // What breaks later on is told by the request, or by nobody once that is over.
  dialled.on('error', () => undefined);
  signal.addEventListener('abort', () => dialled.destroy(), { once: true });
  const connection = secure ? await secured(dialled, options) : dialled;
  // Node takes the stream only where no agent is named, not even `false`.
  const { agent: _none, ...rest } = options;
  return httpRequest({ ...rest, createConnection: () => connection });
}

function secured(
  dialled: Duplex,
  { host, rejectUnauthorized }: RequestOptions & { rejectUnauthorized: boolean },
): Promise<Duplex> {
  const name = String(host);
  const servername = isIP(name) === 0 ? { servername: name } : {};
  return new Promise((resolve, reject) => {
    const connection = tlsConnect({ socket: dialled, host: name, rejectUnauthorized, ...servername });
    // Stays for as long as the connection: one that nobody listens to any more would end the process.
    connection.on('error', reject);
    connection.once('close', () => reject(new Error('it hung up')));
    connection.once('secureConnect', () => resolve(connection));
  });
}

function answerOf(request: ClientRequest, body: string | undefined): Promise<RegistryAnswer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) answer.destroy(new AnswerTooLong());
      });
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
  });
}

class AnswerTooLong extends Error {}

/** Whether the engine in the VM means something else by this name than this computer does. */
export function isInGuest(hostname: string): boolean {
  const host = plainHost(hostname);
  return host === 'localhost' || host === '::1' || (isIPv4(host) && /^(?:127\.|10\.0\.2\.)/.test(host));
}

function guestTarget(url: URL): { port: number; address: string } {
  const host = plainHost(url.hostname);
  return { port: portOf(url), address: host === 'localhost' ? '127.0.0.1' : host };
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Without the brackets of an IPv6 address. */
function plainHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** What a failed request means. */
export function sendError(error: unknown, host: string): unknown {
  if (isCancel(error)) return error;
  const code = systemCode(error) ?? '';
  if (error instanceof AnswerTooLong) {
    return new AppError('registry.notRegistry', { params: { host, reason: 'its answer is too long' } });
  }
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO)|CERT|SELF_SIGNED|HOSTNAME_MISMATCH/.test(code)) {
    const noTls = code === 'EPROTO' || /WRONG_VERSION_NUMBER|HTTP_REQUEST/.test(code);
    const reason = noTls ? 'it does not speak TLS' : tlsReason(error);
    return new AppError('registry.certificate', { params: { host, reason }, cause: error });
  }
  if (code.startsWith('HPE_')) {
    return new AppError('registry.notRegistry', {
      params: { host, reason: 'it speaks no HTTP' },
      cause: error,
    });
  }
  if (error instanceof AppError && !['guest.refused', 'guest.unreachable'].includes(error.code)) return error;
  const reason =
    error instanceof AppError ? 'nothing answers there in the VM' : systemReason(error).slice(0, 300);
  return new AppError('registry.noConnection', { params: { host, reason }, cause: error });
}

function tlsReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, 200);
}
