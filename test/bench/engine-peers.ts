/** The other ways to the engine of the product's own VM, each to be compared with our socket. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import type { Scope } from '../../main/core/lib/scope.ts';
import { capture } from './capture.ts';
import { forwardTo } from './forwards.ts';
import { firstAnswer, forwardWaiting, localWaiting, type Address } from './ping.ts';
import type { Product } from './product.ts';

const enginePort = 2375;
/** Of the guest, for a second SSH server. */
export const sshPort = 2222;

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

/** Adds the forwards to the running VM, through a monitor of it. */
export async function forward(monitor: string): Promise<Forwards> {
  const [engine = 0, ssh = 0] = await forwardTo(monitor, [enginePort, sshPort]);
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
export function sshCommand(product: Product, { ssh }: Pick<Forwards, 'ssh'>): string[] {
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
 * What `docker -H ssh://` does for each connection: `docker system dial-stdio` in the VM, over ssh. The VM's image has no
 * docker client, so the one at `docker`, of the engine's own version, is copied in; the VM's own loader and C library,
 * all that it needs, start it.
 */
export async function dockerSsh(docker: string, ssh: readonly string[], scope: Scope): Promise<Duplex> {
  // Beside the other engine's data, which is in `/run/bench/docker`.
  const copied = '/run/bench/docker-client';
  const receive = `mkdir -p /run/bench && cat >${copied} && chmod 755 ${copied} && ${copied} --version`;
  await capture([...ssh, '--', receive], { input: await readFile(docker), signal: scope.signal });
  const [program = '', ...args] = ssh;
  const dial = [copied, '-H', 'unix:///run/docker.sock', 'system', 'dial-stdio'];
  const child = spawn(program, [...args, '--', ...dial], { stdio: ['pipe', 'pipe', 'inherit'] });
  scope.defer(() => child.kill());
  child.once('error', (error) => child.stdout.destroy(error));
  return Duplex.from({ writable: child.stdin, readable: child.stdout });
}
