import { expect, it } from 'vitest';
import { exitMeaning } from '../../../main/contract/exit-code.ts';

const ended = (exitCode: number, outOfMemory = false) => exitMeaning({ exitCode, outOfMemory, error: '' });

it('C16 says what an exit code means', () => {
  expect([0, 1, 42, 125, 126, 127, 137, 143].map((code) => ended(code).kind)).toEqual([
    'done',
    'failed',
    'failed',
    'notMade',
    'notExecutable',
    'notFound',
    'killed',
    'stopped',
  ]);
  expect(ended(139)).toEqual({ kind: 'signal', signal: 'SIGSEGV' });
  expect(ended(130)).toEqual({ kind: 'signal', signal: 'SIGINT' });
  expect(ended(128).kind).toBe('failed');
  expect(ended(255).kind).toBe('failed');
  expect(ended(-1).kind).toBe('failed');
});

it('C16 tells memory that ran out from a kill', () => {
  expect(ended(137, true).kind).toBe('outOfMemory');
  expect(ended(1, true).kind).toBe('outOfMemory');
  expect(ended(0, true).kind).toBe('done');
});
