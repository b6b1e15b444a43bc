/**
 * The built window as answers to requests, for every host that serves it: the plain Node host over HTTP, Electron over
 * a scheme of its own. Nothing but files inside one folder is ever read, and every answer forbids the page what it
 * doesn't need, so that a flaw in the window stays small.
 */
import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { AppError, describeError } from '../contract/errors.ts';
import { systemCode } from '../core/lib/system-error.ts';

/** One answer, complete. */
export interface WindowAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What stands in `index.html` where the nonce of an answer goes. */
const noncePlace = '__CSP_NONCE__';

/** What Vite makes, and what may lie beside it. HTML is not among it: the one page is `/`, its parts are hash routes. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Names that need no decoding and mean nothing to any file system: no dot first, no escape, no backslash, no colon.
 * Whatever doesn't look so is not a file of the window.
 */
const plainPath = /^(?:\/[\w@~-][\w.@~-]*)+$/;

/** Vite puts a hash of the content into the names of what it makes: such a file never changes. */
const hashedName = /^\/assets\/(?:.*\/)?[^/]*-[\w-]{8,}\.\w+$/;

/** Features that a page has unless they are denied (https://www.w3.org/TR/permissions-policy/); it copies, no more. */
const deniedFeatures = [
  ...['accelerometer', 'autoplay', 'camera', 'clipboard-read', 'display-capture'],
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection'],
  ...['local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock', 'serial'],
  ...['storage-access', 'usb', 'window-management', 'xr-spatial-tracking'],
];
const permissions = [...deniedFeatures.map((name) => `${name}=()`), 'clipboard-write=(self)'].join(', ');

/**
 * Answers the request for one file of the window in `folder`. `urlPath` is the path as it came, without its query,
 * escapes undecoded. `/` is the page, with a fresh nonce in it and in its policy; 404 for what isn't there, isn't in
 * the folder or isn't of a known kind; 503 when the window hasn't been built. Throws what reading a file throws.
 */
export async function windowFile(folder: string, urlPath: string): Promise<WindowAnswer> {
  if (urlPath === '/') return page(folder);
  const type = contentTypes[extname(urlPath)];
  if (type === undefined || !plainPath.test(urlPath)) return plainAnswer(404, 'Not found');
  const body = await readInside(folder, urlPath.split('/').slice(1));
  if (body === undefined) return plainAnswer(404, 'Not found');
  const keep = hashedName.test(urlPath) ? 'private, max-age=31536000, immutable' : 'no-cache';
  return {
    status: 200,
    headers: { ...guards(freshNonce()), 'Content-Type': type, 'Cache-Control': keep },
    body,
  };
}

/** An answer that a person reads: lines of text, never kept. */
export function plainAnswer(status: number, ...lines: readonly string[]): WindowAnswer {
  return {
    status,
    headers: {
      ...guards(freshNonce()),
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
    },
    body: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  };
}

/** An error in both languages: nobody has said yet which one they read. */
export function errorAnswer(status: number, error: AppError): WindowAnswer {
  const english = describeError(error, 'en');
  const chinese = describeError(error, 'zh-CN');
  return plainAnswer(status, `${english.what} ${english.hint}`, '', `${chinese.what}${chinese.hint}`);
}

/** A page of our own, never kept. It may have no scripts or styles but those that carry the nonce, or are files. */
export function htmlAnswer(status: number, html: string): WindowAnswer {
  const nonce = freshNonce();
  return {
    status,
    headers: {
      ...guards(nonce),
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
    },
    body: Buffer.from(html.replaceAll(noncePlace, nonce)),
  };
}

async function page(folder: string): Promise<WindowAnswer> {
  const html = await readInside(folder, ['index.html']);
  if (html === undefined) return errorAnswer(503, new AppError('window.notBuilt'));
  return htmlAnswer(200, html.toString('utf8'));
}

/** The content of a file whose real place is in the folder; undefined for anything else. */
async function readInside(folder: string, parts: readonly string[]): Promise<Buffer | undefined> {
  try {
    const inside = `${await realpath(folder)}${sep}`;
    const real = await realpath(join(folder, ...parts));
    return real.startsWith(inside) ? await readFile(real) : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(systemCode(error) ?? '')) {
      return undefined;
    }
    throw error;
  }
}

/** 128 random bits, which is what CSP asks for (https://www.w3.org/TR/CSP3/#security-nonces). */
function freshNonce(): string {
  return randomBytes(16).toString('base64');
}

function guards(nonce: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': permissions,
    // For browsers that don't know `frame-ancestors`.
    'X-Frame-Options': 'DENY',
  };
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
