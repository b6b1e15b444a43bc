/** The `docker` commands about networks, as arguments. */
import { operands, option } from './words.ts';

export interface NewNetwork {
  readonly name: string;
  readonly driver: string;
  readonly subnet?: string;
}

export const networkCommands = {
  networks: () => ['network', 'ls'],
  'network.create': ({ name, driver, subnet }: NewNetwork) => [
    'network',
    'create',
    '--driver',
    driver,
    ...option('--subnet', subnet),
    ...operands([name]),
  ],
  'network.remove': ({ names }: { readonly names: readonly string[] }) => [
    'network',
    'rm',
    ...operands(names),
  ],
};
