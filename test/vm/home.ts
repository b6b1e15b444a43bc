/** A home of Moorage as a person has it: the command line, and Docker's client beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Status } from '../../main/contract/model.ts';
import { status as statusSchema } from '../../main/contract/schemas.ts';
import { homePaths, type HomePaths } from '../../main/core/home.ts';
import { processesOf, killAll } from './processes.ts';
import { run, succeed, type Outcome, type ProgramOptions } from './program.ts';

/** Plain data, so that it can be handed from the global set-up to the tests. */
export interface HomeFacts {
  readonly home: string;
  readonly dockerConfig: string;
  /** The docker program, of the engine's own version. */
  readonly docker: string;
  /** Instead of the user's cache. */
  readonly cache?: string;
}

export interface Home {
  readonly facts: HomeFacts;
  readonly paths: HomePaths;
  readonly env: NodeJS.ProcessEnv;
  /** The `moorage` command; throws unless it succeeds. */
  readonly moorage: (args: readonly string[], options?: ProgramOptions) => Promise<Outcome>;
  /** The same with any exit code. */
  readonly tryMoorage: (args: readonly string[], options?: ProgramOptions) => Promise<Outcome>;
  /** Standard output of `docker`, which finds the engine by DOCKER_HOST; throws unless it succeeds. */
  readonly docker: (...args: string[]) => Promise<string>;
  /** The same with any exit code, and with input. */
  readonly tryDocker: (args: readonly string[], options?: ProgramOptions) => Promise<Outcome>;
  /** Standard output of a script in the VM. */
  readonly guest: (script: string) => Promise<string>;
  readonly status: () => Promise<Status>;
  /** Boots with the size that all of these tests use; at once where the VM runs. */
  readonly start: (options?: Pick<ProgramOptions, 'seconds'>) => Promise<Outcome>;
}

/** What a person types, also from a clone: it builds what has changed. */
const commandLine = fileURLToPath(new URL('../../main/setup/bootstrap.mjs', import.meta.url));

/** How long a boot may take, in seconds with hardware virtualization. */
export const bootSeconds = 15;

export function openHome(facts: HomeFacts): Home {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LC_ALL: 'C.UTF-8',
    MOORAGE_HOME: facts.home,
    DOCKER_CONFIG: facts.dockerConfig,
    // As a person has it: the core runs `docker compose` from there.
    PATH: [dirname(facts.docker), process.env['PATH'] ?? ''].join(delimiter),
    ...(facts.cache !== undefined && { MOORAGE_CACHE: facts.cache }),
  };
  delete env['DOCKER_HOST'];
  delete env['DOCKER_CONTEXT'];
  const paths = homePaths({ platform: process.platform, env, homedir: homedir() });
  const dockerEnv = { ...env, DOCKER_HOST: paths.dockerHost };
  // Only for work on tests of the window: see `window/fixture.ts`.
  const other = process.env['MOORAGE_TEST_DRIVER'];
  const driver = other === undefined ? [] : ['--driver', other];
  const command = (args: readonly string[]) => [process.execPath, commandLine, ...args];
  const home: Home = {
    facts,
    paths,
    env,
    moorage: (args, options) => succeed(command(args), { env, ...options }),
    tryMoorage: (args, options) => run(command(args), { env, ...options }),
    docker: async (...args) => (await succeed([facts.docker, ...args], { env: dockerEnv })).text,
    tryDocker: (args, options) => run([facts.docker, ...args], { env: dockerEnv, ...options }),
    guest: async (script) => (await home.moorage(['ssh', '--', 'sh', '-s'], { input: script })).text,
    status: async () => v.parse(statusSchema, JSON.parse((await home.moorage(['status', '--json'])).text)),
    start: ({ seconds = bootSeconds } = {}) =>
      home.moorage(['start', '--cpus', '2', '--memory', '2G', ...driver], { seconds }),
  };
  return home;
}

/** An empty home with a path that is short enough for sockets. `docker` is the program, `dockerConfig` its folder. */
export async function makeHome(facts: Omit<HomeFacts, 'home'>): Promise<Home> {
  return openHome({ ...facts, home: await mkdtemp('/tmp/mv-') });
}

/** Takes a home away with whatever still runs for it. */
export async function removeHome({ facts }: Home): Promise<void> {
  await killAll(await processesOf(facts.home));
  await rm(facts.home, { recursive: true, force: true });
}
