/**
 * Watches one connection to the engine in both directions. Of the requests it keeps back those that name folders until
 * it has decided on them; of the answers it tells where that to a container's start begins, so that it can be held.
 * Answers come in the order of their requests (RFC 9112 §9.3.2), also when a client sends several at once; that is
 * how an answer is told to belong to a request.
 */
import type { AppError } from '../../contract/errors.ts';
import type { BindSource } from '../shares/paths.ts';
import type { BindsOf } from './binds.ts';
import { judgeRequest } from './create-request.ts';
import { HttpFollower } from './http-follow.ts';
import type { Body } from './http-follow.ts';
import { classify, parseRequestLine, parseStatus } from './http-head.ts';
import type { Head } from './http-head.ts';
import { maxBodyBytes, RequestGate, type WholeRequest } from './request-gate.ts';

/** The answer that begins at `from` in the chunk is that of a start: these containers now run. */
export interface StartAnswer {
  readonly from: number;
  readonly containers: readonly string[];
}

/** What a client gets in the engine's stead. */
export interface Refusal {
  /** Status code and its name. */
  readonly status: string;
  readonly message: string;
}

export interface ExchangeOptions {
  /** What becomes of a folder that a request wants to have mounted. */
  readonly judge: (source: string) => BindSource;
  /** The error for a folder that isn't shared. */
  readonly notShared: (path: string) => AppError;
  /** Called once all earlier requests have been answered: this is the last answer, and nothing more goes to the engine. */
  readonly refuse: (refusal: Refusal) => void;
  /** Called once all earlier requests have been answered: the client wants to hear that it may send the body. */
  readonly proceed: () => void;
}

type Expected =
  { readonly kind: 'plain' | 'head' | 'last' } | { readonly kind: 'start'; readonly container: string };

/** Requests that may wait for their answers at once before the connection is no longer followed. */
const maxPipelined = 1024;
/** In the manner of the engine's own refusals. */
const unreadable: Readonly<Record<'tooLarge' | 'broken', Refusal>> = {
  tooLarge: {
    status: '413 Content Too Large',
    message: `request body too large: more than ${maxBodyBytes} bytes`,
  },
  broken: { status: '400 Bad Request', message: 'the request body is not complete' },
};
const plain: Expected = { kind: 'plain' };
const head: Expected = { kind: 'head' };
const last: Expected = { kind: 'last' };

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #requests = new RequestGate((message) => this.#onRequest(message));
  readonly #answers = new HttpFollower((message, start) => this.#onAnswer(message, start));
  /** What the engine has still to answer, in order. */
  #expected: Expected[] = [];
  #begun: { from: number; containers: string[] } | undefined;
  #whenIdle: (() => void)[] = [];

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Takes bytes on their way to the engine; answers those to send now, most often the same. */
  request(chunk: Buffer): Buffer | undefined {
    return this.#requests.push(chunk);
  }

  /** Takes that the client has ended; answers what is still to be sent. */
  requestsEnd(): Buffer | undefined {
    return this.#requests.end();
  }

  /** Takes bytes of the engine's answers; says where the first start's answer begins in them, if one does. */
  answer(chunk: Buffer): StartAnswer | undefined {
    if (this.#answers.raw) return undefined;
    this.#begun = undefined;
    this.#answers.push(chunk);
    if (this.#whenIdle.length > 0 && this.#idle) {
      for (const task of this.#whenIdle.splice(0)) queueMicrotask(task);
    }
    return this.#begun;
  }

  /** Nothing is owed by the engine. */
  get #idle(): boolean {
    return this.#expected.length === 0 && this.#answers.between;
  }

  /** Never within the call: what the caller has in hand is to be passed on first. */
  #inTurn(task: () => void): void {
    if (this.#idle) queueMicrotask(task);
    else this.#whenIdle.push(task);
  }

  #onRequest(message: Head): Body | WholeRequest {
    const line = parseRequestLine(message.startLine);
    if (line === undefined || this.#expected.length >= maxPipelined) return 'raw';
    const endpoint = classify(line);
    const body = message.chunked ? 'chunked' : (message.length ?? 0);
    if (endpoint.kind === 'binds') return this.#whole(endpoint.of, message, body);
    if (message.upgrade || endpoint.kind === 'hijack') {
      this.#expected.push(last);
      return 'raw';
    }
    if (endpoint.kind === 'start') this.#expected.push(endpoint);
    else this.#expected.push(line.method === 'HEAD' ? head : plain);
    return body;
  }

  #whole(of: BindsOf, message: Head, body: number | 'chunked'): WholeRequest {
    const { judge, notShared, proceed } = this.#options;
    if (message.expects && body !== 0) this.#inTurn(proceed);
    return {
      body,
      read: (request) => {
        const framing = { chunked: message.chunked, expected: message.expects };
        const verdict = judgeRequest(of, request, framing, judge);
        if (verdict.kind === 'refuse') {
          this.#refuse({ status: '400 Bad Request', message: notShared(verdict.path).message });
          return undefined;
        }
        this.#expected.push(message.upgrade ? last : plain);
        if (message.upgrade) this.#requests.giveUp();
        return verdict.bytes;
      },
      fail: (why) => this.#refuse(unreadable[why]),
    };
  }

  #refuse(refusal: Refusal): void {
    this.#inTurn(() => this.#options.refuse(refusal));
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
