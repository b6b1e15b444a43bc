/** What a trace of Chromium tells. */
import * as v from 'valibot';

/** As far as it is used; the format is Chromium's "Trace Event Format": times in microseconds. */
const traceEvent = v.object({
  name: v.string(),
  ph: v.string(),
  pid: v.number(),
  tid: v.number(),
  /** How long the thread had a processor for it. */
  tdur: v.optional(v.number()),
  args: v.optional(v.object({ name: v.optional(v.unknown()) })),
});
export type TraceEvent = v.InferOutput<typeof traceEvent>;

/** The events of a trace as the browser writes it. Throws for anything else. */
export function readTrace(json: string): readonly TraceEvent[] {
  return v.parse(v.object({ traceEvents: v.array(traceEvent) }), JSON.parse(json)).traceEvents;
}

/**
 * Milliseconds of the longest task that a page's main thread has run, by the time that it had a processor: on few of
 * them, the browser's other threads, which draw, take the rest. Throws if the trace has none.
 */
export function longestTask(events: readonly TraceEvent[]): number {
  const main = new Set(
    events
      .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  let longest = 0;
  for (const { name, pid, tid, tdur = 0 } of events) {
    if (name.endsWith('RunTask') && main.has(`${pid} ${tid}`)) longest = Math.max(longest, tdur);
  }
  if (longest === 0) throw new Error('the trace has no tasks of a page');
  return longest / 1000;
}
