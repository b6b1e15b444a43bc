/** Asking the engine to build (Docker Engine API, "Build an image"), each builder in its own way. */
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type Docker from 'dockerode';
import type { BuildWish } from '../../contract/build-model.ts';
import { AppError } from '../../contract/errors.ts';
import { dockerHub } from '../../contract/image-reference.ts';
import { engineCall } from '../engine/containers.ts';
import { request, type EngineRequest } from '../engine/docker.ts';
import { systemCode } from '../lib/system-error.ts';
import type { RegistryAuth } from '../registries/service.ts';
import { split } from './dockerfile-file.ts';
import { IgnoreRules, readIgnoreFile } from './ignore.ts';
import { openSession } from './session.ts';
import { tarContext } from './tar-context.ts';
import { unreadable, walkContext } from './walk.ts';

export interface AskOptions {
  readonly docker: Docker;
  readonly wish: BuildWish;
  /** Where the Dockerfile is. */
  readonly dockerfile: string;
  /** Who fetches from a registry, by its host. */
  readonly authFor: (host: string) => Promise<RegistryAuth | undefined>;
  /** The registries that the build has to do with. */
  readonly hosts: ReadonlySet<string>;
  /** A name for the build that no other has. */
  readonly buildId: string;
  readonly onSent: (files: number, bytes: number) => void;
  /** Hears what goes wrong on our side while the engine builds. */
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly stream: AsyncIterable<Buffer>;
  /** Ends the build if it goes on. */
  readonly close: () => void;
}

type Stream = AsyncIterable<Buffer> & { destroy(): void };

/** Throws what the engine refuses. */
export async function askBuildkit(options: AskOptions): Promise<Answer> {
  const { docker, wish, dockerfile, buildId } = options;
  const place = split(dockerfile);
  const session = await openSession(docker, { ...options, folder: wish.folder, dockerfile: place });
  try {
    const query = {
      ...queryOf(wish),
      version: 2,
      remote: 'client-session',
      session: session.id,
      buildid: buildId,
      dockerfile: place.name,
    };
    const stream = await ask(options, { options: { _query: query, _body: {} } });
    const close = () => {
      stream.destroy();
      session.close();
    };
    return { stream, close };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Throws what the engine refuses, `build.outside`, `build.badIgnore`. */
export async function askClassic(options: AskOptions): Promise<Answer> {
  const { wish, hosts, authFor, signal, onSent, onError } = options;
  const dockerfile = relative(wish.folder, options.dockerfile).split(sep).join('/');
  if (dockerfile.startsWith('..') || dockerfile.includes(':')) {
    throw new AppError('build.outside', { params: { path: options.dockerfile } });
  }
  const patterns = await readIgnore(join(wish.folder, '.dockerignore'));
  // The engine needs both, and takes away itself what isn't wanted of them (docker/cli, `TrimBuildFilesFromExcludes`).
  const rules = new IgnoreRules([...patterns, '!.dockerignore', `!${dockerfile}`], {
    wildExceptions: false,
    file: '.dockerignore',
  });
  const over = new AbortController();
  const own = AbortSignal.any([signal, over.signal]);
  const archive = tarContext(walkContext(wish.folder, rules), own, onSent);
  archive.once('error', onError);
  const registries: Record<string, { username: string; password: string }> = {};
  for (const host of hosts) {
    const { username = '', password = '' } = (await authFor(host)) ?? {};
    const key = host === dockerHub ? 'https://index.docker.io/v1/' : host;
    if (username !== '') registries[key] = { username, password };
  }
  try {
    const stream = await ask(options, {
      options: { _query: { ...queryOf(wish), version: 1, rm: 1, forcerm: 1, dockerfile } },
      file: archive,
      registryconfig: registries,
    });
    const close = () => {
      stream.destroy();
      over.abort();
      archive.destroy();
    };
    return { stream, close };
  } catch (error) {
    over.abort();
    archive.destroy();
    throw error;
  }
}

function queryOf(wish: BuildWish): object {
  const { tags, args, target, platform, noCache, pull } = wish;
  return {
    t: tags,
    ...(args.length === 0
      ? {}
      : { buildargs: JSON.stringify(Object.fromEntries(args.map(({ name, value }) => [name, value]))) }),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(noCache ? { nocache: 1 } : {}),
    ...(pull ? { pull: 1 } : {}),
  };
}

function ask({ docker, signal }: AskOptions, more: object): Promise<Stream> {
  const wanted: EngineRequest = {
    path: '/build?',
    method: 'POST',
    isStream: true,
    abortSignal: signal,
    statusCodes: { 200: true, 400: 'bad parameter', 500: 'server error' },
    ...more,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an IncomingMessage, which its type doesn't say
  return engineCall(async () => (await request(docker, wanted)) as Stream);
}

async function readIgnore(path: string): Promise<string[]> {
  try {
    return readIgnoreFile(await readFile(path, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable('.dockerignore', error);
  }
}
