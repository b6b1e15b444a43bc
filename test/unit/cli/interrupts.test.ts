import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { listenForInterrupts } from '../../../main/cli/interrupts.ts';

function fixture() {
  const process = Object.assign(new EventEmitter(), { exit: vi.fn<() => never>() });
  const clock = { now: 0 };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- emits signals as a process does
  const interrupts = listenForInterrupts(process as unknown as NodeJS.Process, () => clock.now);
  return { process, clock, interrupts };
}

describe('listenForInterrupts', () => {
  it('aborts with the first and ends the process with the second', () => {
    const { process, clock, interrupts } = fixture();
    process.emit('SIGINT', 'SIGINT');
    expect([interrupts.signal.aborted, interrupts.exitCode]).toEqual([true, 130]);
    clock.now = 1000;
    process.emit('SIGINT', 'SIGINT');
    expect(process.exit).toHaveBeenCalledWith(130);
  });

  it('takes what npm passes on at once for the same Ctrl-C', () => {
    const { process, clock, interrupts } = fixture();
    const hurry = vi.fn<() => void>();
    interrupts.onSecond(hurry);
    process.emit('SIGINT', 'SIGINT');
    clock.now = 20;
    process.emit('SIGINT', 'SIGINT');
    expect(hurry).not.toHaveBeenCalled();
    clock.now = 500;
    process.emit('SIGINT', 'SIGINT');
    expect(hurry).toHaveBeenCalledOnce();
    expect(process.exit).not.toHaveBeenCalled();
  });

  it('tells SIGTERM by its exit code, and listens no longer once closed', () => {
    const { process, interrupts } = fixture();
    process.emit('SIGTERM', 'SIGTERM');
    expect(interrupts.exitCode).toBe(143);
    interrupts.close();
    expect(process.eventNames()).toEqual([]);
  });
});
