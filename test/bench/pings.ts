/** Pings over several ways in turn, so that the machine's other work meets all of them alike. */
import { keepConnection, openStream, pingAnew, type Address, type KeptConnection } from './ping.ts';

/** A way to the engine: an address, or one stream that is all there is. */
export type Way = { readonly address: Address } | { readonly kept: KeptConnection };

/** Milliseconds of each ping, by round. `anew` is empty for a way that has no address. */
export interface PingSamples {
  readonly kept: number[][];
  readonly anew: number[][];
}

const rounds = 10;
const keptInRound = 30;
const anewInRound = 10;
/** Before the first round: the first pings over anything are slower. */
const warmUp = 5;

/** Measures all ways, by name. Throws if one of them fails. */
export async function measurePings(
  ways: ReadonlyMap<string, Way>,
  signal: AbortSignal,
): Promise<Map<string, PingSamples>> {
  const connections = new Map<string, KeptConnection>();
  const samples = new Map<string, PingSamples>();
  try {
    for (const [name, way] of ways) {
      const kept = 'kept' in way ? way.kept : keepConnection(openStream(way.address));
      connections.set(name, kept);
      samples.set(name, { kept: [], anew: [] });
      await named(name, () => repeat(warmUp, signal, () => kept.ping()));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, way] of ways) {
        const kept = connections.get(name);
        const own = samples.get(name);
        if (kept === undefined || own === undefined) continue;
        own.kept.push(await named(name, () => repeat(keptInRound, signal, () => kept.ping())));
        if (!('address' in way)) continue;
        const anew = () => repeat(anewInRound, signal, () => pingAnew(way.address, signal));
        own.anew.push(await named(`${name}, anew`, anew));
      }
    }
  } finally {
    for (const connection of connections.values()) connection.close();
  }
  return samples;
}

/** Says over which way it was that something failed. */
async function named<T>(name: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function repeat(times: number, signal: AbortSignal, task: () => Promise<number>): Promise<number[]> {
  const results = [];
  for (let time = 0; time < times; time += 1) {
    signal.throwIfAborted();
    results.push(await task());
  }
  return results;
}
