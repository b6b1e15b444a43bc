/** Puts the parts of this folder together for `app.ts`. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { AppOptions } from '../app.ts';
import { dockerConfigDir } from '../engine/context.ts';
import type { GuestLink } from '../guest/link.ts';
import { DockerConfig } from './docker-config.ts';
import { secretStores } from './secret-store.ts';
import { openRegistryFile, RegistryService } from './service.ts';

export interface OpenRegistriesOptions extends Pick<
  AppOptions,
  'paths' | 'log' | 'dockerEnv' | 'secretSeal'
> {
  readonly docker: Docker;
  /** Throws `vm.notRunning`. */
  readonly guest: () => GuestLink;
}

/** Throws what opening its file throws. */
export async function openRegistries(options: OpenRegistriesOptions): Promise<RegistryService> {
  const { paths, log, dockerEnv: env, docker } = options;
  return new RegistryService({
    docker,
    file: await openRegistryFile(paths.registries),
    stores: (preferred) =>
      secretStores({
        platform: process.platform,
        env,
        preferred,
        seal: options.secretSeal,
        sealedFile: paths.sealedSecrets,
        plainFile: paths.registrySecrets,
      }),
    dockerConfig:
      env === undefined
        ? undefined
        : new DockerConfig(join(dockerConfigDir(env, homedir()), 'config.json'), env, log),
    dial: async (target, signal) => options.guest().dial(target, signal),
    log,
  });
}
