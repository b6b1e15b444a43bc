/**
 * `npm test`: the checks, then every kind of test. Its output ends with how long each kind took, what did not go as it
 * should, and, as the last line, the sum over all of them. With names of kinds (`npm test -- unit integration`) it runs
 * only those, without the checks.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { projectFolder, runProgram } from './run-program.ts';
import { countsOf, crashed, sum, troubleOf, type Counts } from './counts.ts';

const kinds = ['unit', 'integration', 'window', 'vm'];
/** Exit codes of a program that was told to end. */
const interrupted = [130, 143];

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.find((name) => !kinds.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(
      `npm test: there is no kind of test called ${unknown}; known: ${kinds.join(', ')}\n`,
    );
    return 2;
  }
  const all: Counts[] = [];
  const said: string[] = [];
  if (asked.length === 0) {
    const checks = await runChecks();
    const passed = checks.filter((one) => one.passed).length;
    all.push({ passed, failed: checks.length - passed, skipped: 0 });
    said.push(...checks.filter((one) => !one.passed).map(({ name }) => `failed: the check of ${name}`));
  }
  for (const kind of kinds) {
    if (asked.length > 0 && !asked.includes(kind)) continue;
    const begun = performance.now();
    const { counts, code, trouble } = await runKind(kind);
    all.push(counts);
    said.push(`${kind}: ${Math.round((performance.now() - begun) / 1000)} s`, ...trouble);
    if (interrupted.includes(code)) break;
  }
  const total = sum(all);
  process.stdout.write(said.map((line) => `${line}\n`).join(''));
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed === 0 ? 0 : 1;
}

interface KindResult {
  readonly counts: Counts;
  readonly code: number;
  readonly trouble: readonly string[];
}

async function runKind(kind: string): Promise<KindResult> {
  const root = projectFolder();
  const report = join(root, 'test', 'output', `${kind}.json`);
  await rm(report, { force: true });
  if (!(await hasTests(join(root, 'test', kind)))) {
    process.stdout.write(`no tests of the kind ${kind}\n`);
    return { counts: sum([]), code: 0, trouble: [] };
  }
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runProgram('vitest', ['run', '--project', kind, ...reporters]);
  const read = await readReport(report);
  const counts = countsOf(read);
  const trouble = troubleOf(read, root);
  if (code === 0 || counts.failed > 0) return { counts, code, trouble };
  // Something beside the tests themselves went wrong: an error that nobody caught, or vitest itself.
  const beside = `failed: vitest ended with ${code}, although no test of the kind ${kind} failed`;
  return { counts: sum([counts, crashed]), code, trouble: [...trouble, beside] };
}

async function hasTests(folder: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.some((name) => name.endsWith('.test.ts'));
}

/** What vitest has written; undefined if it didn't get that far. */
async function readReport(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    process.stderr.write(`npm test: no report: ${String(error)}\n`);
    return undefined;
  }
}

process.exitCode = await main(process.argv.slice(2));
