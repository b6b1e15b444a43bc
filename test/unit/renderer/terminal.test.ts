import { describe, expect, it } from 'vitest';
import { debugArgs, debugCommand } from '../../../main/contract/debug-command.ts';
import { readExecForm } from '../../../renderer/features/terminal/exec-form.ts';
import { LeaveKeys, LineInput } from '../../../renderer/features/terminal/line-input.ts';
import { programName, wishCommand } from '../../../renderer/features/terminal/wish.ts';

describe('typing to a program without a terminal', () => {
  it('shows and edits a line, and sends it whole', () => {
    const lines = new LineInput();
    expect(lines.take('ab')).toMatchObject({ echo: 'ab', send: '' });
    expect(lines.take('\u007f')).toMatchObject({ echo: '\b \b', send: '' });
    expect(lines.take('c\r')).toMatchObject({ echo: 'c\r\n', send: 'ac\n' });
    expect(lines.take('\u007f')).toMatchObject({ echo: '', send: '' });
    expect(lines.take('xyz\u0015q\r')).toMatchObject({ send: 'q\n' });
  });

  it('passes over keys that are no characters, and Ctrl-C', () => {
    expect(new LineInput().take('\u001b[A\u001bOPa\u0003b\r')).toMatchObject({
      echo: 'ab\r\n',
      send: 'ab\n',
    });
  });

  it('ends the input on an empty line, and sends what is there on another', () => {
    const lines = new LineInput();
    expect(lines.take('a\u0004')).toMatchObject({ send: 'a', end: false });
    expect(lines.take('\u0004')).toMatchObject({ send: '', end: true });
  });

  it('deletes a character that is two of the language’s own', () => {
    const lines = new LineInput();
    lines.take('a👍');
    lines.take('\u007f');
    expect(lines.take('\r').send).toBe('a\n');
  });

  it('drops what is too long for a line', () => {
    const lines = new LineInput();
    lines.take('x'.repeat(10_000));
    expect(lines.take('\r').send.length).toBe(4097);
  });

  it('is left with Ctrl-P Ctrl-Q, also in two pieces, and with nothing between', () => {
    for (const looks of [
      () => {
        const lines = new LineInput();
        return (text: string) => lines.take(text).leave;
      },
      () => {
        const keys = new LeaveKeys();
        return (text: string) => keys.take(text);
      },
    ]) {
      expect(looks()('a\u0010\u0011b')).toBe(true);
      const look = looks();
      expect([look('\u0010'), look('\u0011')]).toEqual([false, true]);
      expect(looks()('\u0010a\u0011')).toBe(false);
      expect(looks()('\u0011')).toBe(false);
    }
  });
});

describe('the command that opens the same terminal', () => {
  it('is what docker takes', () => {
    const exec = { kind: 'exec', user: '1:1', workdir: '/a b', command: ['sh', '-c', 'x'] } as const;
    expect(wishCommand({ wish: exec }, 'web')).toBe(
      "docker exec --interactive --tty --user 1:1 --workdir '/a b' web sh -c x",
    );
    expect(wishCommand({ wish: { kind: 'exec' }, command: ['/bin/bash'] }, 'web')).toBe(
      'docker exec --interactive --tty web /bin/bash',
    );
    expect(wishCommand({ wish: { kind: 'attach' } }, 'web')).toBe('docker attach web');
    expect(wishCommand({ wish: { kind: 'debug' } }, 'web')).toBeUndefined();
    expect(wishCommand({ wish: { kind: 'debug' }, pid: 7 }, 'web')).toBe(debugCommand({ pid: 7 }));
  });

  it('enters no process that is none', () => {
    expect(debugArgs({ pid: 42 }).join(' ')).toContain('nsenter --target 42 --mount');
    for (const pid of [0, -1, 1.5, Number.NaN, Infinity])
      expect(() => debugArgs({ pid })).toThrow(RangeError);
  });

  it('is named after its program', () => {
    expect(programName(['/bin/bash', '-l'])).toBe('bash');
    expect(programName(undefined)).toBe('sh');
    expect(programName(['/'])).toBe('/');
  });
});

describe('the form for a program', () => {
  it('leaves to the image what is empty', () => {
    expect(readExecForm({ program: ' ', user: ' ', workdir: '' })).toEqual({
      wish: { kind: 'exec' },
      faults: {},
    });
  });

  it('says what can’t be', () => {
    expect(readExecForm({ program: `sh -c 'a`, user: '', workdir: 'tmp' }).faults).toEqual({
      program: 'terminal.choose.program.open',
      workdir: 'terminal.choose.workdir.relative',
    });
  });
});
