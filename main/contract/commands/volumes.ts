/** The `docker` commands about volumes, as arguments. */
import { operands } from './words.ts';

export const volumeCommands = {
  volumes: () => ['volume', 'ls'],
  'volume.create': ({ name }: { readonly name: string }) => ['volume', 'create', ...operands([name])],
  'volume.remove': ({ names }: { readonly names: readonly string[] }) => ['volume', 'rm', ...operands(names)],
};
