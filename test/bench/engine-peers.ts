/** The other ways to the engine of the product's own VM, each to be compared with our socket. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import * as v from 'valibot';
import { delay } from '../../main/core/lib/retry.ts';
import type { Scope } from '../../main/core/lib/scope.ts';
import { addForward, MonitorBusy } from './monitor.ts';
import { firstAnswer, forwardWaiting, localWaiting, type Address } from './ping.ts';
import type { Product } from './product.ts';
import { freePort } from './vm.ts';

const enginePort = 2375;
const sshPort = 2222;

/** Milliseconds for a peer to become ready. */
const deadline = 120_000;

/**
 * Starts a second engine in the VM, of the same program, that listens on TCP without TLS, which QEMU's own forward then
 * leads to: the product's has TLS there, and an engine has it on all of its addresses or on none. `tls` must be said to
 * be off, else dockerd waits 15 seconds by way of a warning.
 */
export async function listenOnTcp(product: Product): Promise<void> {
  const options = [
    '--containerd /run/containerd/containerd.sock --containerd-namespace bench',
    '--containerd-plugins-namespace bench-plugins --data-root /run/bench/docker --exec-root /run/bench/exec',
    `--pidfile /run/bench/docker.pid --bridge none --iptables=false --ip6tables=false --tls=false`,
    `--log-level warn --host tcp://0.0.0.0:${enginePort}`,
  ].join(' ');
  await product.guest(`set -e; mkdir -p /run/bench
printf '{"userland-proxy": false}' >/run/bench/daemon.json
setsid dockerd --config-file /run/bench/daemon.json ${options} >/run/bench/dockerd.log 2>&1 </dev/null &
`);
}

/** Starts a second SSH server, on TCP and with OpenSSH's own choice of ciphers; otherwise like the product's. */
export async function startSshServer(product: Product): Promise<void> {
  await product.guest(`set -e; mkdir -p /run/bench /run/sshd
sed '/^Ciphers/d; /^Port/d; /^PidFile/d' /run/moorage/sshd_config >/run/bench/sshd_config
printf 'Port ${sshPort}\\nPidFile /run/bench/sshd.pid\\n' >>/run/bench/sshd_config
/usr/sbin/sshd -f /run/bench/sshd_config
`);
}

/** Forwards from the host's loopback to both, made by QEMU. */
export interface Forwards {
  readonly engine: { readonly host: string; readonly port: number };
  readonly ssh: { readonly host: string; readonly port: number };
}

/**
 * Adds the forwards to the running VM. QEMU's monitor serves one client and that is usually the product's core; then
 * the core is ended the hard way, for the VM outlives it, and started again afterwards to take the VM over.
 */
export async function forward(product: Product, signal: AbortSignal): Promise<Forwards> {
  const [engine, ssh] = [await freePort(), await freePort()];
  const add = async () => {
    await addForward(product.paths.qmpSocket, engine, enginePort);
    await addForward(product.paths.qmpSocket, ssh, sshPort);
  };
  const busy = await add().then(
    () => false,
    (error: unknown) => {
      if (error instanceof MonitorBusy) return true;
      throw error;
    },
  );
  if (busy) {
    const holder = v.object({ pid: v.number() });
    const { pid } = v.parse(holder, JSON.parse(await readFile(product.paths.lock, 'utf8')));
    process.kill(pid, 'SIGKILL');
    // QEMU notices at once that the client is gone; this is only for the process's end.
    await delay(500, signal);
    await add();
    await product.start();
  }
  const host = '127.0.0.1';
  return { engine: { host, port: engine }, ssh: { host, port: ssh } };
}

/** Waits for the engine behind QEMU's forward. */
export async function hostForward(forwards: Forwards, signal: AbortSignal): Promise<Address> {
  await firstAnswer(
    forwards.engine,
    forwardWaiting,
    AbortSignal.any([signal, AbortSignal.timeout(deadline)]),
  );
  return forwards.engine;
}

/** Start of the command line of OpenSSH's client, with the home's own key; the destination comes last. */
export function sshCommand(product: Product, { ssh }: Forwards): string[] {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'IdentitiesOnly=yes',
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=60',
  ].flatMap((one) => ['-o', one]);
  const key = join(product.paths.keysDir, 'id_ed25519');
  return ['ssh', '-F', '/dev/null', '-i', key, '-p', String(ssh.port), ...options, `root@${ssh.host}`];
}

/** OpenSSH's forward of a local socket to the engine's socket. */
export async function sshForward(
  ssh: readonly string[],
  dir: string,
  scope: Scope,
): Promise<{ readonly socketPath: string }> {
  const socketPath = join(dir, 'ssh-l.sock');
  const [program = '', ...args] = ssh;
  const child = spawn(program, ['-N', '-L', `${socketPath}:/run/docker.sock`, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  scope.defer(() => child.kill());
  const ended = new AbortController();
  child.once('error', (error) => ended.abort(error));
  child.once('exit', () => ended.abort(new Error('ssh ended')));
  const limits = [scope.signal, ended.signal, AbortSignal.timeout(deadline)];
  await firstAnswer({ socketPath }, localWaiting, AbortSignal.any(limits));
  return { socketPath };
}

/**
 * What `docker -H ssh://` does for each connection: `docker system dial-stdio` in the VM, over ssh. The VM has a docker
 * client only if its image was built with the disk of tools.
 */
export async function dockerSsh(product: Product, ssh: readonly string[], scope: Scope): Promise<Duplex> {
  const found = await product.guest('moorage-tools >/dev/null 2>&1; command -v docker || echo none\n');
  if (found.trim() === 'none') throw new Error('the VM has no docker client (image build --tools)');
  const [program = '', ...args] = ssh;
  const child = spawn(program, [...args, '--', found.trim(), 'system', 'dial-stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  scope.defer(() => child.kill());
  child.once('error', (error) => child.stdout.destroy(error));
  return Duplex.from({ writable: child.stdin, readable: child.stdout });
}
