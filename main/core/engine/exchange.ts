/**
 * Watches one connection to the engine in both directions and tells where the answer to a container's start begins,
 * so that it can be held. Answers come in the order of their requests (RFC 9112 §9.3.2), also when a client sends
 * several at once; that is how an answer is told to belong to a request.
 */
import { HttpFollower } from './http-follow.ts';
import type { Body } from './http-follow.ts';
import { classify, parseRequestLine, parseStatus } from './http-head.ts';
import type { Head } from './http-head.ts';

/** The answer that begins at `from` in the chunk is that of a start: these containers now run. */
export interface StartAnswer {
  readonly from: number;
  readonly containers: readonly string[];
}

type Expected =
  { readonly kind: 'plain' | 'head' | 'last' } | { readonly kind: 'start'; readonly container: string };

/** Requests that may wait for their answers at once before the connection is no longer followed. */
const maxPipelined = 1024;
const plain: Expected = { kind: 'plain' };
const head: Expected = { kind: 'head' };
const last: Expected = { kind: 'last' };

export class Exchange {
  readonly #requests = new HttpFollower((message) => this.#onRequest(message));
  readonly #answers = new HttpFollower((message, start) => this.#onAnswer(message, start));
  #expected: Expected[] = [];
  #begun: { from: number; containers: string[] } | undefined;

  /** Takes bytes on their way to the engine, before they are passed on. */
  request(chunk: Buffer): void {
    this.#requests.push(chunk);
  }

  /** Takes bytes of the engine's answers; says where the first start's answer begins in them, if one does. */
  answer(chunk: Buffer): StartAnswer | undefined {
    if (this.#answers.raw) return undefined;
    this.#begun = undefined;
    this.#answers.push(chunk);
    return this.#begun;
  }

  #onRequest(message: Head): Body {
    const line = parseRequestLine(message.startLine);
    if (line === undefined || this.#expected.length >= maxPipelined) return 'raw';
    const endpoint = classify(line);
    if (message.upgrade || endpoint.kind === 'hijack') {
      this.#expected.push(last);
      return 'raw';
    }
    if (endpoint.kind === 'start') this.#expected.push(endpoint);
    else this.#expected.push(line.method === 'HEAD' ? head : plain);
    return message.chunked ? 'chunked' : (message.length ?? 0);
  }

  #onAnswer(message: Head, start: number): Body {
    const status = parseStatus(message.startLine);
    if (status === undefined || status === 101) return 'raw';
    if (status < 200) return 0; // interim: the answer is still to come (RFC 9110 §15.2)
    const request = this.#expected.shift();
    if (request === undefined || request.kind === 'last') return 'raw';
    // 304: it ran already; the ports of one that is starting right now may still be opening.
    if (request.kind === 'start' && (status < 300 || status === 304)) {
      this.#begun ??= { from: start, containers: [] };
      this.#begun.containers.push(request.container);
    }
    // Length of an answer: RFC 9112 §6.3. Without one it goes on until the connection closes.
    if (request.kind === 'head' || status === 204 || status === 304) return 0;
    if (message.chunked) return 'chunked';
    return message.length ?? 'raw';
  }
}
