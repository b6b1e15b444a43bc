/** Several ways measured in turn, round by round, so that the machine's other work meets all of them alike. */
import { attempt, type BenchContext, type Maybe } from './context.ts';
import { figure, ratio, unmeasured, type Figure } from './figure.ts';
import { median } from './statistics.ts';

/** Values of each round. */
export type Rounds = number[][];

/** What was measured of each way, by its name, or why it was not. */
export type Found = ReadonlyMap<string, Maybe<Rounds>>;

/**
 * Measures each way that can be had once a round. A way that fails is left out from then on, with the reason in its
 * place; the others go on.
 */
export async function inTurn<Way>(
  context: Pick<BenchContext, 'scope' | 'say'>,
  ways: ReadonlyMap<string, Maybe<Way>>,
  rounds: number,
  task: (way: Way, name: string) => Promise<number[]>,
): Promise<Found> {
  const found = new Map<string, Maybe<Rounds>>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, way] of ways) {
      const own = found.get(name) ?? { value: [] };
      if ('reason' in way || 'reason' in own) {
        found.set(name, 'reason' in way ? way : own);
        continue;
      }
      const one = await attempt(context, name, () => task(way.value, name));
      found.set(name, 'reason' in one ? one : { value: [...own.value, one.value] });
    }
  }
  return found;
}

/** The figure of ours, where there is one: of each round the middle. */
export function ourFigure(name: string, unit: string, found: Found): Figure[] {
  const ours = found.get('ours');
  return ours !== undefined && 'value' in ours ? [figure(name, unit, ours.value.map(median))] : [];
}

/** Ours over another's, or why there is no such figure. */
export function comparison(name: string, unit: string, found: Found, other: string): Figure {
  const [ours, theirs] = [found.get('ours'), found.get(other)];
  if (ours === undefined || theirs === undefined) return unmeasured(name, unit, 'it was not tried');
  if ('reason' in ours) return unmeasured(name, unit, ours.reason);
  if ('reason' in theirs) return unmeasured(name, unit, theirs.reason);
  return ratio(name, unit, ours.value, theirs.value);
}
