/**
 * The browsers that were let in. Each has a secret as its cookie, but a cookie goes to every port of 127.0.0.1
 * (RFC 6265, section 8.5), where a container may publish a page that collects it. So a window also brings a key that
 * it made itself and keeps where only its own origin, port included, reads it. The first link ties the session to its
 * key: the cookie alone opens no link.
 */
import { createHash } from 'node:crypto';
import { freshSecret, isSameSecret } from './one-time-tokens.ts';

/** Most browsers that stay let in; a further one takes the place of the oldest. */
const maxSessions = 64;

export class Session {
  #key: string | undefined;

  /** Whether a link may be opened with this key; the first that comes is the session's. */
  mayLink(key: string | undefined): boolean {
    if (key === undefined) return false;
    this.#key ??= key;
    return isSameSecret(key, this.#key);
  }
}

export class Sessions {
  /** By the digest of the secret: how long a look-up takes tells nothing of the secrets. The oldest comes first. */
  readonly #sessions = new Map<string, Session>();

  /** Lets a browser in; what it is known by from now on. */
  begin(): string {
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= maxSessions) this.#sessions.delete(oldest);
    const secret = freshSecret();
    this.#sessions.set(digest(secret), new Session());
    return secret;
  }

  /** The session that one of these secrets is of. */
  find(secrets: readonly string[]): Session | undefined {
    return secrets.map((secret) => this.#sessions.get(digest(secret))).find((one) => one !== undefined);
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
