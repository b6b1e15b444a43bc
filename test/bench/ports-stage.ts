/** Where ports are measured: the product's VM with containers that serve, and the ways that lead to them. */
import { spawn } from 'node:child_process';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { ensurePortTools, type PortTools } from '../fixtures/port-tools.ts';
import { capture } from './capture.ts';
import { attempt, type BenchContext, type Maybe } from './context.ts';
import { firstEcho } from './echo.ts';
import { sshCommand, sshPort, startSshServer } from './engine-peers.ts';
import { forwardTo, secondMonitor } from './forwards.ts';
import { iperf } from './iperf.ts';
import { createProduct, type Product } from './product.ts';
import { freePort } from './vm.ts';

/** The image of all containers here. */
export const image = 'moorage-bench-ports';

/** The port of the containers' echo, for TCP and for UDP. */
export const echoPort = 7;
export const iperfPort = 5201;

/** Milliseconds for something to become ready. */
const deadline = 120_000;

/** Ports of the loopback, by the way that leads from them to the container. */
export type Ways = ReadonlyMap<string, Maybe<number>>;

export interface Stage {
  readonly product: Product;
  readonly tools: PortTools;
  /** How much slower than hardware the VM is, as the product itself reckons. */
  readonly pace: number;
  /** Runs the docker client over the product's socket. */
  docker(...args: string[]): Promise<string>;
  /** `ours`, `hostfwd` and `sshL`. */
  readonly iperf: Ways;
  /** `ours` and `hostfwd`. */
  readonly echo: Ways;
  /** Leads to the UDP echo. */
  readonly udp: number;
  /** Leads to iperf3 too, but is published on 127.0.0.1 only, which our own process carries. */
  readonly ownIperf: number;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Starts the product, the containers and the other ways. What fails of our own is thrown. */
export async function setStage(context: BenchContext): Promise<Stage> {
  const { cache, scope, say, qemu } = context;
  const { signal } = scope;
  const tools = await ensurePortTools({ cache, signal });
  const client = await ensureDockerTools({ cache, signal });
  scope.defer(() => client.dispose());
  const product = await createProduct(signal);
  scope.defer(() => product.dispose());
  const monitor = await secondMonitor(product, qemu);
  say('starting');
  await product.start();
  const env = { ...process.env, ...client.env };
  const command = [...client.docker, '-H', `unix://${product.paths.engineSocket}`];
  const docker = (...args: string[]) => capture([...command, ...args], { env, signal });

  const published = { iperf: await freePort(), echo: await freePort(), udp: await freePort() };
  const ownIperf = await freePort();
  const forwards = await attempt(context, "QEMU's forwards", async () => {
    await startSshServer(product);
    return forwardTo(monitor, [published.iperf, published.echo, sshPort]);
  });
  say('starting the containers');
  await capture([...command, 'import', '-', image], { env, signal, input: await tools.archive() });
  const run = (name: string, publish: readonly string[], argv: readonly string[]) =>
    docker(...runArguments(name, publish), ...argv);
  const { inContainer } = tools;
  const iperfPublished = [`${published.iperf}:${iperfPort}`, `127.0.0.1:${ownIperf}:${iperfPort}`];
  await run('iperf', iperfPublished, [...inContainer.iperf3, '-s']);
  const echoPublished = [`${published.echo}:${echoPort}`, `${published.udp}:${echoPort}/udp`];
  await run('echo', echoPublished, inContainer.echo(echoPort));
  await firstEcho(published.echo, deadline, signal);

  const hostfwd = await attempt(context, 'hostfwd', async () => {
    const [iperf = 0, echo = 0] = valueOf(forwards);
    await firstEcho(echo, deadline, signal);
    return { iperf, echo };
  });
  const sshL = await attempt(context, 'ssh -L', async () => {
    const ssh = sshCommand(product, { ssh: { host: '127.0.0.1', port: valueOf(forwards)[2] ?? 0 } });
    return fastestForward(context, tools, ssh, published.iperf);
  });
  const { engine, vm } = await product.status();
  return {
    product,
    tools,
    pace: vm.accelerator === 'tcg' ? 12 : 1,
    docker,
    iperf: new Map([
      ['ours', { value: published.iperf }],
      ['hostfwd', part(hostfwd, 'iperf')],
      ['sshL', part(sshL, 'port')],
    ]),
    echo: new Map([
      ['ours', { value: published.echo }],
      ['hostfwd', part(hostfwd, 'echo')],
    ]),
    udp: published.udp,
    ownIperf,
    facts: {
      engine: engine.version,
      accelerator: vm.accelerator,
      vmCpus: vm.cpus,
      vmMemoryMiB: vm.memoryMiB,
      iperf3: tools.versions['iperf3'] ?? 'unknown',
      ...('value' in sshL && { sshCipher: sshL.value.cipher }),
    },
  };
}

/** Start of `docker run` for a container in the background. None of the programs heeds SIGTERM as first process. */
export function runArguments(name: string, publish: readonly string[]): string[] {
  const ports = publish.flatMap((one) => ['-p', one]);
  return ['run', '-d', '--name', name, '--stop-signal', 'KILL', ...ports, image];
}

/** Which cipher is fastest depends on what the processor, or its emulation, is good at; so each is tried. */
const ciphers = ['aes128-gcm@openssh.com', 'aes128-ctr', 'chacha20-poly1305@openssh.com'];
const trialSeconds = 2;

/** OpenSSH's forward to a published port in the VM, with the cipher that turned out to be the fastest. */
async function fastestForward(
  context: BenchContext,
  { iperf3 }: PortTools,
  ssh: readonly string[],
  target: number,
): Promise<{ readonly port: number; readonly cipher: string }> {
  const { signal } = context.scope;
  let best: { port: number; cipher: string; rate: number; stop: () => void } | undefined;
  const faults: string[] = [];
  for (const cipher of ciphers) {
    const tried = await attempt(context, cipher, async () => {
      const { port, stop } = await startForward(context, ssh, cipher, target);
      const trial = { iperf3, port, seconds: trialSeconds, signal };
      const rate =
        (await iperf({ ...trial, direction: 'in' })) + (await iperf({ ...trial, direction: 'out' }));
      return { port, cipher, rate, stop };
    });
    if ('reason' in tried) {
      faults.push(tried.reason);
      continue;
    }
    context.say(`  ssh -L with ${cipher}: ${tried.value.rate.toFixed(0)} Mbit/s in and out`);
    const slower = best === undefined || tried.value.rate > best.rate ? best : tried.value;
    slower?.stop();
    if (slower === best) best = tried.value;
  }
  if (best === undefined) throw new Error(faults.join('; '));
  return best;
}

async function startForward(
  { scope }: BenchContext,
  ssh: readonly string[],
  cipher: string,
  target: number,
): Promise<{ port: number; stop: () => void }> {
  const port = await freePort();
  const [program = '', ...args] = ssh;
  const way = `127.0.0.1:${port}:127.0.0.1:${target}`;
  const child = spawn(program, ['-N', '-c', cipher, '-L', way, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = () => void child.kill();
  scope.defer(stop);
  // One that doesn't start or ends shows in that nothing answers at its port.
  child.on('error', () => undefined);
  return { port, stop };
}

function valueOf<T>(maybe: Maybe<T>): T {
  if ('reason' in maybe) throw new Error(maybe.reason);
  return maybe.value;
}

function part<T, K extends keyof T>(maybe: Maybe<T>, key: K): Maybe<T[K]> {
  return 'reason' in maybe ? maybe : { value: maybe.value[key] };
}
