/**
 * Typing to a program that has no terminal: nobody echoes and edits for it, so that is done here, a line at a time, as
 * a terminal does it in its canonical mode (termios(3)).
 */

/** What comes of some typed text. */
export interface LineEffect {
  /** What the screen shows. */
  readonly echo: string;
  /** What the program gets. */
  readonly send: string;
  /** Its input ends (Ctrl-D on an empty line). */
  readonly end: boolean;
  /** One leaves it (Ctrl-P Ctrl-Q). */
  readonly leave: boolean;
}

/** Longest line, in characters; what is typed beyond is dropped. */
const longestLine = 4096;
/** Keys that are no characters come as sequences (ECMA-48, 5.4; SS3), and mean nothing here. */
// oxlint-disable-next-line no-control-regex -- the escape character begins a sequence
const sequences = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/g;

export class LineInput {
  #line: string[] = [];
  #leaving = false;

  take(text: string): LineEffect {
    let [echo, send, end] = ['', '', false];
    for (const key of text.replace(sequences, '')) {
      if (key === '\u0011' && this.#leaving) return { echo, send, end, leave: true };
      this.#leaving = key === '\u0010';
      if (key === '\r' || key === '\n') {
        send += `${this.#line.join('')}\n`;
        echo += '\r\n';
        this.#line = [];
      } else if (key === '\b' || key === '\u007f') {
        if (this.#line.pop() !== undefined) echo += '\b \b';
      } else if (key === '\u0004') {
        if (this.#line.length === 0) end = true;
        send += this.#line.join('');
        this.#line = [];
      } else if (key === '\u0015') {
        echo += '\b \b'.repeat(this.#line.length);
        this.#line = [];
      } else if (key >= ' ' && this.#line.length < longestLine) {
        this.#line.push(key);
        echo += key;
      }
    }
    return { echo, send, end, leave: false };
  }
}

/** Looks for Ctrl-P Ctrl-Q in what is typed to a program with a terminal; the engine looks for the same. */
export class LeaveKeys {
  #begun = false;

  /** Whether the keys are complete with this text. */
  take(text: string): boolean {
    for (const key of text) {
      if (key === '\u0011' && this.#begun) return true;
      this.#begun = key === '\u0010';
    }
    return false;
  }
}
