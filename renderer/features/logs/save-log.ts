/** A log as a file: what was written, with its times. */
import { withoutColours } from './ansi.ts';
import type { LogBuffer } from './log-buffer.ts';

/** Lines that make one piece: a text of a million lines at once would be longer than a string may be. */
const pieceLines = 10_000;

export function logText(buffer: LogBuffer): string[] {
  const pieces: string[] = [];
  let lines: string[] = [];
  for (const { time, text, container } of buffer.lines()) {
    const from = container === undefined ? '' : `${container} | `;
    lines.push(`${from}${time}${time === '' ? '' : ' '}${withoutColours(text)}\n`);
    if (lines.length === pieceLines) {
      pieces.push(lines.join(''));
      lines = [];
    }
  }
  pieces.push(lines.join(''));
  return pieces;
}

export function saveLog(name: string, buffer: LogBuffer): void {
  const url = URL.createObjectURL(new Blob(logText(buffer), { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replaceAll(/[^\w.-]/g, '_')}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
