/** What every benchmark is given, and how it says that something could not be measured. */
import { isCancel } from '../../main/contract/errors.ts';
import type { Architecture } from '../../main/core/vm/driver.ts';
import type { QemuTools } from '../../main/setup/qemu-bundle.ts';
import type { Scope } from '../../main/core/lib/scope.ts';
import type { Figure } from './figure.ts';

export interface BenchContext {
  readonly cache: string;
  readonly arch: Architecture;
  readonly qemu: QemuTools;
  /** Rounds of what takes long; a benchmark may do more of what doesn't. */
  readonly rounds: number;
  /** Releases what was acquired when the benchmark ends, in whatever way. Its signal ends the benchmark. */
  readonly scope: Scope;
  /** Tells a person how far it is. */
  readonly say: (message: string) => void;
}

/** What a benchmark found out. */
export interface Outcome {
  readonly figures: readonly Figure[];
  /** Versions and settings to be shown beside the machine. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export type Benchmark = (context: BenchContext) => Promise<Outcome>;

/** A thing, or why it can't be had. */
export type Maybe<T> = { readonly value: T } | { readonly reason: string };

/** Runs a task and turns its failure into a reason that stands in the figure's place. A cancel is thrown on. */
export async function attempt<T>(
  context: Pick<BenchContext, 'scope' | 'say'>,
  what: string,
  task: () => Promise<T>,
): Promise<Maybe<T>> {
  try {
    return { value: await task() };
  } catch (error) {
    if (context.scope.signal.aborted || isCancel(error)) throw error;
    const reason = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    context.say(reason);
    return { reason };
  }
}
