/** How fast the engine is reached: our socket beside the other ways to the same engine in the same VM. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDockerTools, type DockerTools } from '../fixtures/docker-tools.ts';
import { measureBulk, type BulkSamples } from './bulk.ts';
import { attempt, type BenchContext, type Maybe, type Outcome } from './context.ts';
import {
  dockerSsh,
  forward,
  hostForward,
  listenOnTcp,
  sshCommand,
  sshForward,
  startSshServer,
  type Forwards,
} from './engine-peers.ts';
import { figure, ratio, unmeasured, type Figure } from './figure.ts';
import { secondMonitor } from './forwards.ts';
import { firstAnswer, keepConnection, localWaiting } from './ping.ts';
import { measurePings, type PingSamples, type Way } from './pings.ts';
import { createProduct, type Product } from './product.ts';

const milliseconds = 'ms';
const throughput = 'MB/s';

/** Most rounds of load and save: each moves 800 MB. */
const bulkRounds = 3;

interface OtherWays {
  readonly hostfwd: Maybe<Way>;
  readonly sshL: Maybe<{ readonly address: { readonly socketPath: string } }>;
  readonly dockerSsh: Maybe<Way>;
}

/** Prepares the VM, then pings, then loads and saves. */
export async function engine(context: BenchContext): Promise<Outcome> {
  const { scope, say } = context;
  const prepared = await attempt(context, 'Moorage', () => prepare(context));
  if ('reason' in prepared) {
    const none: OtherWays = { hostfwd: prepared, sshL: prepared, dockerSsh: prepared };
    return { facts: {}, figures: [...pingFigures(prepared, none), ...bulkFigures(prepared)] };
  }
  const { product, monitor, dir, facts } = prepared.value;
  const socketPath = product.paths.engineSocket;
  say('preparing the other ways to the engine');
  const others = await otherWays(context, { product, monitor, dir });
  const settled = AbortSignal.any([scope.signal, AbortSignal.timeout(120_000)]);
  await firstAnswer({ socketPath }, localWaiting, settled);

  say('pinging');
  const ways = new Map<string, Way>([['ours', { address: { socketPath } }]]);
  for (const [name, way] of Object.entries(others)) if ('value' in way) ways.set(name, way.value);
  const pings = await attempt(context, 'ping', () => measurePings(ways, scope.signal));

  const { sshL } = others;
  const bulk = await attempt(context, 'load and save', async () => {
    if ('reason' in sshL) throw new Error(sshL.reason);
    const sockets = new Map([
      ['ours', socketPath],
      ['sshL', sshL.value.address.socketPath],
    ]);
    const tools = await clientTools(context);
    return measureBulk({
      sockets,
      tools,
      rounds: Math.min(context.rounds, bulkRounds),
      dir,
      say,
      signal: scope.signal,
    });
  });
  return { facts, figures: [...pingFigures(pings, others), ...bulkFigures(bulk)] };
}

async function prepare({ scope, say, qemu }: BenchContext) {
  const dir = await mkdtemp('/tmp/mbe-');
  scope.defer(() => rm(dir, { recursive: true, force: true }));
  const product = await createProduct(scope.signal);
  scope.defer(() => product.dispose());
  const monitor = await secondMonitor(product, qemu);
  say('starting');
  await product.start();
  const status = await product.status();
  const { accelerator, cpus, memoryMiB } = status.vm;
  const facts = { engine: status.engine.version, accelerator, vmCpus: cpus, vmMemoryMiB: memoryMiB };
  return { product, monitor, dir, facts };
}

async function clientTools({ cache, scope }: BenchContext): Promise<DockerTools> {
  const tools = await ensureDockerTools({ cache, signal: scope.signal });
  scope.defer(() => tools.dispose());
  return tools;
}

/** All ways but ours, each by itself: one that can't be had leaves the others be. */
async function otherWays(
  context: BenchContext,
  { product, monitor, dir }: { product: Product; monitor: string; dir: string },
): Promise<OtherWays> {
  const { scope } = context;
  const forwards = await attempt(context, "QEMU's forwards", async () => {
    await startSshServer(product);
    await listenOnTcp(product);
    return forward(monitor);
  });
  const by = async <T>(what: string, task: (value: Forwards) => Promise<T>): Promise<Maybe<T>> =>
    'reason' in forwards ? forwards : attempt(context, what, () => task(forwards.value));
  return {
    hostfwd: await by('hostfwd', async (value) => ({ address: await hostForward(value, scope.signal) })),
    sshL: await by('ssh -L', async (value) => ({
      address: await sshForward(sshCommand(product, value), dir, scope),
    })),
    dockerSsh: await by('docker -H ssh://', async (value) => {
      const { dir: tools } = await clientTools(context);
      const docker = join(tools, 'bin', 'docker');
      return { kept: keepConnection(await dockerSsh(docker, sshCommand(product, value), scope)) };
    }),
  };
}

/** Name in the samples, and how the figures call it. */
const comparisons = [
  ['hostfwd', 'vsHostfwd'],
  ['sshL', 'vsSshL'],
  ['dockerSsh', 'vsDockerSsh'],
] as const;

function pingFigures(pings: Maybe<ReadonlyMap<string, PingSamples>>, others: OtherWays): Figure[] {
  const found: Figure[] = [];
  for (const kind of ['kept', 'anew'] as const) {
    const prefix = `engine.ping.${kind === 'kept' ? 'kept' : 'new'}`;
    const ours = 'value' in pings ? (pings.value.get('ours')?.[kind] ?? []) : [];
    if ('value' in pings) found.push(figure(`${prefix}.p50`, milliseconds, ours.flat()));
    for (const [way, suffix] of comparisons) {
      // A stream that is all there is can't be opened anew.
      if (kind === 'anew' && way === 'dockerSsh') continue;
      const name = `${prefix}.${suffix}`;
      const other = others[way];
      const fault = 'reason' in pings ? pings.reason : 'reason' in other ? other.reason : undefined;
      const theirs = 'value' in pings ? (pings.value.get(way)?.[kind] ?? []) : [];
      found.push(
        fault === undefined ? ratio(name, milliseconds, ours, theirs) : unmeasured(name, milliseconds, fault),
      );
    }
  }
  return found;
}

function bulkFigures(bulk: Maybe<ReadonlyMap<string, BulkSamples>>): Figure[] {
  return (['load', 'save'] as const).flatMap((kind) => {
    const name = `engine.${kind}.vsSshL`;
    if ('reason' in bulk) return [unmeasured(name, throughput, bulk.reason)];
    const each = (way: string) => (bulk.value.get(way)?.[kind] ?? []).map((value) => [value]);
    const [ours, theirs] = [each('ours'), each('sshL')];
    return [figure(`engine.${kind}`, throughput, ours.flat()), ratio(name, throughput, ours, theirs)];
  });
}
