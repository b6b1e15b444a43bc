/** What a client sends after its headers. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The body of a request. Node doesn't parse that of a client that asks to upgrade: there it is the connection itself,
 * from which `takeBody` cuts the body.
 */
export function bodyOf(request: IncomingMessage, upgraded: Duplex | undefined): AsyncIterable<Buffer> {
  // Leaving a loop over the body must leave the connection open, for the answer or for the rest.
  if (upgraded === undefined) return request.iterator({ destroyOnReturn: false });
  return new UpgradedBody(request, upgraded);
}

/** First the body, by its length; then, asked again, all that is typed. */
class UpgradedBody implements AsyncIterable<Buffer> {
  readonly #stream: Duplex;
  /** Bytes of the body that are still to come. */
  #left: number;
  #inBody = true;
  /** An empty chunked body, which some clients send. */
  #chunked: boolean;
  #rest: Buffer | undefined;
  readonly #iterator: AsyncIterator<Buffer>;

  constructor(request: IncomingMessage, stream: Duplex) {
    this.#stream = stream;
    this.#left = Number(request.headers['content-length'] ?? 0);
    this.#chunked = request.headers['transfer-encoding'] === 'chunked';
    this.#iterator = this.#stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    if (this.#inBody) {
      this.#inBody = false;
      while (this.#left > 0) {
        const chunk = await this.#next();
        if (chunk === undefined) return;
        yield chunk.subarray(0, this.#left);
        if (chunk.length > this.#left) this.#rest = chunk.subarray(this.#left);
        this.#left = Math.max(0, this.#left - chunk.length);
      }
      return;
    }
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) {
      const typed =
        this.#chunked && chunk.toString('latin1').startsWith('0\r\n\r\n') ? chunk.subarray(5) : chunk;
      this.#chunked = false;
      if (typed.length > 0) yield typed;
    }
  }

  async #next(): Promise<Buffer | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) return rest;
    const next = await this.#iterator.next();
    return next.done === true ? undefined : next.value;
  }
}
