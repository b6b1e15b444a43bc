import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../main/cli/progress-line.ts';

function fixture(isTTY: boolean) {
  const clock = { now: 0 };
  let written = '';
  const output = {
    isTTY,
    columns: 40,
    write: (text: string | Uint8Array) => {
      written += String(text);
      return true;
    },
  };
  const line = new ProgressLine(output, () => clock.now);
  return { clock, line, written: () => written };
}

describe('ProgressLine', () => {
  it('writes a line now and then where nobody watches', () => {
    const { clock, line, written } = fixture(false);
    for (let done = 0; done <= 45; done += 1) {
      line.show('Fetching QEMU', { done: done * 1e6, total: 45e6 });
      clock.now += 500;
    }
    line.end();
    expect(written()).toBe(
      'Fetching QEMU … 0.0 / 45.0 MB\nFetching QEMU … 20.0 / 45.0 MB\n' +
        'Fetching QEMU … 40.0 / 45.0 MB\nFetching QEMU … 45.0 / 45.0 MB\n',
    );
  });

  it('redraws one line on a terminal, and keeps the last state of each step', () => {
    const { clock, line, written } = fixture(true);
    line.show('One');
    clock.now += 100;
    line.show('Two', { done: 1e6, total: 2e6 });
    clock.now += 100;
    line.show('Two', { done: 2e6, total: 2e6 });
    line.end();
    const clear = '\r\u001b[K';
    expect(written()).toBe(`${clear}One …\n${clear}Two … 1.0 / 2.0 MB${clear}Two … 2.0 / 2.0 MB\n`);
  });

  it('never wraps, with characters of two columns either', () => {
    const { line, written } = fixture(true);
    line.show('下载虚拟机镜像的软件包'.repeat(5));
    expect(written().slice(4)).toHaveLength(19);
  });
});
