/** Secrets that are worth something once: each lets one browser in, soon after it was asked for, or nobody. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface OneTimeTokensOptions {
  /** Milliseconds on a clock that never goes back; the process's own when left out. */
  readonly now?: () => number;
  /** Milliseconds that a token is good for; default 5 minutes. */
  readonly lifetimeMs?: number;
  /** Most tokens that wait to be used; a further one takes the place of the oldest. Default 32. */
  readonly most?: number;
}

/** A random secret of 256 bits as text that needs no escaping in URLs and cookies. */
export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether two secrets are the same; how long that takes tells nothing of where they differ, or of their lengths. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

export class OneTimeTokens {
  readonly #now: () => number;
  readonly #lifetimeMs: number;
  readonly #most: number;
  /** The oldest first. */
  #waiting: { readonly token: string; readonly until: number }[] = [];

  constructor(options: OneTimeTokensOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#lifetimeMs = options.lifetimeMs ?? 5 * 60_000;
    this.#most = options.most ?? 32;
  }

  /** A new token. */
  fresh(): string {
    this.#forgetExpired();
    if (this.#waiting.length >= this.#most) this.#waiting.shift();
    const token = freshSecret();
    this.#waiting.push({ token, until: this.#now() + this.#lifetimeMs });
    return token;
  }

  /** True for a token that is still good; from then on it isn't. */
  take(given: string): boolean {
    this.#forgetExpired();
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ token }) => !isSameSecret(token, given));
    return this.#waiting.length < before;
  }

  #forgetExpired(): void {
    const now = this.#now();
    this.#waiting = this.#waiting.filter(({ until }) => now < until);
  }
}
