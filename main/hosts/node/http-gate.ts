/**
 * Decides, from a request's head alone, what may become of it. Whoever can make a browser on this computer open a page
 * can have it send requests here; what tells those from our window's are the headers that only browsers set: `Host`,
 * `Origin` and Fetch metadata (https://www.w3.org/TR/fetch-metadata/). That a request comes from a browser which was
 * let in is for its cookie to say.
 */

/** What of a request counts. Header names in lower case, each with all its values, as in `headersDistinct`. */
export interface RequestHead {
  readonly method: string;
  /** As it stands in the request line. */
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
}

export type Verdict =
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 404 | 405 }
  /** Somebody wants in. `fromElsewhere`: a page of another origin sent them here. */
  | { readonly kind: 'token'; readonly token: string; readonly fromElsewhere: boolean }
  | { readonly kind: 'file'; readonly path: string };

/** Where the window's link is. */
export const linkPath = '/link';

/** What becomes of a plain request to the server on `port`. */
export function judgeRequest(head: RequestHead, port: number): Verdict {
  const host = ownHost(head, port);
  // Who comes by another name, as containers do, was never let in.
  if (host === undefined) return { kind: 'refused', status: 401 };
  if (head.method !== 'GET' && head.method !== 'HEAD') return { kind: 'refused', status: 405 };
  const origin = head.headers['origin'];
  if (origin !== undefined && !isOnly(origin, `http://${host}`)) return { kind: 'refused', status: 403 };
  const { path, query } = splitUrl(head.url);
  if (!path.startsWith('/')) return { kind: 'refused', status: 404 };
  const fromElsewhere = !isFromHere(head);
  // A program that looks at an address before somebody opens it must not use it up.
  const token = path === '/' && head.method === 'GET' ? query.get('token') : null;
  if (token !== null) {
    if (fromElsewhere && !isTopLevelNavigation(head)) return { kind: 'refused', status: 403 };
    return { kind: 'token', token, fromElsewhere };
  }
  return fromElsewhere ? { kind: 'refused', status: 403 } : { kind: 'file', path };
}

/**
 * Whether a WebSocket may be opened, its cookie aside; else the status to refuse it with. Browsers let any page open
 * one to any server and always say which origin the page is of (RFC 6455, sections 4.1 and 10.2): it must be ours.
 */
export function judgeUpgrade(head: RequestHead, port: number): 'open' | 403 | 404 {
  const host = ownHost(head, port);
  if (host === undefined || !isOnly(head.headers['origin'], `http://${host}`)) return 403;
  if (!isFromHere(head)) return 403;
  return splitUrl(head.url).path === linkPath ? 'open' : 404;
}

/**
 * The key that a window ties its session to (`sessions.ts`), made and kept by itself. It comes as the one subprotocol
 * `moorage.KEY`, because that is all that a page can add to the opening of a WebSocket (RFC 6455, section 4.1).
 */
export function linkKey({ headers }: Pick<RequestHead, 'headers'>): string | undefined {
  return /^moorage\.([\w-]{22,64})$/.exec(headers['sec-websocket-protocol']?.join(',') ?? '')?.[1];
}

/** The name of the session's cookie. Cookies don't tell ports apart (RFC 6265, section 8.5), so the name has to. */
export function cookieName(port: number): string {
  return `moorage_${port}`;
}

/** Every value that a cookie has in a request (RFC 6265, section 5.4): another path may have given it a second one. */
export function cookieValues({ headers }: Pick<RequestHead, 'headers'>, name: string): string[] {
  const pairs = (headers['cookie'] ?? []).flatMap((line) => line.split(';'));
  return pairs
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** The name that we were called by, if it is ours: a page whose own name was made to lead here shows by that. */
function ownHost({ headers }: RequestHead, port: number): string | undefined {
  return [`127.0.0.1:${port}`, `localhost:${port}`].find((own) => isOnly(headers['host'], own));
}

/**
 * Whether the request comes from our own page or from the person, as far as the browser says. `same-site` is from
 * elsewhere too: to a browser every port of this computer, containers' among them, is the same site.
 */
function isFromHere({ headers }: RequestHead): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || isOnly(site, 'same-origin') || isOnly(site, 'none');
}

function isTopLevelNavigation({ headers }: RequestHead): boolean {
  return isOnly(headers['sec-fetch-mode'], 'navigate') && isOnly(headers['sec-fetch-dest'], 'document');
}

function isOnly(values: readonly string[] | undefined, wanted: string): boolean {
  return values?.length === 1 && values[0] === wanted;
}

/** Taken apart by hand: a URL parser would tidy the path, and take `//name` for a host. */
function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}
