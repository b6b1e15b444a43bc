/**
 * Where shares are measured: the product's VM with a folder by each provider, the VM's own disk, and in the same VM the
 * same folders as Lima shares them. Lima's settings are those of its source: `pkg/driver/qemu/qemu.go`,
 * `pkg/hostagent/mount.go` and `pkg/limayaml/defaults.go`, and sshocker's `pkg/reversesshfs`.
 */
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { delay } from '../../main/core/lib/retry.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { busyboxArchive } from '../fixtures/images.ts';
import { ensureShareTools, type ShareTools } from '../fixtures/share-tools.ts';
import { capture } from './capture.ts';
import { attempt, type BenchContext, type Maybe } from './context.ts';
import { sshCommand, sshPort, startSshServer } from './engine-peers.ts';
import { forwardTo, secondMonitor } from './forwards.ts';
import { createProduct, type Product } from './product.ts';

/** A way to a folder. */
export interface Place {
  /** The folder in the VM. */
  readonly inVm: string;
  /** The same folder on this computer; undefined for the VM's own disk. */
  readonly onHost?: string;
  /** Most rounds: what takes minutes is done once. */
  readonly rounds?: number;
}

export const providers = ['virtiofs', 'ssh', 'sync'] as const;

export type WayName = (typeof providers)[number] | 'guestDisk' | 'limaVirtiofs' | 'lima9p' | 'limaSshfs';

export interface ShareStage {
  readonly product: Product;
  readonly tools: ShareTools;
  /** The folder in the VM at which a container has what is at `/NAME` for it. Our own ways are all in one container. */
  readonly inContainer: (name: string) => string;
  readonly places: ReadonlyMap<WayName, Maybe<Place>>;
  readonly facts: Readonly<Record<string, string | number>>;
}

const image = 'moorage-bench-shares';

/** Milliseconds for something to become ready. */
const deadline = 120_000;
/** Lima's `Default9pMsize`, `Default9pCacheForRW`, `Default9pProtocolVersion`. */
const options9p = 'trans=virtio,version=9p2000.L,msize=131072,cache=mmap';
/** Lima's `DefaultVirtiofsQueueSize`. */
const limaQueue = 1024;

/** Starts the product with its shares, and the peers. What fails of our own is thrown. */
export async function setShareStage(context: BenchContext): Promise<ShareStage> {
  const { cache, scope, say, qemu } = context;
  const { signal } = scope;
  const tools = await ensureShareTools({ cache, signal });
  const product = await createProduct(signal);
  scope.defer(() => product.dispose());
  const base = await mkdtemp('/srv/moorage-bench-');
  scope.defer(() => rm(base, { recursive: true, force: true }));
  const folder = async (name: string) => {
    const path = join(base, name);
    await mkdir(path);
    return path;
  };

  const lima = { virtiofs: await folder('limaVirtiofs'), '9p': await folder('lima9p') };
  const socket = join(base, 'virtiofsd');
  const peerFs = await attempt(context, "Lima's virtiofs", () =>
    startVirtiofsd(context, qemu.virtiofsd, lima.virtiofs, socket),
  );
  const monitor = await secondMonitor(product, qemu, [
    ...['-virtfs', `local,mount_tag=lima9p,path=${lima['9p']},security_model=none`],
    ...('value' in peerFs
      ? [
          ...['-chardev', `socket,id=limafs,path=${socket}`],
          ...['-device', `vhost-user-fs-pci,queue-size=${limaQueue},chardev=limafs,tag=limafs`],
        ]
      : []),
  ]);
  await product.moorage('config', 'set', 'shares.home', 'false');
  const ours = new Map<WayName, Maybe<Place>>();
  for (const provider of providers) {
    const path = await folder(provider);
    await product.moorage('share', 'add', path, '--provider', provider);
    ours.set(provider, { value: { inVm: path, onHost: path } });
  }
  say('starting');
  await product.start();
  for (const provider of providers) await isReady(product, join(base, provider), signal);
  const inContainer = await startContainer(context, product, base);

  const peers = new Map<WayName, Maybe<Place>>();
  const mounted = async (name: WayName, onHost: string, mount: () => Promise<unknown>, rounds?: number) => {
    const inVm = `/run/bench/mnt/${name}`;
    const place = { inVm, onHost, ...(rounds !== undefined && { rounds }) };
    peers.set(name, await attempt(context, name, async () => (await mount(), place)));
  };
  await product.guest('mkdir -p /run/bench/mnt/limaVirtiofs /run/bench/mnt/lima9p /run/bench/mnt/limaSshfs');
  await capture([...productSsh(product), 'tar', 'x', '-C', '/'], {
    env: product.env,
    input: await tools.archive(),
    signal,
  });
  await mounted('limaVirtiofs', lima.virtiofs, () => {
    if ('reason' in peerFs) throw new Error(peerFs.reason);
    return product.guest('mount -t virtiofs limafs /run/bench/mnt/limaVirtiofs');
  });
  await mounted(
    'lima9p',
    lima['9p'],
    () =>
      product.guest(`modprobe -a 9p 9pnet_virtio; mount -t 9p -o ${options9p} lima9p /run/bench/mnt/lima9p`),
    1,
  );
  const sshfs = await folder('limaSshfs');
  await mounted('limaSshfs', sshfs, async () => {
    await startSshServer(product);
    const [port = 0] = await forwardTo(monitor, [sshPort]);
    await startSshfs(context, product, tools, port, sshfs);
  });
  await product.guest('mkdir -p /data/bench');
  const { engine, vm } = await product.status();
  return {
    product,
    tools,
    inContainer,
    places: new Map([...ours, ['guestDisk', { value: { inVm: '/data/bench' } }], ...peers]),
    facts: {
      engine: engine.version,
      accelerator: vm.accelerator,
      vmCpus: vm.cpus,
      vmMemoryMiB: vm.memoryMiB,
      sshfs: tools.versions['sshfs'] ?? 'unknown',
      git: tools.versions['git'] ?? 'unknown',
    },
  };
}

