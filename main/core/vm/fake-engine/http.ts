/** One request to the fake engine: what it asks, reading its body within bounds, and answering. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Fault } from './fault.ts';
import { fields, type Fields } from './fields.ts';

/** Longest body that is kept, in bytes; images are read through without being kept. */
const maxJson = 4 * 1024 * 1024;

export interface Call {
  readonly method: string;
  /** Without the API's version. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the client sends after its headers. */
  readonly body: AsyncIterable<Buffer>;
  /** Aborts when the client has gone, or the engine ends. */
  readonly gone: AbortSignal;
  /** The connection itself, with what came after the headers put back, for a client that asked to upgrade. */
  readonly upgraded: Duplex | undefined;
}

export function sendJson(call: Call, status: number, value: unknown): void {
  call.response.statusCode = status;
  call.response.setHeader('Content-Type', 'application/json');
  call.response.end(JSON.stringify(value));
}

/** An answer without a body: 204 done, 304 was so already. */
export function sendNothing(call: Call, status = 204): void {
  call.response.statusCode = status;
  call.response.end();
}

/** Answers 200 and sends the headers at once, before there is anything to say. */
export function openStream(call: Call, type: string): void {
  call.response.statusCode = 200;
  call.response.setHeader('Content-Type', type);
  call.response.flushHeaders();
}

/** One line of a stream of JSON values. The engine ends these with CR LF. */
export function writeLine(call: Call, value: unknown): void {
  if (!call.gone.aborted) call.response.write(`${JSON.stringify(value)}\r\n`);
}

/** The body as an object; an empty one for no body. Throws 400 for what isn't JSON, or too long. */
export async function readJson(call: Call): Promise<Fields> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of call.body) {
    length += chunk.length;
    if (length > maxJson) throw new Fault(400, 'request body too large');
    chunks.push(chunk.toString('latin1'));
  }
  const json = Buffer.from(chunks.join(''), 'latin1').toString('utf8').trim();
  if (json === '') return {};
  try {
    return fields(JSON.parse(json));
  } catch {
    throw new Fault(400, 'invalid JSON: the request body could not be read');
  }
}

/** A number from the query that must be whole and positive. Throws 400. */
export function wholeNumber(call: Call, name: string): number {
  const value = call.query.get(name) ?? '';
  if (!/^\d{1,5}$/.test(value)) {
    throw new Fault(400, `strconv.ParseUint: parsing "${value.slice(0, 40)}": invalid syntax`);
  }
  return Number(value);
}
