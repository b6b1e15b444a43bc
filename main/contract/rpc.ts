/**
 * Two verbs over a link: a call has one answer, a stream has many items. A table of entries with schemas (the
 * contract) gives both sides their types: `serve()` runs handlers for it, `connect()` makes a client of it.
 */
import type * as v from 'valibot';

export type { Link } from './link.ts';
export { connect } from './connect.ts';
export { serve, type ServeOptions } from './serve.ts';

type Schema = v.GenericSchema;

export interface CallEntry<I extends Schema, O extends Schema> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

export interface StreamEntry<I extends Schema, T extends Schema> {
  readonly kind: 'stream';
  readonly input: I;
  readonly item: T;
}

export type Contract = Readonly<Record<string, CallEntry<Schema, Schema> | StreamEntry<Schema, Schema>>>;

/** What answers one entry. `signal` aborts when the asking side cancels or its link closes. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends CallEntry<infer I, infer O>
    ? (input: v.InferOutput<I>, signal: AbortSignal) => Promise<v.InferInput<O>>
    : C[K] extends StreamEntry<infer I, infer T>
      ? (input: v.InferOutput<I>, signal: AbortSignal) => AsyncIterable<v.InferInput<T>>
      : never;
};

export interface AskOptions {
  /** Cancels on both sides; the promise, or the loop, then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The input may be left out where every part of it is optional. */
type Arguments<I> = {} extends I ? [input?: I, options?: AskOptions] : [input: I, options?: AskOptions];

/**
 * One function for each entry. A stream starts when it is iterated (each loop is a request of its own) and stops when
 * the loop is left.
 */
export type Client<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends CallEntry<infer I, infer O>
    ? (...args: Arguments<v.InferInput<I>>) => Promise<v.InferOutput<O>>
    : C[K] extends StreamEntry<infer I, infer T>
      ? (...args: Arguments<v.InferInput<I>>) => AsyncIterable<v.InferOutput<T>>
      : never;
};

/** An entry with one answer. */
export function call<I extends Schema, O extends Schema>(input: I, output: O): CallEntry<I, O> {
  return { kind: 'call', input, output };
}

/** An entry with many items, until either side stops. */
export function stream<I extends Schema, T extends Schema>(input: I, item: T): StreamEntry<I, T> {
  return { kind: 'stream', input, item };
}
