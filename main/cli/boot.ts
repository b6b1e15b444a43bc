/** What `start`, `restart` and `run` share: their options, set-up with its progress, and the steps of a start. */
import type { CoreClient } from '../contract/contract.ts';
import { AppError, describeError, isCancel } from '../contract/errors.ts';
import type { Status } from '../contract/model.ts';
import { assertNever } from '../core/lib/assert-never.ts';
import { parseSetting } from '../core/settings/schema.ts';
import { openSettings } from '../core/settings/store.ts';
import { driverNames, type DriverName } from '../core/vm/driver-names.ts';
import { hostArchitecture, hostFacts } from '../hosts/node/this-computer.ts';
import { cacheFolder } from '../setup/cache.ts';
import type { EnsureReadyOptions, Notice } from '../setup/ensure.ts';
import { asUsage, oneOf, parseWords } from './args.ts';
import { note, type Cli } from './cli.ts';
import { ProgressLine } from './progress-line.ts';
import { setupLabel } from './setup-labels.ts';

export interface BootOptions {
  /** For `vm.start`; only what was asked for. */
  readonly vm: { cpus?: number; memoryMiB?: number };
  /** Undefined when none was asked for. */
  readonly driver: DriverName | undefined;
}

/** The options of a start, as `parseWords` wants them. */
export const bootWords = {
  cpus: { type: 'string' },
  memory: { type: 'string' },
  driver: { type: 'string' },
} as const;

/** Reads the options of a start. Throws `BadUsage`. */
export function bootOptions(cli: Cli, command: string): BootOptions {
  return bootOptionsOf(cli, command, parseWords(cli, command, bootWords).values);
}

/** The same of words that were parsed together with others. Throws `BadUsage`. */
export function bootOptionsOf(
  cli: Cli,
  command: string,
  values: { readonly [K in keyof typeof bootWords]?: string },
): BootOptions {
  const vm: { cpus?: number; memoryMiB?: number } = {};
  const host = hostFacts();
  asUsage(() => {
    if (values.cpus !== undefined) Object.assign(vm, parseSetting('cpus', values.cpus, host));
    if (values.memory !== undefined) Object.assign(vm, parseSetting('memoryMiB', values.memory, host));
  });
  const driver = values.driver === undefined ? undefined : oneOf(cli, command, values.driver, driverNames);
  return { vm, driver };
}

/** Fetches and builds what is missing, telling how it goes. The fake driver needs nothing. */
export async function prepare(cli: Cli, driver: DriverName): Promise<void> {
  // Read in any case: a start with a broken settings file is refused before anything is done.
  const settings = await openSettings(cli.paths().settings, hostFacts());
  if (driver === 'fake') return;
  const { ensureReady } = await import('../setup/ensure.ts');
  const { qemuPath } = settings.topic.value;
  await withSetup(cli, (options) => ensureReady({ ...options, qemuPath }));
}

/** Runs a part of set-up with its progress on the terminal. */
export async function withSetup<T>(cli: Cli, task: (options: EnsureReadyOptions) => Promise<T>): Promise<T> {
  const line = new ProgressLine(cli.stderr);
  try {
    return await task({
      cache: cacheFolder({ ...cli.env }),
      arch: hostArchitecture(),
      env: cli.env,
      signal: cli.signal,
      onProgress: ({ step, done, total }) => line.show(setupLabel(cli.text, step), { done, total }),
      onNotice: (notice) => {
        line.end();
        note(cli, noticeText(cli, notice));
      },
    });
  } finally {
    line.end();
  }
}

function noticeText(cli: Cli, notice: Notice): string {
  switch (notice.kind) {
    case 'waiting':
      return cli.text('setup.waiting', { pid: notice.pid });
    case 'rebuild':
      return cli.text('setup.rebuild', { problem: describeError(notice.error, cli.language).what });
    case 'qemuFromPath': {
      const problem = describeError(notice.error, cli.language).what;
      return cli.text('setup.qemuFromPath', { problem, path: notice.path });
    }
    default:
      return assertNever(notice);
  }
}

/** Runs what changes the VM's state while the steps that it goes through are shown. */
export async function showingSteps<T>(cli: Cli, core: CoreClient, task: () => Promise<T>): Promise<T> {
  const line = new ProgressLine(cli.stderr);
  const watching = new AbortController();
  const watch = async () => {
    for await (const state of core['vm.watch']({}, { signal: watching.signal })) {
      if (state.kind === 'starting') {
        const bytes = state.progress?.unit === 'bytes' ? state.progress : undefined;
        line.show(cli.text(`step.${state.step}`), bytes);
      } else if (state.kind === 'stopping') {
        line.show(cli.text('stop.stopping'));
      }
    }
  };
  const watched = watch().catch((error: unknown) => {
    // The task itself tells when the link is gone.
    if (!isCancel(error) && !(error instanceof AppError)) throw error;
  });
  try {
    return await task();
  } finally {
    watching.abort();
    await watched;
    line.end();
  }
}

/** The options with which `restart` would get what was asked for, where the running VM has something else. */
export function tellDifference(cli: Cli, { vm }: BootOptions, status: Status): void {
  const have = status.vm;
  if (have === null) return;
  const lines: { option: string; present: string; wanted: string }[] = [];
  if (vm.cpus !== undefined && vm.cpus !== have.cpus) {
    lines.push({ option: `--cpus ${vm.cpus}`, present: `${have.cpus} CPUs`, wanted: `${vm.cpus} CPUs` });
  }
  if (vm.memoryMiB !== undefined && vm.memoryMiB !== have.memoryMiB) {
    const option = `--memory ${vm.memoryMiB}M`;
    lines.push({ option, present: `${have.memoryMiB} MiB`, wanted: `${vm.memoryMiB} MiB` });
  }
  if (lines.length === 0) return;
  const joined = (part: 'present' | 'wanted') => lines.map((line) => line[part]).join(', ');
  const options = lines.map((line) => line.option).join(' ');
  const values = { options, present: joined('present'), wanted: joined('wanted') };
  note(cli, cli.text('start.restartNeeded', values));
}
