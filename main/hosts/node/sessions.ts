/**
 * The browsers that were let in. Each has a secret as its cookie, but a cookie goes to every port of 127.0.0.1
 * (RFC 6265, section 8.5), where a container may publish a page that collects it. So a window also brings a key that
 * it made itself and keeps where only its own origin, port included, reads it. The first link ties the session to its
 * key: the cookie alone opens no link.
 * Of secrets and keys only digests are held: how long a look-up takes tells nothing of them, and they may be kept.
 */
import { createHash } from 'node:crypto';
import { freshSecret, isSameSecret } from './one-time-tokens.ts';

/** Most browsers that stay let in; a further one takes the place of the oldest. */
export const maxSessions = 64;

/** A session as digests (SHA-256, base64). */
export interface KeptSession {
  readonly secret: string;
  /** Null until a window has brought one. */
  readonly key: string | null;
}

export class Session {
  readonly #onKey: () => void;
  #key: string | null;

  constructor(key: string | null, onKey: () => void) {
    this.#key = key;
    this.#onKey = onKey;
  }

  /** The digest of its key. */
  get key(): string | null {
    return this.#key;
  }

  /** Whether a link may be opened with this key; the first that comes is the session's. */
  mayLink(key: string | undefined): boolean {
    if (key === undefined) return false;
    const given = digest(key);
    if (this.#key === null) {
      this.#key = given;
      this.#onKey();
    }
    return isSameSecret(given, this.#key);
  }
}

export interface SessionsOptions {
  /** Those that were let in before, the oldest first. */
  readonly before?: readonly KeptSession[];
  /** Gets all of them whenever one comes, goes, or is tied to its key. */
  readonly onChange?: (sessions: readonly KeptSession[]) => void;
}

export class Sessions {
  /** By the digest of the secret. The oldest comes first. */
  readonly #sessions = new Map<string, Session>();
  readonly #onChange: (sessions: readonly KeptSession[]) => void;

  constructor({ before = [], onChange = () => {} }: SessionsOptions = {}) {
    this.#onChange = onChange;
    for (const { secret, key } of before.slice(-maxSessions)) this.#add(secret, key);
  }

  /** Lets a browser in; what it is known by from now on. */
  begin(): string {
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= maxSessions) this.#sessions.delete(oldest);
    const secret = freshSecret();
    this.#add(digest(secret), null);
    this.#tell();
    return secret;
  }

  /** The session that one of these secrets is of. */
  find(secrets: readonly string[]): Session | undefined {
    return secrets.map((secret) => this.#sessions.get(digest(secret))).find((one) => one !== undefined);
  }

  #add(secret: string, key: string | null): void {
    this.#sessions.set(secret, new Session(key, () => this.#tell()));
  }

  #tell(): void {
    this.#onChange([...this.#sessions].map(([secret, { key }]) => ({ secret, key })));
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
