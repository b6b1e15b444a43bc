/** Reads the head of one HTTP/1.x message: just what says how long the message is (RFC 9112 §6) and what it asks. */
import type { BindsOf } from './binds.ts';

/** What a message's header fields say about its body. */
export interface Head {
  /** Request line or status line, without its line end. */
  readonly startLine: string;
  /** `Content-Length`, if given. */
  readonly length: number | undefined;
  /** `Transfer-Encoding: chunked`. */
  readonly chunked: boolean;
  /** There is an `Upgrade` field: the connection may become something else than HTTP. */
  readonly upgrade: boolean;
  /** `Expect: 100-continue`: the client may wait for an interim answer before it sends the body. */
  readonly expects: boolean;
}

export interface RequestLine {
  readonly method: string;
  readonly target: string;
}

/** What a request means to the proxy. */
export type Endpoint =
  | { readonly kind: 'plain' }
  /** The connection stops being HTTP after this request. */
  | { readonly kind: 'hijack' }
  /** Starts or restarts a container: its answer waits for the container's ports. */
  | { readonly kind: 'start'; readonly container: string }
  /** Its body may name folders that shall be mounted. */
  | { readonly kind: 'binds'; readonly of: BindsOf };

const plain: Endpoint = { kind: 'plain' };
const hijack: Endpoint = { kind: 'hijack' };
const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LETTER_E = 0x65;

/**
 * Parses a message head (latin1 text up to, without, the empty line). Undefined for what leaves the message's length
 * in doubt: folded lines, a blank before a colon (RFC 9112 §5.1), `Content-Length` twice, malformed or beside
 * `Transfer-Encoding` (§6.3), codings that don't end in one that is known, and lines that end in a bare line feed (§2.2).
 */
export function parseHead(text: string): Head | undefined {
  let end = text.indexOf('\n');
  if (end >= 0 && text.charCodeAt(end - 1) !== CR) return undefined;
  const startLine = end < 0 ? text : text.slice(0, end - 1);
  let length: number | undefined;
  let chunked = false;
  let upgrade = false;
  let expects = false;
  while (end >= 0) {
    const begin = end + 1;
    end = text.indexOf('\n', begin);
    if (end >= 0 && text.charCodeAt(end - 1) !== CR) return undefined;
    const stop = end < 0 ? text.length : end - 1;
    const colon = text.indexOf(':', begin);
    if (colon <= begin || colon >= stop) return undefined;
    const last = text.charCodeAt(colon - 1);
    const first = text.charCodeAt(begin);
    if (first === SPACE || first === TAB || last === SPACE || last === TAB) return undefined;
    // The names that matter differ in length from each other, so most lines cost no string at all.
    const nameLength = colon - begin;
    if (nameLength === 6 && (first | 0x20) === LETTER_E) {
      expects ||= /^expect:[ \t]*100-continue[ \t]*$/i.test(text.slice(begin, stop));
      continue;
    }
    if (nameLength !== 7 && nameLength !== 14 && nameLength !== 17) continue;
    const name = text.slice(begin, colon).toLowerCase();
    if (name === 'upgrade') {
      upgrade = true;
    } else if (name === 'content-length') {
      const value = text.slice(colon + 1, stop).trim();
      if (length !== undefined || !/^\d{1,15}$/.test(value)) return undefined;
      length = Number(value);
    } else if (name === 'transfer-encoding') {
      if (
        chunked ||
        text
          .slice(colon + 1, stop)
          .trim()
          .toLowerCase() !== 'chunked'
      )
        return undefined;
      chunked = true;
    }
  }
  if (chunked && length !== undefined) return undefined;
  return { startLine, length, chunked, upgrade, expects };
}

/** Splits a request line of HTTP/1.0 or 1.1 (RFC 9112 §3); undefined for anything else. */
export function parseRequestLine(line: string): RequestLine | undefined {
  const first = line.indexOf(' ');
  const second = line.indexOf(' ', first + 1);
  if (first < 1 || second < first + 2) return undefined;
  const version = line.slice(second + 1);
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') return undefined;
  return { method: line.slice(0, first), target: line.slice(first + 1, second) };
}

/** The status code of a status line (RFC 9112 §4); undefined for anything else. */
export function parseStatus(line: string): number | undefined {
  const found = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/**
 * What a request asks of the Docker Engine API. Hijacked endpoints are those of "Attach to a container", "Start an
 * exec instance" and "Initialize interactive session" (https://docs.docker.com/reference/api/engine/), with or
 * without the `/v1.NN` in front.
 */
export function classify({ method, target }: RequestLine): Endpoint {
  if (method === 'CONNECT') return hijack;
  if (method !== 'POST') return plain;
  const path = decodePath(target);
  if (path === undefined) return plain;
  const route = /^(?:\/v[0-9.]+)?\/(containers|exec|session|grpc|volumes|services)(?:\/(.*))?$/s.exec(path);
  const [, noun, rest] = route ?? [];
  if (noun === 'session' || noun === 'grpc') return rest === undefined ? hijack : plain;
  if (noun === undefined || rest === undefined) return plain;
  const of = namesBinds(noun, rest);
  if (of !== undefined) return { kind: 'binds', of };
  const slash = rest.lastIndexOf('/');
  if (slash < 1) return plain;
  const name = rest.slice(0, slash);
  const verb = rest.slice(slash + 1);
  if (noun === 'volumes' || noun === 'services') return plain;
  if (noun === 'exec') return verb === 'start' ? hijack : plain;
  if (verb === 'attach') return hijack;
  if (verb !== 'start' && verb !== 'restart') return plain;
  return /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,255}$/.test(name)
    ? { kind: 'start', container: name.replace(/^\//, '') }
    : plain;
}

/** Whether the body of a `POST` to `/NOUN/REST` may name folders. */
function namesBinds(noun: string, rest: string): BindsOf | undefined {
  if (noun === 'containers') return rest === 'create' ? 'container' : undefined;
  if (noun === 'volumes') return rest === 'create' ? 'volume' : undefined;
  if (noun === 'services') return /^(?:create|[^/]+\/update)$/.test(rest) ? 'service' : undefined;
  return undefined;
}

/** Path of a request target in origin or absolute form (RFC 9112 §3.2), percent-decoded as the engine does it. */
function decodePath(target: string): string | undefined {
  const withoutQuery = target.split(/[?#]/, 1)[0] ?? '';
  const path = withoutQuery.replace(/^https?:\/\/[^/]*/i, '');
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // not UTF-8 or not percent-encoding: the engine will refuse it
  }
}
