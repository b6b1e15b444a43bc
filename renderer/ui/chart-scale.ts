/** The arithmetic of a chart of values over time. Pure. */

export interface ChartPoint {
  /** Milliseconds. */
  readonly time: number;
  readonly value: number;
}

/** The next round number that is not below: 1, 2 or 5 times a power of ten; of bytes, of 1,024 of them as well. */
export function niceCeiling(value: number, bytes: boolean): number {
  if (!(value > 0)) return 1;
  const unit = bytes ? 1024 ** Math.max(0, Math.floor(Math.log(value) / Math.log(1024))) : 1;
  const scaled = value / unit;
  const power = 10 ** Math.floor(Math.log10(scaled));
  // A hair above a round number is that number: 0.1 + 0.2 is no reason for another axis.
  const step = [1, 2, 5, 10].find((one) => scaled <= one * power * (1 + 1e-9)) ?? 10;
  return step * power * unit;
}

/** Between two looks further apart nothing is known: a line would say that there is. */
export const longestGap = 6000;

/** Pieces without a gap. */
export function unbroken(points: readonly ChartPoint[]): ChartPoint[][] {
  const pieces: ChartPoint[][] = [];
  let last: ChartPoint | undefined;
  for (const point of points) {
    if (last === undefined || point.time - last.time > longestGap) pieces.push([point]);
    else pieces.at(-1)?.push(point);
    last = point;
  }
  return pieces;
}

/** The point nearest to a time. */
export function nearest(points: readonly ChartPoint[], time: number): ChartPoint | undefined {
  let best: ChartPoint | undefined;
  for (const point of points)
    if (best === undefined || Math.abs(point.time - time) < Math.abs(best.time - time)) best = point;
  return best;
}
