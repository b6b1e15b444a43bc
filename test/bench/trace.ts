/** What a trace of Chromium tells. */

/** As far as it is used; the format is Chromium's "Trace Event Format": times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds of the longest task that a page's main thread has run. Throws if the trace has none. */
export function longestTask(events: readonly TraceEvent[]): number {
  const main = new Set(
    events
      .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  let longest = 0;
  for (const { name, pid, tid, dur = 0 } of events) {
    if (name.endsWith('RunTask') && main.has(`${pid} ${tid}`)) longest = Math.max(longest, dur);
  }
  if (longest === 0) throw new Error('the trace has no tasks of a page');
  return longest / 1000;
}
