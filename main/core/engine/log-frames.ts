/**
 * Lines of a container's log from the engine's stream. Without a terminal, the stream is cut into frames with a header
 * of eight bytes: stream type, three zeros, length (Docker Engine API, "Attach to a container", stream format).
 */
import { StringDecoder } from 'node:string_decoder';
import type { LogLine } from '../../contract/engine-model.ts';

/** Longest line that is passed on, in bytes; the rest of a longer one is left out, and says so. */
export const longestLogLine = 32 * 1024;
const headerBytes = 8;

export class LogLines {
  readonly #framed: boolean;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes that are still to come of the frame that has begun. */
  #left = 0;
  #stream: LogLine['stream'] = 'stdout';
  readonly #partial = { stdout: new PartialLine(), stderr: new PartialLine() };

  /** `framed`: the container has no terminal. */
  constructor(framed: boolean) {
    this.#framed = framed;
  }

  /** The lines that are complete with this chunk. */
  take(chunk: Buffer): LogLine[] {
    if (!this.#framed) return this.#partial.stdout.take(chunk).map((line) => toLine('stdout', line));
    const lines: LogLine[] = [];
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length > 0) {
      if (this.#left === 0) {
        if (data.length < headerBytes) break;
        this.#stream = data[0] === 2 ? 'stderr' : 'stdout';
        this.#left = data.readUInt32BE(4);
        data = data.subarray(headerBytes);
        continue;
      }
      const part = data.subarray(0, this.#left);
      this.#left -= part.length;
      data = data.subarray(part.length);
      const { [this.#stream]: partial } = this.#partial;
      for (const line of partial.take(part)) lines.push(toLine(this.#stream, line));
    }
    this.#rest = Buffer.from(data);
    return lines;
  }

  /** What was left without an end. */
  end(): LogLine[] {
    return (['stdout', 'stderr'] as const).flatMap((stream) =>
      this.#partial[stream].end().map((line) => toLine(stream, line)),
    );
  }
}

/** Collects the bytes of one line; what is over the limit is counted and not kept. */
class PartialLine {
  #parts: Buffer[] = [];
  #kept = 0;
  #dropped = 0;

  take(data: Buffer): string[] {
    const lines: string[] = [];
    for (let at = 0; at < data.length;) {
      const end = data.indexOf(0x0a, at);
      const bytes = data.subarray(at, end < 0 ? data.length : end);
      // Nearly all lines come whole, and need not be put together.
      const whole = end >= 0 && this.#kept + this.#dropped === 0 && bytes.length <= longestLogLine;
      if (whole) lines.push(withoutReturn(bytes.toString('utf8')));
      else this.#add(bytes);
      if (end < 0) break;
      if (!whole) lines.push(this.#flush());
      at = end + 1;
    }
    return lines;
  }

  end(): string[] {
    return this.#kept + this.#dropped === 0 ? [] : [this.#flush()];
  }

  #add(bytes: Buffer): void {
    const kept = bytes.subarray(0, Math.max(0, longestLogLine - this.#kept));
    if (kept.length > 0) this.#parts.push(Buffer.from(kept));
    this.#kept += kept.length;
    this.#dropped += bytes.length - kept.length;
  }

  #flush(): string {
    const bytes = Buffer.concat(this.#parts);
    // What is cut off may begin within a character, of which the decoder then keeps the first bytes to itself.
    const line =
      this.#dropped === 0
        ? withoutReturn(bytes.toString('utf8'))
        : `${new StringDecoder('utf8').write(bytes)}… (+${this.#dropped})`;
    this.#parts = [];
    this.#kept = 0;
    this.#dropped = 0;
    return line;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** With `timestamps` each line begins with an RFC 3339 time and a space. */
function toLine(stream: LogLine['stream'], line: string): LogLine {
  const found = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?/.exec(line);
  if (found === null) return { stream, time: '', text: line };
  return { stream, time: found[1] ?? '', text: line.slice(found[0].length) };
}
