/** The asking side of a link. */
import type * as v from 'valibot';
import { fromWire } from './errors.ts';
import type { Link } from './link.ts';
import { Reader } from './reader.ts';
import { parseReplied, Requests, type Question } from './requests.ts';
import type { AskOptions, Client, Contract } from './rpc.ts';

/** Makes a client: one function for each entry of the contract. When the link closes, all that waits rejects. */
export function connect<C extends Contract>(link: Link, contract: C): Client<C> {
  const requests = new Requests(link);
  const functions = Object.entries(contract).map(([entry, schemas]) => [
    entry,
    schemas.kind === 'call'
      ? (input: unknown, options?: AskOptions) =>
          ask(requests, { entry, input }, schemas.output, options?.signal)
      : (input: unknown, options?: AskOptions): AsyncIterable<unknown> => ({
          [Symbol.asyncIterator]: () => new Reader(requests, { entry, input }, schemas.item, options?.signal),
        }),
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the same table as the type
  return Object.fromEntries(functions) as Client<C>;
}

function ask(
  requests: Requests,
  question: Question,
  output: v.GenericSchema,
  signal?: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    signal?.throwIfAborted();
    const settle = () => {
      signal?.removeEventListener('abort', onAbort);
      requests.finish(id);
    };
    const id = requests.start(question, {
      take(frame) {
        if (frame.t === 'error') reject(fromWire(frame.error));
        else if (frame.t === 'answer') settleWith(() => resolve(parseReplied(output, frame.value)), reject);
        else return false;
        settle();
        return true;
      },
      fail(error) {
        settle();
        reject(error);
      },
    });
    const onAbort = () => {
      requests.cancel(id);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function settleWith(resolve: () => void, reject: (reason: unknown) => void): void {
  try {
    resolve();
  } catch (error) {
    reject(error);
  }
}
