/** `npm run -s bench -- NAME [--json]`: runs one benchmark beside its peers. Results on standard output, progress on standard error. */
import { parseArgs } from 'node:util';
import { Scope } from '../../main/core/lib/scope.ts';
import { cacheFolder } from '../../main/setup/cache.ts';
import { ensureQemu } from '../../main/setup/qemu-bundle.ts';
import { boot } from './boot.ts';
import type { Benchmark } from './context.ts';
import { engine } from './engine.ts';
import { toMarkdown, type Report } from './figure.ts';
import { idle } from './idle.ts';
import { machineFacts } from './machine.ts';
import { ports } from './ports.ts';
import { shares } from './shares.ts';
import { window } from './window.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = { boot, engine, idle, ports, shares, window };

const usage = `Usage: npm run -s bench -- NAME [--json] [--rounds N]

NAME is one of: ${Object.keys(benchmarks).join(', ')}
  --json      prints JSON instead of a Markdown table
  --rounds N  rounds of what takes long, 1 to 50; default 5
`;

/** Runs the benchmark that the arguments name and returns the exit code: 0, 1 for a failure, 2 for bad usage. */
async function main(args: readonly string[]): Promise<number> {
  const asked = parse(args);
  if (asked === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  const begun = performance.now();
  const say = (message: string) =>
    process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${message}\n`);
  const scope = new Scope();
  const interrupt = () => {
    say('interrupted: ending what was started');
    scope.close().catch((error: unknown) => say(String(error)));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    const report = await run(asked, scope, say);
    process.stdout.write(
      asked.json ? `${JSON.stringify(report, undefined, 2)}\n` : toMarkdown(asked.name, report),
    );
    return 0;
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await scope.close();
  }
}

interface Asked {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly json: boolean;
  readonly rounds: number;
}

/** What is asked for, `help`, or what is wrong with the arguments. */
function parse(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        rounds: { type: 'string' },
      },
    });
    if (values.help === true) return 'help';
    const [name = ''] = positionals;
    const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
    if (benchmark === undefined || positionals.length !== 1) return 'bench: name one benchmark';
    const rounds = Number(values.rounds ?? 5);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) return 'bench: --rounds takes 1 to 50';
    return { name, benchmark, json: values.json === true, rounds };
  } catch (error) {
    return `bench: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function run(asked: Asked, scope: Scope, say: (message: string) => void): Promise<Report> {
  const cache = cacheFolder();
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const qemu = await ensureQemu({ cache, arch, signal: scope.signal });
  const { figures, facts } = await asked.benchmark({ cache, arch, qemu, rounds: asked.rounds, scope, say });
  return { machine: { ...machineFacts(qemu.version), ...facts }, figures };
}

process.exitCode = await main(process.argv.slice(2));
