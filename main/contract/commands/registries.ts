/** The `docker` commands about registries, as arguments. A password is never one of them. */
import { dockerHub } from '../image-reference.ts';
import { operands } from './words.ts';

type Host = { readonly host: string };

/** Docker Hub is where docker goes by itself. */
const named = (host: string) => (host === dockerHub ? [] : operands([host]));

/** A registry of one's own: its container and volume, and what its image expects. */
export const ownRegistry = {
  name: 'registry',
  port: 5000,
  folder: '/var/lib/registry',
  env: 'REGISTRY_STORAGE_DELETE_ENABLED=true',
} as const;

export const registryCommands = {
  'registry.signIn': ({ host, username }: Host & { readonly username: string }) => [
    'login',
    '--username',
    username,
    '--password-stdin',
    ...named(host),
  ],
  'registry.signOut': ({ host }: Host) => ['logout', ...named(host)],
  'registry.search': ({ term, limit }: { readonly term: string; readonly limit: number }) => [
    'search',
    '--limit',
    String(limit),
    ...operands([term]),
  ],
  'registry.tag': ({ image, target }: { readonly image: string; readonly target: string }) => [
    'tag',
    ...operands([image, target]),
  ],
  'registry.push': ({ target }: { readonly target: string }) => ['push', ...operands([target])],
  'registry.run': ({ image, port }: { readonly image: string; readonly port: number }) => [
    'run',
    '--detach',
    '--restart',
    'always',
    '--name',
    ownRegistry.name,
    '--publish',
    `127.0.0.1:${port}:${ownRegistry.port}`,
    '--volume',
    `${ownRegistry.name}:${ownRegistry.folder}`,
    '--env',
    ownRegistry.env,
    ...operands([image]),
  ],
};
