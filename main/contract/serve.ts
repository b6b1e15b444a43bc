/** The serving side of a link. The peer may be hostile: everything it can make us hold or run is bounded here. */
import * as v from 'valibot';
import { AppError, isCancel, toWire } from './errors.ts';
import { parseRequest, type ReplyFrame, type RequestFrame } from './frames.ts';
import type { Link } from './link.ts';
import type { Contract, Handlers } from './rpc.ts';

export interface ServeOptions {
  /** Gets every error whose text doesn't cross the link, with the id that crosses instead. For the log. */
  readonly report: (logId: string, error: unknown) => void;
  /** Most requests that run on the link at once; default 256. More are refused with `link.busy`. */
  readonly maxRequests?: number;
}

type AskFrame = Extract<RequestFrame, { t: 'ask' }>;
type AnyHandler =
  | { kind: 'call'; input: v.GenericSchema; run: (input: unknown, signal: AbortSignal) => Promise<unknown> }
  | {
      kind: 'stream';
      input: v.GenericSchema;
      run: (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>;
    };

/** Most unused credit that a stream keeps; a peer gains nothing by sending more. */
const maxCredit = 1024;

/**
 * Runs `handlers` for what comes over the link, until it closes; then everything that still runs is aborted. A peer
 * that breaks the protocol (unreadable frames, an id in use) is reported and its link closed.
 */
export function serve<C extends Contract>(
  link: Link,
  contract: C,
  handlers: Handlers<C>,
  options: ServeOptions,
): void {
  const running = new Map<number, Running>();
  const maxRequests = options.maxRequests ?? 256;

  const violation = (what: string) => {
    const error = new AppError('link.protocol', { cause: new Error(what) });
    toWire(new Error(`A peer broke the protocol: ${what}`), options.report);
    link.close(error);
  };

  const ask = async (frame: AskFrame, request: Running) => {
    const reply = (message: ReplyFrame) => {
      if (!request.signal.aborted) link.send(message);
    };
    try {
      const handler = find(contract, handlers, frame.entry);
      const input = parseInput(handler.input, frame.entry, frame.input === undefined ? {} : frame.input);
      if (handler.kind === 'call') {
        reply({ t: 'answer', id: frame.id, value: await handler.run(input, request.signal) });
      } else {
        const items = handler.run(input, request.signal);
        await pump(items, request, (value) => reply({ t: 'item', id: frame.id, value }));
        reply({ t: 'end', id: frame.id });
      }
    } catch (error) {
      // After a cancel nobody waits for the error; one that isn't the cancel itself still belongs in the log.
      if (request.signal.aborted && isCancel(error)) return;
      reply({ t: 'error', id: frame.id, error: toWire(error, options.report) });
    } finally {
      running.delete(frame.id);
    }
  };

  link.onClose(() => {
    for (const request of running.values()) request.abort();
  });
  link.onFrame((raw) => {
    const frame = parseRequest(raw);
    if (frame === undefined) return violation('a frame that is no request');
    switch (frame.t) {
      case 'ask': {
        if (running.has(frame.id)) return violation(`request id ${frame.id} is in use`);
        if (running.size >= maxRequests) {
          const error = new AppError('link.busy', { params: { limit: maxRequests } });
          return link.send({ t: 'error', id: frame.id, error: toWire(error, options.report) });
        }
        const request = new Running(frame.credit ?? 0);
        running.set(frame.id, request);
        return void ask(frame, request);
      }
      case 'more':
        return running.get(frame.id)?.grant(frame.credit);
      case 'cancel':
        return running.get(frame.id)?.abort();
    }
  });
}

/** Credit is awaited before the next item is asked for, so that a slow reader slows the source itself. */
async function pump(
  source: AsyncIterable<unknown>,
  request: Running,
  send: (value: unknown) => void,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  let exhausted = false;
  try {
    while (await request.credit()) {
      const next = await iterator.next();
      if (next.done === true) {
        exhausted = true;
        return;
      }
      send(next.value);
    }
  } finally {
    // Runs the handler's clean-up, whether the reader left or an item could not be sent.
    if (!exhausted) await iterator.return?.();
  }
}

/** One request that runs: what stops it and what lets its stream go on. */
class Running {
  readonly #controller = new AbortController();
  #credit: number;
  #wake: (() => void) | undefined;

  constructor(credit: number) {
    this.#credit = credit;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  grant(credit: number): void {
    this.#credit = Math.min(maxCredit, this.#credit + credit);
    this.#wake?.();
  }

  abort(): void {
    this.#controller.abort();
    this.#wake?.();
  }

  /** Takes one credit, waiting for it if need be; false when the request was aborted. */
  async credit(): Promise<boolean> {
    while (this.#credit === 0 && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    if (this.signal.aborted) return false;
    this.#credit -= 1;
    return true;
  }
}

function find<C extends Contract>(contract: C, handlers: Handlers<C>, name: string): AnyHandler {
  // Own keys only: a peer may well ask for "__proto__" or "constructor".
  const entry = Object.hasOwn(contract, name) ? contract[name] : undefined;
  const run: unknown = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (entry === undefined || run === undefined) throw new AppError('link.protocol');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Handlers` ties each function to its entry
  return { kind: entry.kind, input: entry.input, run } as AnyHandler;
}

function parseInput(schema: v.GenericSchema, entry: string, input: unknown): unknown {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  throw new AppError('link.invalidInput', { params: { entry, reason: describeIssue(result.issues[0]) } });
}

/** Says where and what was expected, never what was received: that may be a secret, and it may be huge. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (v.getDotPath(issue) ?? '').slice(0, 200) || 'input';
  if (issue.expected === 'never') return `${path} is not known`;
  return issue.expected === null
    ? `${path} is not a valid ${issue.type}`
    : `${path} must be ${issue.expected}`;
}
