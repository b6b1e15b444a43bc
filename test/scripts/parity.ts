/**
 * `npm run parity`: which rows of the list of what Moorage must cover a test names (`parity C07 …`), and how those
 * tests did in the last run of each kind.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parityOf, type NamedTest } from './parity-count.ts';
import { projectFolder } from './run-program.ts';

const listSchema = v.array(v.object({ id: v.string(), docker: v.string() }));
const reportSchema = v.object({
  testResults: v.array(
    v.object({ assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })) }),
  ),
});

async function main(args: readonly string[]): Promise<void> {
  const folder = join(projectFolder(), 'test');
  const rows = v.parse(listSchema, JSON.parse(await readFile(join(folder, 'parity.json'), 'utf8')));
  const ids = rows.map(({ id }) => id);
  const result = parityOf(ids, await sources(folder), await lastRun(join(folder, 'output')));
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${result.rows} rows, ${result.tested} named by a test, ${result.passed} passed\n`);
  for (const { id, docker } of rows) {
    if (result.missing.includes(id)) process.stdout.write(`missing: ${id}  ${docker}\n`);
  }
}

/** The texts of all tests. */
async function sources(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  return Promise.all(tests.map((name) => readFile(join(folder, name), 'utf8')));
}

/** Every test of the last run of each kind; none where there was no run yet. */
async function lastRun(folder: string): Promise<NamedTest[]> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const all: NamedTest[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const report = v.safeParse(reportSchema, JSON.parse(await readFile(join(folder, name), 'utf8')));
    if (report.success) all.push(...report.output.testResults.flatMap((file) => file.assertionResults));
  }
  return all;
}

await main(process.argv.slice(2));
