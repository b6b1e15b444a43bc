/**
 * The session of a build (moby/buildkit, `session`): a connection over which BuildKit asks us for files and for who may
 * fetch the images that the Dockerfile names. The engine has it as `POST /session`, which becomes HTTP/2.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { dockerHub } from '../../contract/image-reference.ts';
import { engineCall } from '../engine/containers.ts';
import { request, type EngineRequest } from '../engine/docker.ts';
import type { RegistryAuth } from '../registries/service.ts';
import { syncFiles } from './file-sync.ts';
import { serveGrpc, type GrpcCall, type GrpcMethod } from './grpc.ts';
import { IgnoreRules } from './ignore.ts';
import { MessageWriter, readFields } from './protobuf.ts';
import { walkContext, type ContextEntry } from './walk.ts';

export interface SessionOptions {
  readonly folder: string;
  /** Folder and name of the Dockerfile. */
  readonly dockerfile: { readonly folder: string; readonly name: string };
  /** Who fetches from a registry; only for those that the build has to do with. */
  readonly authFor: (host: string) => Promise<RegistryAuth | undefined>;
  readonly onSent: (files: number, bytes: number) => void;
  /** Hears the first thing that went wrong on our side. */
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface BuildSession {
  readonly id: string;
  readonly close: () => void;
}

const paths = {
  files: '/moby.filesync.v1.FileSync/DiffCopy',
  credentials: '/moby.filesync.v1.Auth/Credentials',
  health: '/grpc.health.v1.Health/Check',
} as const;
/** The name under which BuildKit asks for Docker Hub's. */
const hubHost = 'registry-1.docker.io';

/** Throws what the engine refuses. */
export async function openSession(docker: Docker, options: SessionOptions): Promise<BuildSession> {
  const id = randomUUID();
  const stream = await engineCall(() => dialSession(docker, id, options));
  const methods = new Map<string, GrpcMethod>([
    [paths.files, (call) => serveFiles(call, options)],
    [paths.credentials, (call) => serveCredentials(call, options)],
    [paths.health, (call) => reply(call, new MessageWriter().number(1, 1).finish())],
  ]);
  return { id, close: serveGrpc(stream, methods, options.onError) };
}

async function dialSession(docker: Docker, id: string, { folder, signal }: SessionOptions): Promise<Duplex> {
  const wanted: EngineRequest & { hijack: true; headers: Record<string, string | string[]> } = {
    path: '/session',
    method: 'POST',
    hijack: true,
    abortSignal: signal,
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'moorage',
      // The builder keeps the files of a folder under this, and next time asks for what is new.
      'X-Docker-Expose-Session-Sharedkey': createHash('sha256').update(folder).digest('hex'),
      'X-Docker-Expose-Session-Grpc-Method': Object.values(paths),
    },
    statusCodes: { 200: true, 101: true, 500: 'server error' },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the connection itself, which its type doesn't say
  return (await request(docker, wanted)) as Duplex;
}

async function serveFiles(call: GrpcCall, options: SessionOptions): Promise<void> {
  const { folder, dockerfile, signal, onSent } = options;
  const [name = ''] = call.head('dir-name');
  if (name === 'dockerfile') {
    const entries = only(dockerfile.folder, [
      dockerfile.name,
      `${dockerfile.name}.dockerignore`,
      '.dockerignore',
    ]);
    return syncFiles(call, { entries, signal, onSent: () => undefined });
  }
  const encoded = call.head('exclude-patterns-encoded')[0] === '1';
  const excluded = call.head('exclude-patterns').map((one) => (encoded ? decoded(one) : one));
  const rules = new IgnoreRules(excluded, { wildExceptions: true, file: '.dockerignore' });
  // The frontend looks for the ignore file of the whole folder alone, first.
  const wanted = [...call.head('include-patterns'), ...call.head('followpaths')];
  const ignoreOnly = wanted.length > 0 && wanted.every((one) => one === '.dockerignore');
  const entries = ignoreOnly ? only(folder, wanted) : walkContext(folder, rules);
  await syncFiles(call, { entries, signal, onSent: ignoreOnly ? () => undefined : onSent });
}

/** Some of the files that are in a folder itself. */
async function* only(folder: string, names: readonly string[]): AsyncGenerator<ContextEntry, void> {
  // Whatever else there is, is left out: its folders too.
  const rules = new IgnoreRules(['*', ...names.map((name) => `!${name.replaceAll(/[*?[\]\\]/g, '\\$&')}`)], {
    wildExceptions: false,
    file: '.dockerignore',
  });
  yield* walkContext(folder, rules);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // the guest wrote it: what can't be read is taken as it is
  }
}

async function serveCredentials(call: GrpcCall, { authFor }: SessionOptions): Promise<void> {
  for await (const message of call.messages) {
    const asked = [...readFields(message)].find(([field]) => field === 1)?.[1];
    const host = Buffer.isBuffer(asked) ? asked.toString() : '';
    const auth = await authFor(host === hubHost ? dockerHub : host);
    const { username = '', password = '', identitytoken } = auth ?? {};
    const answer =
      identitytoken === undefined
        ? new MessageWriter().bytes(1, username).bytes(2, password)
        : new MessageWriter().bytes(2, identitytoken);
    return call.send(answer.finish());
  }
}

async function reply(call: GrpcCall, answer: Buffer): Promise<void> {
  for await (const _message of call.messages) return call.send(answer);
}
