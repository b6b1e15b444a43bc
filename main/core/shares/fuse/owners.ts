/**
 * What containers have said of files that the host's file system can't hold for us: owners (only root can give files
 * away), set-user-ID bits (which would let other users of the host act as this one), and sockets, pipes and devices
 * (which are empty files on the host). Kept in a file beside the share's state, told by the file's number on the host
 * and its time of birth, so that a number that is used again is not taken for the old file.
 */
import { appendFileSync, closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { systemCode } from '../../lib/system-error.ts';
import type { FileIdentity } from './node-tree.ts';

/** What is remembered of one file; what is undefined is as the host has it. */
export interface Remembered {
  readonly uid?: number;
  readonly gid?: number;
  /** Kind (`S_IFMT`), where the host has a plain file. */
  readonly kind?: number;
  /** `S_ISUID`, `S_ISGID`, `S_ISVTX`. */
  readonly special?: number;
}

/** A file by what tells it from others that had or will have its number. */
export type Birth = FileIdentity & { readonly birthtimeNs: bigint };

const id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const lineSchema = v.object({
  k: v.pipe(v.string(), v.maxLength(80)),
  b: v.exactOptional(v.pipe(v.string(), v.maxLength(24))),
  uid: v.exactOptional(id),
  gid: v.exactOptional(id),
  kind: v.exactOptional(id),
  special: v.exactOptional(id),
});

interface Entry {
  readonly birth: string;
  readonly what: Remembered;
}

/** Milliseconds until what was said is on disk. */
const writeAfterMs = 200;
/** Lines that the file may have beyond what counts, before it is written anew. */
const mostIdle = 20_000;

export class Owners {
  readonly #path: string;
  readonly #known = new Map<string, Entry>();
  #pending = '';
  /** The file may end in half a line, of a write that was cut off: what follows must not become part of it. */
  #torn: boolean;
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #onError: (error: unknown) => void;

  /** Reads what there is; lines that can't be read are passed over. Throws what reading throws, but for a missing file. */
  constructor(path: string, onError: (error: unknown) => void) {
    this.#path = path;
    this.#onError = onError;
    const text = readText(path);
    this.#torn = text !== '' && !text.endsWith('\n');
    for (const line of linesOf(text)) {
      this.#lines += 1;
      const { k, b, ...what } = line;
      if (b === undefined) this.#known.delete(k);
      else this.#known.set(k, { birth: b, what });
    }
  }

  get(file: Birth): Remembered | undefined {
    const found = this.#known.get(keyOf(file));
    return found?.birth === String(file.birthtimeNs) ? found.what : undefined;
  }

  /** Adds to what is remembered of a file. */
  set(file: Birth, what: Remembered): void {
    const before = this.get(file);
    const after = { ...before, ...what };
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) return;
    const birth = String(file.birthtimeNs);
    this.#known.set(keyOf(file), { birth, what: after });
    this.#write({ k: keyOf(file), b: birth, ...after });
  }

  /** The file is gone. */
  remove(file: FileIdentity): void {
    if (this.#known.delete(keyOf(file))) this.#write({ k: keyOf(file) });
  }

  /** Puts on disk what is only in memory yet. */
  close(): void {
    this.#flush();
  }

  #write(line: v.InferOutput<typeof lineSchema>): void {
    this.#pending += `${JSON.stringify(line)}\n`;
    this.#lines += 1;
    this.#timer ??= setTimeout(() => this.#flush(), writeAfterMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#pending;
    if (text === '') return;
    try {
      if (this.#lines > this.#known.size + mostIdle) this.#rewrite();
      else appendFileSync(this.#path, this.#torn ? `\n${text}` : text, { mode: 0o600 });
      this.#pending = '';
      this.#torn = false;
    } catch (error) {
      // It stays to be written; a full disk may have room later. Part of it may have been.
      this.#torn = true;
      this.#onError(error);
    }
  }

  #rewrite(): void {
    const fresh = `${this.#path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    try {
      for (const [k, { birth, what }] of this.#known)
        writeSync(file, `${JSON.stringify({ k, b: birth, ...what })}\n`);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    renameSync(fresh, this.#path);
    this.#lines = this.#known.size;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function linesOf(text: string): v.InferOutput<typeof lineSchema>[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = v.safeParse(lineSchema, JSON.parse(line === '' ? 'null' : line));
      return parsed.success ? [parsed.output] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return []; // half a line, of a write that was cut off
      throw error;
    }
  });
}

function keyOf({ dev, ino }: FileIdentity): string {
  return `${dev.toString(36)}.${ino.toString(36)}`;
}
