/** Which tests there are, and how long each kind may take. `npm test` runs them all, one kind after the other. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import InOrder from './test/vm/in-order.ts';

/**
 * What waits for other programs is tried once more where it failed, in a computer that has other things to do. The
 * output of `npm test` names what passed only then.
 */
const retry = 1;

export default defineConfig({
  test: {
    sequence: { sequencer: InOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'],
          // Vitest itself would leave one processor free, of which most computers in continuous integration have two.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/electron/**/*.test.ts'],
          retry,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'window',
          include: ['test/window/**/*.test.ts'],
          globalSetup: ['test/window/set-up.ts'],
          // Each has a browser and a core, and the fake engines publish the same ports.
          fileParallelism: false,
          maxWorkers: 1,
          retry,
          testTimeout: 60_000,
          hookTimeout: 2 * 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'vm',
          include: ['test/vm/**/*.test.ts'],
          globalSetup: ['test/vm/shared-vm.ts'],
          // One VM at a time: in software emulation each takes all that the computer has.
          fileParallelism: false,
          maxWorkers: 1,
          retry,
          testTimeout: 2 * 60_000,
          hookTimeout: 4 * 60_000,
          // Most of what is polled is a program that is run, which takes what the VM needs.
          expect: { poll: { timeout: 60_000, interval: 400 } },
        },
      },
    ],
  },
});
