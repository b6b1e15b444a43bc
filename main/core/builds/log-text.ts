/** What a step puts out, as lines: pieces may end anywhere. Colours stay in them, for the window to draw. */
import { StringDecoder } from 'node:string_decoder';

/** Characters of a line that are kept. */
const maxLine = 4000;

export class StepText {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  take(data: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(data)).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-maxLine);
    return lines.map(shown);
  }

  /** What is left at the end. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : [shown(rest)];
  }
}

/** A carriage return begins the line anew, as bars of progress do. */
function shown(line: string): string {
  const plain = line.replace(/\r+$/, '');
  return plain.slice(plain.lastIndexOf('\r') + 1).slice(0, maxLine);
}
