/** What the contract asks of builds. */
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { Log } from '../lib/log.ts';
import type { RegistryService } from '../registries/service.ts';
import { runBuild } from './build.ts';
import { readDockerfile, writeDockerfile } from './dockerfile-file.ts';
import { foldersLike } from './folders.ts';
import type { BuildHistory } from './history.ts';

type Entries = Extract<keyof CoreHandlers, `build.${string}` | `builds.${string}`>;

export interface BuildHandlerOptions {
  readonly docker: Docker;
  readonly builds: BuildHistory;
  readonly registries: RegistryService;
  readonly log: Log;
}

export function buildHandlers(options: BuildHandlerOptions): Pick<CoreHandlers, Entries> {
  const { docker, builds: history, log } = options;
  return {
    'build.run': ({ id, wish }, signal) =>
      runBuild(
        { docker, history, log, authFor: (reference) => options.registries.authFor(reference) },
        { id, wish },
        signal,
      ),
    'builds.watch': async function* (_input, signal) {
      for await (const list of history.list.watch(signal)) yield [...list];
    },
    'builds.forget': async ({ ids }) => {
      await history.forget(ids);
      return null;
    },
    'build.folders': ({ path }) => foldersLike(path),
    'build.readFile': (place) => readDockerfile(place),
    'build.writeFile': async ({ text, version, ...place }) => ({
      version: await writeDockerfile(place, { text, version }),
    }),
  };
}
