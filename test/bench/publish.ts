/** A container that publishes very many ports: how long until every one of them leads to it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { delay, withDeadline } from '../../main/core/lib/retry.ts';
import { attempt, type BenchContext } from './context.ts';
import { echoAnew } from './echo.ts';
import { figure, unmeasured, type Figure } from './figure.ts';
import { echoPort, runArguments, type Stage } from './ports-stage.ts';

const unit = 's';
const portCount = 400;

/** Milliseconds for `docker run`, and for the ports afterwards. */
const runDeadline = 600_000;
const answerDeadline = 180_000;

export const publishFigures: readonly (readonly [name: string, unit: string])[] = [
  ['ports.publish400.afterRun', unit],
  ['ports.publish400.dockerRun', unit],
];

/** One run: in software emulation the engine alone needs minutes for it. All ports lead to the one echo. */
export async function measurePublish(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const { scope, say } = context;
  const first = await freeBlock(portCount);
  const ports = Array.from({ length: portCount }, (_, position) => first + position);
  const publish = ports.map((port) => `${port}:${echoPort}`);
  const argv = stage.tools.inContainer.echo(echoPort);
  const begun = performance.now();
  const late = () => new Error(`docker run did not return within ${runDeadline / 1000} s`);
  await withDeadline(scope.signal, runDeadline, late, () =>
    stage.docker(...runArguments('many', publish), ...argv),
  );
  const returned = performance.now();
  const dockerRun = (returned - begun) / 1000;
  say(`  docker run returned after ${dockerRun.toFixed(1)} s`);
  const answered = await attempt(context, 'the ports', async () => {
    await allAnswer(ports, { ask: echoAnew, deadline: answerDeadline, signal: scope.signal });
    return (performance.now() - returned) / 1000;
  });
  if ('value' in answered) say(`  all ${portCount} ports answered ${answered.value.toFixed(2)} s later`);
  return [
    'value' in answered
      ? figure('ports.publish400.afterRun', unit, [answered.value / stage.pace])
      : unmeasured('ports.publish400.afterRun', unit, answered.reason),
    figure('ports.publish400.dockerRun', unit, [dockerRun]),
  ];
}

export interface AnswerOptions {
  /** Resolves if the port answers. */
  readonly ask: (port: number) => Promise<void>;
  /** Milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Ports that are asked at the same time. */
const atOnce = 8;
/** Milliseconds before a port that didn't answer is asked again. */
const pause = 50;

/** Resolves when every port has answered once. Throws with their number if some haven't by the deadline. */
export async function allAnswer(ports: readonly number[], options: AnswerOptions): Promise<void> {
  const { ask, deadline, signal } = options;
  const waiting = [...ports];
  let answered = 0;
  let fault: unknown;
  const late = () =>
    new Error(`${ports.length - answered} ports don't answer after ${deadline / 1000} s (${String(fault)})`);
  await withDeadline(signal, deadline, late, async (limit) => {
    const askSome = async () => {
      for (let port = waiting.shift(); port !== undefined; port = waiting.shift()) {
        limit.throwIfAborted();
        try {
          await ask(port);
          answered += 1;
        } catch (error) {
          fault = error;
          await delay(pause, limit);
          waiting.push(port);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, askSome));
  });
}

/** The first of so many ports in a row that nobody listens on, below those that systems give out by themselves. */
export async function freeBlock(count: number, from = 20_000, to = 32_000): Promise<number> {
  for (let first = from; first + count <= to; first += count) {
    if (await isFree(first, count)) return first;
  }
  throw new Error(`there are no ${count} free ports in a row`);
}

async function isFree(first: number, count: number): Promise<boolean> {
  const servers: Server[] = [];
  try {
    for (let port = first; port < first + count; port += 1) {
      const server = createServer();
      servers.push(server);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    }
    return true;
  } catch {
    return false;
  } finally {
    for (const server of servers) server.close();
  }
}
