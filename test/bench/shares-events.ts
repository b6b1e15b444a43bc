/** How soon, and whether at all, what the host does to a folder is heard of in a container that watches it. */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { delay } from '../../main/core/lib/retry.ts';
import { capture } from './capture.ts';
import type { BenchContext, Maybe } from './context.ts';
import { figure, unmeasured, type Figure } from './figure.ts';
import { providers, type ShareStage } from './shares-stage.ts';
import { quantile } from './statistics.ts';
import { watchScript } from './watch-script.ts';

/** Changes whose time is taken, one after the other. */
const changes = 200;
/** Files of the burst, as when git checks out another branch. */
const burstFiles = 5000;
/** Milliseconds for one change to be heard of. */
const patience = 30_000;
/** Milliseconds for all of a burst. */
const burstPatience = 300_000;

/** What was found out of one provider. */
interface Heard {
  /** Milliseconds from the beginning of the write to the watcher's word on the host, divided by the VM's pace. */
  readonly times: readonly number[];
  readonly missed: number;
  /** Seconds from the burst's beginning to its last file, divided by the pace. */
  readonly burstSeconds: number;
}

export type HeardBy = ReadonlyMap<string, Heard>;

/** Measures each provider's share in turn. Throws when one of them is not there or hears nothing. */
export async function measureEvents(context: BenchContext, stage: ShareStage): Promise<HeardBy> {
  const pace = stage.facts['accelerator'] === 'tcg' ? 12 : 1;
  const heard = new Map<string, Heard>();
  for (const provider of providers) {
    const place = stage.places.get(provider);
    if (place === undefined || 'reason' in place) throw new Error(place?.reason ?? `no share by ${provider}`);
    const folder = join(place.value.onHost ?? '', 'events');
    await mkdir(folder);
    const watched = stage.inContainer(`${provider}/events`);
    await eventually(() => stage.product.guest(`test -d ${watched}`));
    const found = await hear(context, stage, folder, watched, pace);
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(found.times, share).toFixed(1));
    const burst = `burst ${found.burstSeconds.toFixed(1)} s, missed ${found.missed}`;
    context.say(`  ${provider}: p50 ${p50} ms, p99 ${p99} ms, ${burst}`);
    heard.set(provider, found);
    await rm(folder, { recursive: true });
  }
  return heard;
}

/** The figures, or why there are none. */
export function eventFigures(heard: Maybe<HeardBy>): Figure[] {
  return providers.flatMap((provider) => {
    const name = (what: string) => `shares.events.${provider}.${what}`;
    const found = 'reason' in heard ? heard : heard.value.get(provider);
    if (found === undefined || 'reason' in found) {
      const reason = found?.reason ?? 'it was not tried';
      const units = { p50: 'ms', p99: 'ms', burstMissed: 'files', burst: 's' };
      return Object.entries(units).map(([what, unit]) => unmeasured(name(what), unit, reason));
    }
    return [
      figure(name('p50'), 'ms', [quantile(found.times, 0.5)]),
      figure(name('p99'), 'ms', [quantile(found.times, 0.99)]),
      figure(name('burstMissed'), 'files', [found.missed]),
      figure(name('burst'), 's', [found.burstSeconds]),
    ];
  });
}

async function hear(
  context: BenchContext,
  stage: ShareStage,
  folder: string,
  watched: string,
  pace: number,
): Promise<Heard> {
  const { signal } = context.scope;
  const watch = (wanted: string, count: number) => openWatcher(context, stage, watched, wanted, count);
  const single = await watch('final', changes + 1);
  const times: number[] = [];
  try {
    // Until the host's folder is watched, nothing is told.
    for (
      const end = Date.now() + patience * 4;
      !single.names.has('probe') && Date.now() < end;
      await delay(500, signal)
    )
      await writeFile(join(folder, 'probe'), 'final');
    for (let change = 0; change < changes; change += 1) {
      const name = `single-${change}`;
      const heard = single.next(name);
      const begun = performance.now();
      await writeFile(join(folder, name), 'final');
      times.push(((await within(heard, patience, name)) - begun) / pace);
      await delay(Math.random() * 50, signal);
    }
  } finally {
    single.close();
  }
  const name = (file: number) => `burst-${file}`;
  for (let file = 0; file < burstFiles; file += 1) await writeFile(join(folder, name(file)), 'first');
  // What that has raised is not the burst's.
  await delay(1000 * pace, signal);
  const burst = await watch('final', burstFiles);
  try {
    const begun = performance.now();
    for (let file = 0; file < burstFiles; file += 1) {
      // As git does: a new file in place of the old one.
      await rm(join(folder, name(file)));
      await writeFile(join(folder, name(file)), 'final');
    }
    await within(burst.ended, burstPatience, 'the burst').catch(() => undefined);
    return {
      times,
      missed: burstFiles - burst.names.size,
      burstSeconds: (performance.now() - begun) / 1000 / pace,
    };
  } finally {
    burst.close();
  }
}

interface Watcher {
  /** What it has named so far. */
  readonly names: ReadonlySet<string>;
  /** The moment at which it names that. */
  next(name: string): Promise<number>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Starts the watcher in the VM and resolves when it watches. */
async function openWatcher(
  { scope, say }: BenchContext,
  { product }: ShareStage,
  folder: string,
  wanted: string,
  count: number,
): Promise<Watcher> {
  await capture([...product.command, 'ssh', '--', 'sh', '-c', 'cat >/run/bench/watch.lua'], {
    env: product.env,
    input: watchScript,
    signal: scope.signal,
  });
  const argv = ['ssh', '--', 'luajit', '/run/bench/watch.lua', folder, wanted, String(count)];
  const [program = '', ...args] = [...product.command, ...argv];
  const child = spawn(program, args, { env: product.env, stdio: ['ignore', 'pipe', 'inherit'] });
  scope.defer(() => child.kill());
  const names = new Set<string>();
  const waiting = new Map<string, (at: number) => void>();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const watching = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'watching') return resolve();
      if (line === 'overflow') return say("  the VM's kernel has dropped events");
      names.add(line);
      waiting.get(line)?.(performance.now());
      waiting.delete(line);
    });
  });
  await within(Promise.race([watching, ended]), patience, 'the watcher');
  return {
    names,
    next: (name) => new Promise((resolve) => waiting.set(name, resolve)),
    ended,
    close: () => void child.kill(),
  };
}

async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  const over = new AbortController();
  const late = delay(ms, over.signal).then(() => {
    throw new Error(`nothing was heard of ${what} within ${ms / 1000} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
    late.catch(() => undefined); // it was not needed
  }
}

/** A copy that is kept in step takes a moment to have a new folder. */
async function eventually(task: () => Promise<unknown>): Promise<void> {
  for (let left = 20; ; left -= 1) {
    try {
      await task();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await delay(500);
    }
  }
}
