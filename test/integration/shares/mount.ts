/**
 * A share mounted on this computer's own kernel, with the very programs of the guest between it and the server: what
 * is tested is the protocol, the server and file events, without a VM.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { ShareServer, type ShareServerOptions } from '../../../main/core/shares/helper/share-server.ts';
import { openAgent } from '../../../main/core/shares/helper/agent.ts';
import { retry } from '../../../main/core/lib/retry.ts';
import { quiet } from '../engine/fixture.ts';

const guestPrograms = new URL('../../../vm-images/guest/root/usr/lib/moorage/', import.meta.url).pathname;

export interface Mounted {
  /** The folder of the host, and where it is seen through the share. */
  readonly host: string;
  readonly seen: string;
  readonly server: ShareServer;
  /** Breaks the connection between the mount and the server; a new one is made at once. */
  cut(): void;
  close(): Promise<void>;
}

/** Mounts a fresh folder. `luajit` is the program. */
export async function mountShare(
  luajit: readonly string[],
  options: Partial<ShareServerOptions> & { readonly events?: boolean } = {},
): Promise<Mounted> {
  const dir = await mkdtemp(join(tmpdir(), 'ms-'));
  const host = options.root ?? join(dir, 'host');
  const seen = join(dir, 'seen');
  await mkdir(host, { recursive: true });
  await mkdir(seen);
  const socket = join(dir, 's');
  const [program = '', ...prefix] = luajit;
  const pump = spawn(program, [...prefix, join(guestPrograms, 'fuse-pump.lua'), socket, seen], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const server = new ShareServer({
    root: host,
    readOnly: false,
    hidden: [],
    ownersFile: join(dir, 'owners'),
    platform: 'linux',
    onProblem: () => undefined,
    log: quiet,
    ...options,
  });
  let closed = false;
  let current: Duplex | undefined;
  const serve = async () => {
    const stream = await retry(() => dial(socket), {
      signal: AbortSignal.timeout(10_000),
      firstMs: 5,
      maxMs: 50,
    });
    current = stream;
    const { welcome, ended } = await server.serve(stream);
    if (welcome === 'refused') throw new Error('the mount refused the server');
    void ended.then(() => {
      if (!closed) return serve();
      return undefined;
    });
  };
  await serve();
  const agent = options.events === true ? startAgent(luajit) : undefined;
  if (agent !== undefined) server.setAgent((await openAgent(streams(agent))).at(seen));
  return {
    host,
    seen,
    server,
    cut: () => current?.destroy(),
    async close() {
      closed = true;
      agent?.kill('SIGKILL');
      const unmounted = spawn('umount', ['-l', seen], { stdio: 'ignore' });
      await once(unmounted, 'exit');
      pump.kill('SIGKILL');
      if (pump.exitCode === null) await once(pump, 'exit');
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function startAgent([program = '', ...prefix]: readonly string[]): ChildProcess {
  return spawn(program, [...prefix, join(guestPrograms, 'share-events.lua')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function streams(child: ChildProcess): Duplex {
  if (child.stdin === null || child.stdout === null) throw new Error('no pipes');
  return Duplex.from({ readable: child.stdout, writable: child.stdin });
}

function dial(path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
