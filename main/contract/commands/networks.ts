/** The `docker` commands about networks, as arguments. */
import { each, flag, operands, option } from './words.ts';

/** Addresses of a network; the gateway and the range are in the subnet. */
export interface AddressPool {
  readonly subnet: string;
  readonly gateway?: string;
  readonly ipRange?: string;
}

export interface NewNetwork {
  readonly name: string;
  readonly driver: string;
  readonly pools?: readonly AddressPool[];
  readonly ipv6?: boolean;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  /** `name=value` each. */
  readonly options?: readonly string[];
  readonly labels?: readonly string[];
}

interface NetworkConnection {
  readonly network: string;
  readonly container: string;
  readonly aliases?: readonly string[];
  readonly ipv4?: string;
  readonly ipv6?: string;
}

export const networkCommands = {
  networks: () => ['network', 'ls'],
  'network.inspect': ({ name }: { readonly name: string }) => ['network', 'inspect', ...operands([name])],
  'network.create': ({ name, driver, pools = [], ...more }: NewNetwork) => [
    'network',
    'create',
    '--driver',
    driver,
    ...flag('--ipv6', more.ipv6),
    ...pools.flatMap(({ subnet, gateway, ipRange }) => [
      ...option('--subnet', subnet),
      ...option('--ip-range', ipRange),
      ...option('--gateway', gateway),
    ]),
    ...flag('--internal', more.internal),
    ...flag('--attachable', more.attachable),
    ...each('--opt', more.options),
    ...each('--label', more.labels),
    ...operands([name]),
  ],
  'network.connect': ({ network, container, aliases, ipv4, ipv6 }: NetworkConnection) => [
    'network',
    'connect',
    ...each('--alias', aliases),
    ...option('--ip', ipv4),
    ...option('--ip6', ipv6),
    ...operands([network, container]),
  ],
  'network.disconnect': ({ network, container }: Pick<NetworkConnection, 'network' | 'container'>) => [
    'network',
    'disconnect',
    ...operands([network, container]),
  ],
  'network.remove': ({ names }: { readonly names: readonly string[] }) => [
    'network',
    'rm',
    ...operands(names),
  ],
  'network.prune': () => ['network', 'prune', '--force'],
};
