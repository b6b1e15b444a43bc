/**
 * The lines of a log that the window keeps: as many as memory allows and no more, the oldest go first. Lines are
 * numbered from the beginning, so a number stays good while lines before it go. Adding costs the same however many
 * there are, which an array that is copied for each piece would not.
 */

/** A line, and the container that wrote it where several are shown. */
export interface KeptLine {
  readonly stream: 'stdout' | 'stderr';
  readonly time: string;
  readonly text: string;
  readonly container?: string;
}

export interface BufferLimits {
  readonly lines: number;
  /** Characters of all lines together. */
  readonly characters: number;
}

/** Lines in one block; blocks are given up whole. */
const blockLines = 1024;

/** A million lines, or 128 million characters of them. */
export const bufferLimits: BufferLimits = { lines: 1_000_000, characters: 128 * 1024 * 1024 };

interface Block {
  readonly lines: KeptLine[];
  characters: number;
}

export class LogBuffer {
  readonly #limits: BufferLimits;
  readonly #blocks: Block[] = [];
  #first = 0;
  #end = 0;
  #characters = 0;

  constructor(limits: BufferLimits = bufferLimits) {
    this.#limits = limits;
  }

  /** The number of the oldest line that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next line gets. */
  get end(): number {
    return this.#end;
  }

  get length(): number {
    return this.#end - this.#first;
  }

  add(lines: readonly KeptLine[]): void {
    for (const line of lines) this.#put(line);
    while (this.#blocks.length > 1 && this.#isOver()) this.#giveUp();
  }

  /** The line of a number; undefined if it isn't kept. */
  at(number: number): KeptLine | undefined {
    if (number < this.#first || number >= this.#end) return undefined;
    const index = number - this.#first;
    return this.#blocks[Math.floor(index / blockLines)]?.lines[index % blockLines];
  }

  /** All that are kept, the oldest first. */
  *lines(): Generator<KeptLine, void> {
    for (const { lines } of this.#blocks) yield* lines;
  }

  #put(line: KeptLine): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.lines.length === blockLines) {
      block = { lines: [], characters: 0 };
      this.#blocks.push(block);
    }
    block.lines.push(line);
    block.characters += line.text.length;
    this.#characters += line.text.length;
    this.#end += 1;
  }

  #isOver(): boolean {
    return this.length > this.#limits.lines || this.#characters > this.#limits.characters;
  }

  #giveUp(): void {
    const block = this.#blocks.shift();
    if (block === undefined) return;
    this.#first += block.lines.length;
    this.#characters -= block.characters;
  }
}
