/** How long the core takes to answer the simplest question, while it is idle and while it carries bytes. */
import { connect } from '../../main/contract/rpc.ts';
import { contract, type CoreClient } from '../../main/contract/contract.ts';
import { delay } from '../../main/core/lib/retry.ts';
import { connectControl } from '../../main/hosts/node/control.ts';
import type { BenchContext } from './context.ts';
import { figure, type Figure } from './figure.ts';
import { iperf } from './iperf.ts';
import type { Stage } from './ports-stage.ts';
import { quantile, significant } from './statistics.ts';

const unit = 'ms';
const rounds = 3;
/** Of each direction, and of the time without traffic. */
const seconds = 4;
/** Milliseconds between two questions: some hundreds of answers a round, and the questions are no load of their own. */
const pause = 10;

export const stallFigures: readonly (readonly [name: string, unit: string])[] = [
  ['ports.stall.p99', unit],
  ['ports.stall.idle.p99', unit],
];

/** Measures rounds without and with traffic in both directions, through the port that our own process carries. */
export async function measureStall(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const { signal } = context.scope;
  const link = await connectControl(stage.product.paths.controlSocket, signal);
  const core = connect(link, contract);
  const idle: number[] = [];
  const busy: number[] = [];
  const traffic = (direction: 'in' | 'out') =>
    iperf({ iperf3: stage.tools.iperf3, port: stage.ownIperf, seconds, direction, signal });
  const bothWays = async () => {
    await traffic('in');
    await traffic('out');
  };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const without = await answerTimes(core, delay(seconds * 1000, signal), signal);
      const during = await answerTimes(core, bothWays(), signal);
      idle.push(quantile(without, 0.99));
      busy.push(quantile(during, 0.99));
      context.say(
        `  p99 of ${without.length} and ${during.length}: ${significant(idle.at(-1) ?? 0)}, ${significant(busy.at(-1) ?? 0)} ms`,
      );
    }
  } finally {
    link.close();
  }
  return [figure('ports.stall.p99', unit, busy), figure('ports.stall.idle.p99', unit, idle)];
}

/** Milliseconds of each answer until a task ends. Throws what the task or a question throws. */
async function answerTimes(core: CoreClient, task: Promise<unknown>, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const over = new AbortController();
  const ended = task.finally(() => over.abort());
  const ask = async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      await core['core.info']();
      times.push(performance.now() - begun);
      await delay(pause, signal);
    }
  };
  await Promise.all([ended, ask()]);
  return times;
}
