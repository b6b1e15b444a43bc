/** The checks of the sources, each a program of its own; they run one after the other. */
import { runProgram } from './run-program.ts';

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

const checks = {
  types: ['tsc', '-p', 'tsconfig.json', '--noEmit'],
  'types of the window': ['tsc', '-p', 'renderer/tsconfig.json', '--noEmit'],
  lint: [
    'oxlint',
    '--type-aware',
    '--deny-warnings',
    'main',
    'renderer',
    'test',
    'vm-images',
    'vitest.config.ts',
  ],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  unused: ['knip', '--no-progress'],
  architecture: ['vitest', 'run', '--project', 'unit', '--reporter', 'dot', 'test/architecture.test.ts'],
} as const;

/** Runs all checks, whatever the ones before have found. */
export async function runChecks(): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, [program, ...args]] of Object.entries(checks)) {
    const begun = performance.now();
    const code = await runProgram(program, args);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
    results.push({ name, passed: code === 0 });
  }
  return results;
}
