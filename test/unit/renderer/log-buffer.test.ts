/** What the window keeps of a log, and what it finds in it. */
import { describe, expect, it } from 'vitest';
import { spansOf, withoutColours } from '../../../renderer/features/logs/ansi.ts';
import { LogBuffer, type KeptLine } from '../../../renderer/features/logs/log-buffer.ts';
import { logText } from '../../../renderer/features/logs/save-log.ts';
import { compile, Findings } from '../../../renderer/features/logs/search.ts';

const line = (text: string): KeptLine => ({ stream: 'stdout', time: '', text });
const many = (count: number, text = (n: number) => `line ${n}`) =>
  Array.from({ length: count }, (_, n) => line(text(n)));

function filled(texts: readonly string[]): LogBuffer {
  const buffer = new LogBuffer();
  buffer.add(texts.map(line));
  return buffer;
}

function found(buffer: LogBuffer, text: string, regex = false): readonly number[] {
  const compiled = compile({ text, regex });
  if (compiled.kind !== 'matcher') return [];
  const findings = new Findings(compiled.matcher, buffer);
  while (!findings.look(10));
  return findings.numbers;
}

describe('the lines that are kept', () => {
  it('have numbers that stay while older ones go', () => {
    const buffer = new LogBuffer({ lines: 3000, characters: 1e9 });
    buffer.add(many(10_000));
    expect(buffer.length).toBeLessThanOrEqual(3000);
    expect(buffer.length).toBeGreaterThan(1500);
    expect(buffer.end).toBe(10_000);
    expect(buffer.at(9999)?.text).toBe('line 9999');
    expect(buffer.at(buffer.first)?.text).toBe(`line ${buffer.first}`);
    expect(buffer.at(buffer.first - 1)).toBeUndefined();
    expect(buffer.at(10_000)).toBeUndefined();
    expect([...buffer.lines()].map(({ text }) => text)).toEqual(
      Array.from({ length: buffer.length }, (_, n) => `line ${buffer.first + n}`),
    );
  });

  it('are fewer where they are long', () => {
    const buffer = new LogBuffer({ lines: 1e9, characters: 10_000_000 });
    buffer.add(many(20_000, () => 'x'.repeat(5000)));
    expect(buffer.length * 5000).toBeLessThanOrEqual(10_000_000 + 1024 * 5000);
    expect(buffer.length).toBeGreaterThan(0);
  });

  it('are added at the same cost however many there are', () => {
    const buffer = new LogBuffer();
    const timed = () => {
      const begun = performance.now();
      for (let round = 0; round < 100; round += 1) buffer.add(many(1000));
      return performance.now() - begun;
    };
    // The least of some, so that what else the computer does counts little.
    const least = (rounds: number) => Math.min(...Array.from({ length: rounds }, timed));
    const first = least(2);
    least(5);
    // A copy of all for each piece would cost many times as much by now.
    expect(least(4)).toBeLessThan(first * 10 + 50);
    expect(buffer.length).toBeGreaterThan(990_000);
  });

  it('are saved whole, with their times and without colours', () => {
    const buffer = new LogBuffer();
    buffer.add([
      { stream: 'stderr', time: '2026-01-02T03:04:05Z', text: '\u001b[31mbad\u001b[0m' },
      line('x'),
    ]);
    buffer.add([{ ...line('from'), container: 'web' }]);
    expect(logText(buffer).join('')).toBe('2026-01-02T03:04:05Z bad\nx\nweb | from\n');
  });
});

describe('searching a log', () => {
  const buffer = filled(['GET /', 'get me', '你好', 'a.b', '\u001b[31mred\u001b[0m text']);

  it('finds the lines that hold the text, whatever its case', () => {
    expect(found(buffer, 'get')).toEqual([0, 1]);
    expect(found(buffer, 'GET')).toEqual([0, 1]);
    expect(found(buffer, '你')).toEqual([2]);
  });

  it('takes the text as it is, and finds nothing for nothing', () => {
    for (const special of ['.', '(', '[', '*', '\\', '^', '$', '{', '|', '/', '-']) {
      expect(found(buffer, special), special).toEqual(special === '.' ? [3] : special === '/' ? [0] : []);
    }
    expect(found(buffer, '')).toEqual([]);
  });

  it('finds what colours part', () => {
    expect(found(buffer, 'red text')).toEqual([4]);
  });

  it('takes regular expressions, and says which are none', () => {
    expect(found(buffer, '^g.t', true)).toEqual([0, 1]);
    expect(compile({ text: '(', regex: true })).toMatchObject({ kind: 'invalid' });
    // One that matches nothing everywhere marks nothing, and comes to an end.
    const compiled = compile({ text: 'x*', regex: true });
    expect(compiled.kind === 'matcher' && compiled.matcher.ranges('abc')).toEqual([]);
  });

  it('goes on with lines that come, and forgets those that go', () => {
    const small = new LogBuffer({ lines: 2048, characters: 1e9 });
    const compiled = compile({ text: '5', regex: false });
    if (compiled.kind !== 'matcher') throw new Error('no matcher');
    const findings = new Findings(compiled.matcher, small);
    small.add(many(10));
    while (!findings.look(10));
    expect(findings.numbers).toEqual([5]);
    small.add(many(6));
    while (!findings.look(10));
    expect(findings.numbers).toEqual([5, 15]);
    small.add(many(4096, () => '-'));
    while (!findings.look(10));
    expect(findings.numbers).toEqual([]);
  });

  it('stops when its time is over, and goes on there', () => {
    const big = filled(many(5000).map(({ text }) => text));
    const compiled = compile({ text: 'line', regex: false });
    if (compiled.kind !== 'matcher') throw new Error('no matcher');
    const findings = new Findings(compiled.matcher, big);
    let clock = 0;
    expect(findings.look(1, () => (clock += 1))).toBe(false);
    const some = findings.numbers.length;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(5000);
    while (!findings.look(1, () => (clock += 0.4)));
    expect(findings.numbers).toHaveLength(5000);
  });
});

describe('colours', () => {
  it('become styles', () => {
    expect(spansOf('plain')).toEqual([{ text: 'plain', style: {} }]);
    expect(spansOf('\u001b[1;31merror\u001b[0m: \u001b[38;5;196mx\u001b[39;48;2;1;2;3my')).toEqual([
      { text: 'error', style: { bold: true, ink: 1 } },
      { text: ': ', style: {} },
      { text: 'x', style: { ink: '#ff0000' } },
      { text: 'y', style: { ground: '#010203' } },
    ]);
    expect(spansOf('\u001b[7mturned\u001b[27m back \u001b[92mbright')).toEqual([
      { text: 'turned', style: { ink: 0, ground: 7 } },
      { text: ' back ', style: {} },
      { text: 'bright', style: { ink: 10 } },
    ]);
  });

  it('that are nonsense change nothing, and never become a style’s text', () => {
    for (const codes of ['38', '38;9;1', '48;5', '999', '38;5;999', ';;;;', '38;2;999;-1;1e9']) {
      for (const { style, text } of spansOf(`\u001b[${codes}mtext`)) {
        expect(text.endsWith('text')).toBe(true);
        for (const value of Object.values(style))
          expect(String(value)).toMatch(/^(?:#[0-9a-f]{6}|\d{1,2}|true)$/);
      }
    }
    expect(withoutColours('\u001b[31mred\u001b[0m')).toBe('red');
  });

  it('of a long hostile line take no time', () => {
    const begun = performance.now();
    spansOf('\u001b['.repeat(16_000));
    spansOf(`\u001b[${'1;'.repeat(16_000)}`);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
