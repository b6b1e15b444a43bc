/** `moorage status`: how the VM and the engine are, whether a core runs or not. */
import { AppError, describeError } from '../../contract/errors.ts';
import type { Problem, Status } from '../../contract/model.ts';
import { withDeadline } from '../../core/lib/retry.ts';
import { parseWords } from '../args.ts';
import { print, printJson, type Cli } from '../cli.ts';
import { withCore } from '../connection.ts';
import { statusWithoutCore } from '../without-core.ts';

/** The core itself waits up to a minute for an engine in software emulation. */
const patienceMs = 90_000;

export async function run(cli: Cli): Promise<number> {
  const { values } = parseWords(cli, 'status', { json: { type: 'boolean' } });
  const paths = cli.paths();
  const status = await withCore(
    cli,
    async (core) => {
      const params = { lock: paths.lock, seconds: patienceMs / 1000 };
      const late = () => new AppError('core.unresponsive', { params });
      return withDeadline(cli.signal, patienceMs, late, (signal) => core.status({}, { signal }));
    },
    () => statusWithoutCore(paths),
  );
  if (values.json === true) printJson(cli, status);
  else for (const line of statusLines(cli, status)) print(cli, line);
  return 0;
}

/** The status for a person to read. */
export function statusLines(cli: Pick<Cli, 'text' | 'language'>, status: Status): string[] {
  const { text } = cli;
  const { engine, vm, step, error } = status;
  const state = text(`state.${status.state}`);
  const lines = [
    text('status.state', { state: step === undefined ? state : `${state}: ${text(`step.${step}`)}` }),
  ];
  if (engine !== null) lines.push(text('status.engine', { ...engine }));
  if (vm !== null) lines.push(text('status.vm', { ...vm, uptime: duration(vm.uptimeSeconds) }));
  if (status.window !== null) lines.push(text('status.window', { window: status.window }));
  const failure: Problem[] = error === undefined ? [] : [{ subject: 'VM', error }];
  for (const problem of [...failure, ...status.problems]) {
    const values = { subject: problem.subject, ...describeError(problem.error, cli.language) };
    lines.push(text('status.problem', values).replace(/\s*[\r\n]+\s*/g, ' '));
  }
  return lines;
}

/** `3 d 4 h`, `2 h 5 min`, `7 min`, `12 s`: figures that need no translation. */
function duration(seconds: number): string {
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(
    Math.floor,
  );
  if (days !== undefined && days > 0) return `${days} d ${hours} h`;
  if (hours !== undefined && hours > 0) return `${hours} h ${minutes} min`;
  return minutes !== undefined && minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
