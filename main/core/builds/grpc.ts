/**
 * A gRPC server on one stream (grpc.github.io, "gRPC over HTTP2"), for what BuildKit asks of whoever builds. Node's own
 * HTTP/2 does the work. The client is the guest: messages are bounded, and what isn't offered is refused.
 */
import { once } from 'node:events';
import {
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';

/** Longest message that is taken, in bytes: questions are short. */
const maxMessage = 1024 * 1024;
const statusOk = 0;
const statusUnknown = 2;
const statusUnimplemented = 12;

export interface GrpcCall {
  /** The messages of the client, one after the other. */
  readonly messages: AsyncIterable<Buffer>;
  /** All values of a name in the request's head. */
  readonly head: (name: string) => string[];
  /** Resolves when there is room for another. */
  readonly send: (message: Buffer) => Promise<void>;
}

export type GrpcMethod = (call: GrpcCall) => Promise<void>;

/** Serves the methods, by their paths, until the stream ends; answers what ends it. Errors of methods go to `onError`. */
export function serveGrpc(
  stream: Duplex,
  methods: ReadonlyMap<string, GrpcMethod>,
  onError: (error: unknown) => void,
): () => void {
  const server = createServer();
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
    session.once('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => stream.destroy());
  server.on(
    'stream',
    (one: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, rawHeaders: unknown) => {
      one.on('error', () => one.destroy());
      const method = methods.get(String(headers[':path']));
      if (method === undefined) return refuse(one);
      void answer(one, method, rawHeaders).catch(onError);
    },
  );
  server.emit('connection', stream);
  return () => {
    for (const session of sessions) session.destroy();
    stream.destroy();
  };
}

function refuse(stream: ServerHttp2Stream): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(statusUnimplemented) },
    { endStream: true },
  );
}

async function answer(stream: ServerHttp2Stream, method: GrpcMethod, rawHeaders: unknown): Promise<void> {
  let status = statusUnknown;
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  try {
    await method({
      messages: messagesOf(stream),
      head: (name) => valuesOf(rawHeaders, name),
      send: (message) => send(stream, message),
    });
    status = statusOk;
  } finally {
    if (!stream.destroyed) stream.end();
  }
}

function valuesOf(rawHeaders: unknown, name: string): string[] {
  const raw: readonly unknown[] = Array.isArray(rawHeaders) ? rawHeaders : [];
  return raw.flatMap((one, index) => {
    const value = raw[index + 1];
    return index % 2 === 0 && one === name && typeof value === 'string' ? [value] : [];
  });
}

async function send(stream: ServerHttp2Stream, message: Buffer): Promise<void> {
  if (stream.destroyed || stream.closed) throw new Error('the builder has gone');
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  stream.write(head);
  if (stream.write(message)) return;
  // A stream that closes has no room any more, and nobody to tell.
  const over = new AbortController();
  try {
    await Promise.race([
      once(stream, 'drain', { signal: over.signal }),
      once(stream, 'close', { signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}

async function* messagesOf(stream: ServerHttp2Stream): AsyncGenerator<Buffer, void> {
  let kept: Buffer = Buffer.alloc(0);
  // Whoever has heard enough may still have something to say.
  const chunks: AsyncIterable<Buffer> = stream.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    while (kept.length >= 5) {
      const length = kept.readUInt32BE(1);
      if (length > maxMessage || kept[0] !== 0) throw new RangeError('a message that is not taken');
      if (kept.length < 5 + length) break;
      yield kept.subarray(5, 5 + length);
      kept = kept.subarray(5 + length);
    }
  }
}
