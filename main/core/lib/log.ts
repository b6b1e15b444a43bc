/** The app's own log file. Writing to it never fails: a program must not die of its log. */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { format, inspect } from 'node:util';
import { systemReason } from './system-error.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What most of the code knows of the log. `area` is one word: which part of the program speaks. */
export interface Log {
  write(level: LogLevel, area: string, message: string): void;
  /** Writes an error with its stack and causes, and returns the id under which it is found. */
  failure(area: string, error: unknown, id?: string): string;
  /** From now on this value is replaced in every line. Values under 4 characters would spoil the log and are not. */
  redact(secret: string): void;
}

export interface LogOptions {
  /** Size at which the file becomes the old one; with the old one, twice that is the most on the disk. Default 5 MiB. */
  readonly maxBytes?: number;
  readonly clock?: () => Date;
}

const maxLineBytes = 16 * 1024;

/** A random id that a person can read out: it stands in the error's text and in the log. */
export function errorId(): string {
  return randomBytes(4).toString('hex');
}

/** Where the lines go that were in the file before it was last begun anew. */
export function oldLogPath(path: string): string {
  return `${path}.old`;
}

/** `\u001b` for an escape character, and so on. */
function writtenOut(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A log in a file that only its owner reads. */
export class FileLog implements Log {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #clock: () => Date;
  readonly #secrets = new Set<string>();
  #file: { readonly fd: number; size: number } | undefined;
  #lost = 0;
  #lostBecause = '';

  constructor(path: string, options: LogOptions = {}) {
    this.#path = path;
    this.#maxBytes = options.maxBytes ?? 5 * 1024 * 1024;
    this.#clock = options.clock ?? (() => new Date());
  }

  write(level: LogLevel, area: string, message: string): void {
    const line = this.#line(level, area, message);
    try {
      if (this.#lost > 0) {
        this.#append(this.#line('warn', 'log', `${this.#lost} lines were lost (${this.#lostBecause})`));
        this.#lost = 0;
      }
      this.#append(line);
    } catch (error) {
      // Nowhere to say so but in the log itself, once it can be written again.
      this.#lost += 1;
      this.#lostBecause = systemReason(error);
      this.#close();
    }
  }

  failure(area: string, error: unknown, id = errorId()): string {
    this.write('error', area, format('[%s] %s', id, inspect(error, { depth: 4, breakLength: 120 })));
    return id;
  }

  redact(secret: string): void {
    if (secret.length < 4) return;
    this.#secrets.add(secret);
    // As it looks inside JSON and inspected objects, where a key's line ends are written as \n.
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /** Closes the file; the next line opens it again. */
  close(): void {
    this.#close();
  }

  #line(level: LogLevel, area: string, message: string): string {
    let text = message;
    for (const secret of this.#secrets) text = text.replaceAll(secret, '[redacted]');
    // No message can forge an entry: what follows its first line is indented, and control characters are written out.
    text = text
      .trimEnd()
      .replace(/\r?\n/g, '\n    ')
      .replace(/(?!\n)[\p{Cc}\u2028\u2029]/gu, writtenOut);
    const whole = `${this.#clock().toISOString()} ${level.padEnd(5)} ${area}: ${text}`;
    return whole.length > maxLineBytes
      ? `${whole.slice(0, maxLineBytes)}… (${whole.length} characters)`
      : whole;
  }

  #append(line: string): void {
    const bytes = new TextEncoder().encode(`${line}\n`);
    let file = this.#open();
    if (file.size > 0 && file.size + bytes.length > this.#maxBytes) {
      this.#close();
      renameSync(this.#path, oldLogPath(this.#path));
      file = this.#open();
    }
    let written = 0;
    while (written < bytes.length) written += writeSync(file.fd, bytes, written);
    file.size += bytes.length;
  }

  #open(): { readonly fd: number; size: number } {
    if (this.#file === undefined) {
      const fd = openSync(this.#path, 'a', 0o600);
      this.#file = { fd, size: fstatSync(fd).size };
    }
    return this.#file;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file.fd);
  }
}
