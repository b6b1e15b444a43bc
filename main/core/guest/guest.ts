/** The four verbs that a running VM comes down to. Whatever the guest says is bounded and parsed, never trusted. */
import type { Duplex } from 'node:stream';

/** Where in the guest to connect to: a TCP port (on `address`, the guest's loopback by default) or a Unix socket. */
export type DialTarget = { readonly port: number; readonly address?: string } | { readonly socket: string };

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  readonly input?: Buffer;
  /** Most bytes of standard output that are accepted; default 1 MiB. More throws `guest.tooLarge`. */
  readonly maxBytes?: number;
}

/** An interactive or piped session in the guest, for `moorage ssh`. */
export interface GuestSession {
  readonly stream: Duplex;
  readonly stderr: NodeJS.ReadableStream;
  /** Exit code, or 128 + n after signal n; 255 when the connection broke. */
  readonly exited: Promise<number>;
  resize(columns: number, rows: number): void;
}

export interface Guest {
  /** Opens a stream; half-close works both ways. Throws `guest.refused`, `guest.unreachable`. */
  dial(target: DialTarget, signal?: AbortSignal): Promise<Duplex>;
  /** Runs a program with its arguments; nothing is interpreted by a shell. Any exit code is a result. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** A session: a login shell, or a command; with `pty`, a terminal of that size. */
  session(options: {
    argv?: readonly string[];
    pty?: { term: string; columns: number; rows: number };
    signal?: AbortSignal;
  }): Promise<GuestSession>;
  /** A file's bytes. Throws `guest.command` when it can't be read, `guest.tooLarge` over `maxBytes` (default 1 MiB). */
  read(path: string, options?: { signal?: AbortSignal; maxBytes?: number }): Promise<Buffer>;
  /** Replaces a file whole (written aside, then renamed). `mode` in octal, default 0o644. */
  write(
    path: string,
    data: Buffer | string,
    options?: { signal?: AbortSignal; mode?: number },
  ): Promise<void>;
}
