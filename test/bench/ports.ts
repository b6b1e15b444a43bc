/** Published ports: what goes through them, how fast and how soon, beside QEMU's own forward and OpenSSH's. */
import { attempt, type BenchContext, type Maybe, type Outcome } from './context.ts';
import { countDatagrams } from './datagrams.ts';
import { echoAnew, openEcho } from './echo.ts';
import { figure, unmeasured, type Figure } from './figure.ts';
import { iperf } from './iperf.ts';
import { setStage, type Stage } from './ports-stage.ts';
import { measurePublish, publishFigures } from './publish.ts';
import { measureStall, stallFigures } from './stall.ts';
import { comparison, inTurn, ourFigure } from './turns.ts';

/** Seconds of each run of iperf3. */
const bulkSeconds = 5;

const echoRounds = 10;
const asksInRound = 50;
const connectsInRound = 30;

/** A part of the benchmark; it is left out if another one fails, and the other way round. */
interface Part {
  readonly what: string;
  /** What it measures: a name and a unit each, for when it can't be had. */
  readonly names: readonly (readonly [name: string, unit: string])[];
  readonly measure: (context: BenchContext, stage: Stage) => Promise<readonly Figure[]>;
}

const parts: readonly Part[] = [
  {
    what: 'throughput',
    names: [
      ['ports.bulkIn.vsHostfwd', 'Mbit/s'],
      ['ports.bulkIn.vsSshL', 'Mbit/s'],
      ['ports.bulkOut.vsHostfwd', 'Mbit/s'],
      ['ports.bulkOut.vsSshL', 'Mbit/s'],
    ],
    measure: measureBulk,
  },
  { what: 'latency', names: [['ports.latency.vsHostfwd', 'ms']], measure: measureLatency },
  { what: 'new connections', names: [['ports.connects.vsHostfwd', '/s']], measure: measureConnects },
  {
    what: 'UDP',
    names: [
      ['ports.udp.loss', 'share'],
      ['ports.udp.misdelivered', 'datagrams'],
    ],
    measure: measureUdp,
  },
  { what: 'answers under load', names: stallFigures, measure: measureStall },
  // Last, for the engine is slower for so many ports.
  { what: '400 ports', names: publishFigures, measure: measurePublish },
];

/** Prepares the VM, then measures part by part. */
export async function ports(context: BenchContext): Promise<Outcome> {
  const stage = await attempt(context, 'Moorage', () => setStage(context));
  const figures: Figure[] = [];
  for (const { what, names, measure } of parts) {
    context.say(what);
    const found: Maybe<readonly Figure[]> =
      'reason' in stage ? stage : await attempt(context, what, () => measure(context, stage.value));
    if ('value' in found) figures.push(...found.value);
    else figures.push(...names.map(([name, unit]) => unmeasured(name, unit, found.reason)));
  }
  return { facts: 'value' in stage ? stage.value.facts : {}, figures };
}

async function measureBulk(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const { rounds, say, scope } = context;
  const { signal } = scope;
  const { iperf3 } = stage.tools;
  const figures: Figure[] = [];
  for (const [direction, name] of [
    ['in', 'ports.bulkIn'],
    ['out', 'ports.bulkOut'],
  ] as const) {
    const found = await inTurn(context, stage.iperf, rounds, async (port, way) => {
      const rate = await iperf({ iperf3, port, seconds: bulkSeconds, direction, signal });
      say(`  ${direction}, ${way}: ${rate.toFixed(0)} Mbit/s`);
      return [rate];
    });
    figures.push(
      ...ourFigure(name, 'Mbit/s', found),
      comparison(`${name}.vsHostfwd`, 'Mbit/s', found, 'hostfwd'),
      comparison(`${name}.vsSshL`, 'Mbit/s', found, 'sshL'),
    );
  }
  return figures;
}

async function measureLatency(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const unit = 'ms';
  const found = await inTurn(context, stage.echo, echoRounds, async (port) => {
    const kept = openEcho(port);
    try {
      // Connecting is not part of it.
      await kept.ask();
      return await repeat(asksInRound, context.scope.signal, () => kept.ask());
    } finally {
      kept.close();
    }
  });
  return [
    ...ourFigure('ports.latency.p50', unit, found),
    comparison('ports.latency.vsHostfwd', unit, found, 'hostfwd'),
  ];
}

async function measureConnects(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const unit = '/s';
  const found = await inTurn(context, stage.echo, echoRounds, async (port) => {
    const begun = performance.now();
    await repeat(connectsInRound, context.scope.signal, () => echoAnew(port));
    return [connectsInRound / ((performance.now() - begun) / 1000)];
  });
  return [
    ...ourFigure('ports.connects', unit, found),
    comparison('ports.connects.vsHostfwd', unit, found, 'hostfwd'),
  ];
}

async function measureUdp(context: BenchContext, stage: Stage): Promise<Figure[]> {
  const { sent, answered, misdelivered } = await countDatagrams({
    port: stage.udp,
    clients: 20,
    count: 1000,
    bytes: 1024,
    perSecond: 100,
    patience: 10_000,
    signal: context.scope.signal,
  });
  context.say(`  ${answered} of ${sent} datagrams answered, ${misdelivered} answers astray`);
  return [
    figure('ports.udp.loss', 'share', [(sent - answered) / sent]),
    figure('ports.udp.misdelivered', 'datagrams', [misdelivered]),
  ];
}

async function repeat<T>(times: number, signal: AbortSignal, task: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let time = 0; time < times; time += 1) {
    signal.throwIfAborted();
    results.push(await task());
  }
  return results;
}
