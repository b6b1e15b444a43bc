/** Where a start's time goes: the steps that the log tells, from the process's start to the engine's first answer. */

/** One part of the whole, in seconds. */
export interface Share {
  readonly name: string;
  readonly seconds: number;
}

interface Span {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** A line of the log: `2026-01-02T03:04:05.678Z info  vm: step boot took 1234 ms`. */
const stepLine = /^(\S+Z) +info +\S+: step (\S+) took (\d+(?:\.\d+)?) ms$/;

/**
 * Divides the time from `begun` to `answered` (milliseconds since 1970): `spawn` is what passed before the first step,
 * `answer` what passed after the last one. What a step did after the answer counts for nothing. Steps that the log has
 * from other starts are passed over. Without any step there is nothing to divide, and the list is empty.
 */
export function stepShares(log: string, begun: number, answered: number): Share[] {
  const spans: Span[] = [];
  for (const line of log.split('\n')) {
    const [, time, name, took] = stepLine.exec(line) ?? [];
    if (time === undefined || name === undefined) continue;
    const end = Date.parse(time);
    // The log has whole milliseconds, so a step may seem to have begun one too early.
    if (end < begun || end - Number(took) > answered) continue;
    spans.push({ name, begin: end - Number(took), end });
  }
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return [];
  const within = (begin: number, end: number) =>
    Math.max(0, Math.min(end, answered) - Math.max(begin, begun)) / 1000;
  return [
    { name: 'spawn', seconds: within(begun, first.begin) },
    ...spans.map((span) => ({ name: span.name, seconds: within(span.begin, span.end) })),
    { name: 'answer', seconds: within(last.end, answered) },
  ];
}
