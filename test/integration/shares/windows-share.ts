/** A share that Windows' own Node serves, under wine, with the test in the place of the guest's kernel. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { build } from 'vite';
import type { WindowsNode } from '../../fixtures/windows-node.ts';
import { FuseClient } from './fuse-client.ts';
import type { WindowsProgramOptions } from './windows-program.ts';

export interface WindowsShare {
  readonly client: FuseClient;
  /** The shared folder as this computer has it. */
  readonly host: string;
  /** The folder where the program remembers owners, as this computer has it. */
  readonly state: string;
  /** What the program has told, in its order. */
  readonly told: readonly Readonly<Record<string, unknown>>[];
  /** Ends the program; resolves with its status. The folder stays until `remove`. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

const lineSchema = v.record(v.string(), v.unknown());

/** Packs the program with what it imports into one file. */
export async function packProgram(outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'windows-program.ts'),
      outDir,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(outDir, 'program.mjs');
}

/** Opens a fresh folder of a fresh `C:`, or once more one that is there. */
export async function openWindowsShare(
  windows: WindowsNode,
  program: string,
  options: { readonly readOnly?: boolean; readonly prefix?: string } = {},
): Promise<WindowsShare> {
  const prefix = options.prefix ?? (await freshPrefix(windows));
  const [requests, events] = [createServer(), createServer()];
  const asked: WindowsProgramOptions = {
    root: 'C:\\share',
    // Not as it is on the drive, since who has set it may have written it in any way.
    hidden: ['c:\\SHARE\\Secret'],
    ownersFile: 'C:\\state\\owners',
    readOnly: options.readOnly ?? false,
    requests: await listening(requests),
    events: await listening(events),
  };
  const told: Record<string, unknown>[] = [];
  const spoke = accepted(events).then((socket) => {
    createInterface({ input: socket }).on('line', (line) => {
      told.push(v.parse(lineSchema, JSON.parse(line)));
    });
    return undefined;
  });
  const greeted = accepted(requests);
  // Under wine Node has no use for pipes as its standard streams.
  const output = join(prefix, 'output');
  const file = await open(output, 'w');
  const [command = '', ...start] = windows.command;
  const child = spawn(command, [...start, `Z:${program.replaceAll('/', '\\')}`, JSON.stringify(asked)], {
    env: windows.env(prefix),
    stdio: ['ignore', file.fd, file.fd],
  });
  const exited = once(child, 'exit').then(() => child.exitCode);
  await file.close();
  const early = exited.then(async (status) => {
    throw new Error(`the program ended with ${status}: ${await readFile(output, 'utf8')}`);
  });
  early.catch(() => undefined);
  await Promise.race([spoke, early]);
  const socket = await Promise.race([greeted, early]);
  await Promise.race([greeting(socket), early]);
  return {
    client: new FuseClient(socket),
    host: join(prefix, 'drive_c', 'share'),
    state: join(prefix, 'drive_c', 'state'),
    told,
    async stop() {
      socket.end();
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const status = await exited;
      clearTimeout(patience);
      requests.close();
      events.close();
      return status;
    },
    async remove() {
      await windows.end(prefix);
      await rm(prefix, { recursive: true, force: true });
    },
  };
}

/** The prefix of a share, to open it once more. */
export function prefixOf(share: WindowsShare): string {
  return join(share.host, '..', '..');
}

async function freshPrefix(windows: WindowsNode): Promise<string> {
  const prefix = await mkdtemp(join(tmpdir(), 'moorage-wine-'));
  await windows.makePrefix(prefix);
  for (const name of ['share', 'state', 'share/secret']) await mkdir(join(prefix, 'drive_c', name));
  return prefix;
}

function accepted(server: Server): Promise<Socket> {
  return new Promise((resolve) => server.once('connection', resolve));
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  return address.port;
}

/** The server says its name, and we that we don't know it. */
async function greeting(socket: Socket): Promise<void> {
  for (let got = 0; got < 16;) {
    const chunk = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    got += chunk.length;
  }
  socket.write('N');
}
