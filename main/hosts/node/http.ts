/**
 * The window for a browser: the built page and its link to the core, on a port of 127.0.0.1: the same as last time if
 * it is free, else one that the system chooses.
 * Every program on this computer, and every page in its browsers, can send requests to that port. So a browser gets in
 * only with a one-time token, which becomes a cookie, and every request is judged first (`http-gate.ts`).
 */
import { once } from 'node:events';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '../../contract/errors.ts';
import type { Link } from '../../contract/link.ts';
import { assertNever } from '../../core/lib/assert-never.ts';
import { errorAnswer, htmlAnswer, plainAnswer, windowFile, type WindowAnswer } from '../window-files.ts';
import {
  cookieName,
  cookieValues,
  judgeRequest,
  judgeUpgrade,
  linkKey,
  type RequestHead,
} from './http-gate.ts';
import { OneTimeTokens, type OneTimeTokensOptions } from './one-time-tokens.ts';
import { Sessions } from './sessions.ts';
import { maxFrameBytes, webSocketLink, type WebSocketLinkOptions } from './websocket-link.ts';
import type { WindowMemory } from './window-memory.ts';

export interface WindowServerOptions {
  /** Where the built window is; it may be built later. */
  readonly folder: string;
  /** Gets the link of each window that opens. */
  readonly onLink: (link: Link) => void;
  /** Gets what went wrong on our side. For the log. */
  readonly report: (error: unknown) => void;
  readonly tokens?: OneTimeTokensOptions;
  readonly links?: WebSocketLinkOptions;
  /** What is kept from one server to the next; nothing when left out. */
  readonly memory?: WindowMemory;
}

export interface WindowServer {
  /** The address without a token: it opens for a browser that was let in before. */
  readonly base: string;
  /** An address that lets one browser in, once, within five minutes. It is a secret. */
  fresh(): string;
  /** Stops listening and closes every link. */
  close(): Promise<void>;
}

/** Links at once; more are refused. Each is a window of one person. */
const maxLinks = 20;
/** Connections at once; more are dropped. A browser opens six for one page. */
const maxConnections = 200;

/** Serves the window. Throws what listening throws. */
export async function serveWindow(options: WindowServerOptions): Promise<WindowServer> {
  const tokens = new OneTimeTokens(options.tokens);
  const links = new Set<Link>();
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000, maxHeaderSize: 16_384 });
  server.maxConnections = maxConnections;
  // For a browser that asks and doesn't read.
  server.setTimeout(60_000);
  const { memory } = options;
  const port = await listenAgain(server, memory?.before?.port);
  const sessions = new Sessions({
    // On another port they would find neither their cookie nor their key.
    before: memory?.before?.port === port ? memory.before.sessions : [],
    onChange: (all) => memory?.keep({ port, sessions: all }),
  });

  const sessionOf = (head: RequestHead) => sessions.find(cookieValues(head, cookieName(port)));

  const answer = async (head: RequestHead): Promise<WindowAnswer> => {
    const verdict = judgeRequest(head, port);
    switch (verdict.kind) {
      case 'refused':
        return refusal(verdict.status);
      case 'token':
        if (tokens.take(verdict.token)) return welcome(verdict, `${cookieName(port)}=${sessions.begin()}`);
        // The address of a window that is open, asked for again: the cookie does.
        return sessionOf(head) === undefined ? signedOut() : welcome(verdict);
      case 'file':
        if (sessionOf(head) === undefined) return signedOut();
        return windowFile(options.folder, verdict.path);
      default:
        return assertNever(verdict);
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      write(response, await answer(headOf(request)));
    } catch (error) {
      options.report(error);
      write(response, plainAnswer(500, 'Internal error'));
    }
  };

  server.on('request', (request, response) => void serve(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, start: Buffer) => {
    const head = headOf(request);
    const verdict = judgeUpgrade(head, port);
    if (verdict !== 'open') return refuseUpgrade(socket, verdict);
    const session = sessionOf(head);
    if (session === undefined || !session.mayLink(linkKey(head))) return refuseUpgrade(socket, 401);
    if (links.size >= maxLinks) return refuseUpgrade(socket, 503);
    sockets.handleUpgrade(request, socket, start, (webSocket) => {
      const link = webSocketLink(webSocket, options.links);
      links.add(link);
      link.onClose(() => links.delete(link));
      options.onLink(link);
    });
  });

  const base = `http://127.0.0.1:${port}/`;
  return {
    base,
    fresh: () => `${base}?token=${tokens.fresh()}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const link of links) link.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Listens on the port of last time, or on any if somebody else has that now. */
async function listenAgain(server: Server, port: number | undefined): Promise<number> {
  try {
    return await listen(server, port ?? 0);
  } catch (error) {
    if (port === undefined) throw error;
    return listen(server, 0);
  }
}

/** Listens where only this computer can connect; the answer is the port. */
async function listen(server: Server, wanted: number): Promise<number> {
  const listening = once(server, 'listening');
  server.listen({ host: '127.0.0.1', port: wanted });
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server listens on no port');
  return address.port;
}

function headOf({ method, url, headersDistinct }: IncomingMessage): RequestHead {
  return { method: method ?? '', url: url ?? '', headers: headersDistinct };
}

/**
 * Lets a browser in. A page of another origin that led here counts as the one who asked even after a redirect, and the
 * cookie, which is `SameSite=Strict` (draft-ietf-httpbis-rfc6265bis, section 5.2), wouldn't come along: then a page of
 * our own does the asking.
 */
function welcome({ fromElsewhere }: { fromElsewhere: boolean }, cookie?: string): WindowAnswer {
  const setCookie: Record<string, string> =
    cookie === undefined ? {} : { 'Set-Cookie': `${cookie}; HttpOnly; SameSite=Strict; Path=/` };
  const { status, headers, body } = fromElsewhere
    ? htmlAnswer(200, '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Moorage</title>\n')
    : plainAnswer(303);
  const where: Record<string, string> = fromElsewhere ? {} : { Location: '/' };
  return { status, headers: { ...headers, ...where, ...setCookie }, body };
}

function signedOut(): WindowAnswer {
  return errorAnswer(401, new AppError('window.signedOut'));
}

function refusal(status: 401 | 403 | 404 | 405): WindowAnswer {
  const plain = plainAnswer(status, STATUS_CODES[status] ?? '');
  return status === 405 ? { ...plain, headers: { ...plain.headers, Allow: 'GET, HEAD' } } : plain;
}

/** For HEAD, Node leaves the body out itself. */
function write(response: ServerResponse, { status, headers, body }: WindowAnswer): void {
  response.writeHead(status, { ...headers, 'Content-Length': body.length });
  response.end(body);
}

function refuseUpgrade(socket: Duplex, status: 401 | 403 | 404 | 503): void {
  // A peer that is gone needs no answer.
  socket.on('error', () => socket.destroy());
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
  socket.end(`${head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