/**
 * A container that has the folders, as in all real use: what no container has is not watched, and so the VM may not
 * remember for long how it was.
 */
async function startContainer(
  { cache, scope }: BenchContext,
  product: Product,
  base: string,
): Promise<(name: string) => string> {
  const { signal } = scope;
  const client = await ensureDockerTools({ cache, signal });
  scope.defer(() => client.dispose());
  const env = { ...process.env, ...client.env };
  const command = [...client.docker, '-H', `unix://${product.paths.engineSocket}`];
  const input = await busyboxArchive(await client.readBusybox());
  await capture([...command, 'import', '-', image], { env, signal, input });
  const binds = providers.flatMap((provider) => ['-v', `${join(base, provider)}:/${provider}`]);
  const run = ['run', '-d', '--name', 'holder', ...binds, image, 'sleep', '1000000'];
  await capture([...command, ...run], { env, signal });
  const inspect = ['inspect', '-f', '{{.State.Pid}}', 'holder'];
  const pid = (await capture([...command, ...inspect], { env, signal })).trim();
  return (name) => `/proc/${pid}/root/${name}`;
}

/** Start of a command line that runs in the VM, by the product's own means. */
function productSsh(product: Product): string[] {
  return [...product.command, 'ssh', '--'];
}

/** A virtiofsd as Lima starts it. It ends with the VM. */
async function startVirtiofsd(
  { scope }: BenchContext,
  virtiofsd: readonly string[],
  folder: string,
  socket: string,
): Promise<void> {
  const [program = '', ...args] = virtiofsd;
  const child = spawn(program, [...args, '--socket-path', socket, '--shared-dir', folder], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  child.on('error', () => undefined); // shows in that there is no socket
  scope.defer(() => child.kill());
  await until(
    () =>
      access(socket).then(
        () => true,
        () => false,
      ),
    'its socket',
    scope.signal,
  );
}

/**
 * sshfs in the VM, which speaks with an SFTP server of this computer by way of ssh; with the ciphers that Lima's ssh
 * prefers (`pkg/sshutil`).
 */
async function startSshfs(
  { scope }: BenchContext,
  product: Product,
  tools: ShareTools,
  port: number,
  folder: string,
): Promise<void> {
  const [ssh = '', ...rest] = sshCommand(product, { ssh: { host: '127.0.0.1', port } });
  const at = '/run/bench/mnt/limaSshfs';
  const mount = [...tools.inVm.sshfs, `:${folder}`, at, '-o', 'slave', '-o', 'allow_other'];
  const ciphers = ['-o', 'Ciphers=^aes128-gcm@openssh.com,aes256-gcm@openssh.com'];
  await product.guest('modprobe fuse');
  const [server, ...serverArgs] = [...tools.sftpServer, '-e', '-d', folder];
  const client = spawn(ssh, [...ciphers, ...rest, '--', ...mount], { stdio: ['pipe', 'pipe', 'inherit'] });
  const sftp = spawn(server, serverArgs, { stdio: [client.stdout, client.stdin, 'ignore'] });
  for (const child of [client, sftp]) child.on('error', () => undefined); // shows in that nothing is mounted
  scope.defer(() => client.kill());
  scope.defer(() => sftp.kill());
  const look = () =>
    product.guest(`grep -c ' ${at} ' /proc/mounts || true`).then((found) => found.trim() === '1');
  await until(look, 'its mount', scope.signal);
}

async function isReady(product: Product, path: string, signal: AbortSignal): Promise<void> {
  const ready = new RegExp(`"${path}"[^{}]*"state":\\s*"ready"`);
  await until(async () => ready.test(await product.moorage('share', 'ls', '--json')), path, signal);
}

async function until(look: () => Promise<boolean>, what: string, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + deadline; Date.now() < end; await delay(200, signal))
    if (await look()) return;
  throw new Error(`${what} was not there within ${deadline / 1000} s`);
}
