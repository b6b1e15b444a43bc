/** Shares: what work on small files and on a large one takes, beside the VM's own disk and Lima's ways to share. */
import { attempt, type BenchContext, type Maybe, type Outcome } from './context.ts';
import { eventFigures, measureEvents } from './shares-events.ts';
import { figure, ratio, unmeasured, type Figure } from './figure.ts';
import { setShareStage, type ShareStage, type WayName } from './shares-stage.ts';
import { lineNames, lines, prepareWork, work, type Line } from './shares-work.ts';
import { median } from './statistics.ts';

const ways: readonly WayName[] = [
  'guestDisk',
  'virtiofs',
  'limaVirtiofs',
  'ssh',
  'limaSshfs',
  'sync',
  'lima9p',
];

/** Most rounds: one takes minutes in software emulation. */
const mostRounds = 3;

/** Rates of each line, a round after the other. */
type Samples = Readonly<Record<Line, number>>[];

type Results = ReadonlyMap<WayName, Maybe<Samples>>;

export async function shares(context: BenchContext): Promise<Outcome> {
  const stage = await attempt(context, 'Moorage', () => setShareStage(context));
  if ('reason' in stage) {
    const none: Results = new Map(ways.map((way) => [way, stage]));
    return { facts: {}, figures: [...workFigures(none), ...eventFigures(stage)] };
  }
  const { value } = stage;
  await prepareWork(value, context.scope.signal);
  const results = await measureWork(context, value);
  context.say('file events');
  const events = await attempt(context, 'file events', () => measureEvents(context, value));
  return { facts: value.facts, figures: [...workFigures(results), ...eventFigures(events)] };
}

async function measureWork(context: BenchContext, stage: ShareStage): Promise<Results> {
  const results = new Map<WayName, Maybe<Samples>>();
  for (let round = 0; round < Math.min(context.rounds, mostRounds); round += 1) {
    for (const name of ways) {
      const place = stage.places.get(name) ?? { reason: 'it was not tried' };
      const before = results.get(name) ?? { value: [] };
      if ('reason' in place || 'reason' in before) {
        results.set(name, 'reason' in place ? place : before);
        continue;
      }
      if (round >= (place.value.rounds ?? mostRounds)) continue;
      const one = await attempt(context, name, () => work(stage, place.value, context.scope.signal));
      if ('value' in one) {
        const told = lineNames.map((line) => `${line} ${one.value[line].toPrecision(3)} ${lines[line].unit}`);
        context.say(`  ${name}: ${told.join(', ')}`);
      }
      results.set(name, 'reason' in one ? one : { value: [...before.value, one.value] });
    }
  }
  return results;
}

function workFigures(results: Results): Figure[] {
  const raw = ways.flatMap((way) =>
    lineNames.map((line) => {
      const name = `shares.${way}.${line}`;
      const samples = samplesOf(results, way, line);
      if ('reason' in samples) return unmeasured(name, lines[line].unit, samples.reason);
      return figure(name, lines[line].unit, samples.value);
    }),
  );
  const compared = lineNames.flatMap((line) => [
    against(results, `shares.virtiofs.${line}.vsPeer`, line, 'virtiofs', fastest(results, line)),
    against(results, `shares.ssh.${line}.vsSshfs`, line, 'ssh', 'limaSshfs'),
    against(results, `shares.sync.${line}.vsGuestDisk`, line, 'sync', 'guestDisk'),
    against(results, `shares.sync.${line}.vsVirtiofs`, line, 'sync', 'virtiofs'),
  ]);
  return [...compared, ...raw];
}

/** The one of Lima's two ways by devices that is faster at this. */
function fastest(results: Results, line: Line): WayName {
  const speed = (way: WayName) => {
    const samples = samplesOf(results, way, line);
    return 'value' in samples ? median(samples.value) : 0;
  };
  return speed('lima9p') > speed('limaVirtiofs') ? 'lima9p' : 'limaVirtiofs';
}

function against(results: Results, name: string, line: Line, ours: WayName, theirs: WayName): Figure {
  const { unit } = lines[line];
  const [own, other] = [samplesOf(results, ours, line), samplesOf(results, theirs, line)];
  if ('reason' in own) return unmeasured(name, unit, own.reason);
  if ('reason' in other) return unmeasured(name, unit, other.reason);
  return ratio(
    name,
    unit,
    own.value.map((one) => [one]),
    other.value.map((one) => [one]),
  );
}

function samplesOf(results: Results, way: WayName, line: Line): Maybe<number[]> {
  const found = results.get(way) ?? { reason: 'it was not tried' };
  return 'reason' in found ? found : { value: found.value.map((one) => one[line]) };
}
