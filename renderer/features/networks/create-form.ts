/** What is typed in the dialog for a new network, what is wrong with it, and what it asks for. Pure. */
import {
  baseOf,
  isWithin,
  parseAddress,
  parseSubnet,
  subnetText,
  type Subnet,
} from '../../../main/contract/addresses.ts';
import type { AddressPool, NewNetwork } from '../../../main/contract/commands/networks.ts';
import type { TextKey, TextValues } from '../../text.ts';

export const networkDrivers = ['bridge', 'macvlan', 'ipvlan'] as const;

export interface NetworkForm {
  readonly name: string;
  readonly driver: (typeof networkDrivers)[number];
  readonly subnet: string;
  readonly gateway: string;
  readonly ipRange: string;
  readonly ipv6: boolean;
  /** Those of IPv6 count only with `ipv6`. */
  readonly subnet6: string;
  readonly gateway6: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  /** `name=value`, one a line. */
  readonly options: string;
  readonly labels: string;
}

export const emptyNetwork: NetworkForm = {
  ...{ name: '', driver: 'bridge', subnet: '', gateway: '', ipRange: '' },
  ...{ ipv6: false, subnet6: '', gateway6: '', internal: false, attachable: false, options: '', labels: '' },
};

export interface Fault {
  readonly key: TextKey;
  readonly values?: TextValues;
}

type NetworkFaults = { readonly [K in keyof NetworkForm]?: Fault };

/** What the docker program or the engine would refuse, by field. */
export function networkFaults(form: NetworkForm): NetworkFaults {
  const { subnet, gateway, ipRange } = form;
  return {
    ...faultOf('name', form.name.trim() === '' ? { key: 'create.nameMissing' } : undefined),
    ...faultOf('subnet', subnetFault(subnet, 32)),
    ...faultOf('gateway', gatewayFault(gateway, subnet, 32)),
    ...faultOf('ipRange', rangeFault(ipRange, subnet)),
    ...(form.ipv6 ? faultOf('subnet6', subnetFault(form.subnet6, 128)) : {}),
    ...(form.ipv6 ? faultOf('gateway6', gatewayFault(form.gateway6, form.subnet6, 128)) : {}),
    ...faultOf('options', pairFault(form.options)),
    ...faultOf('labels', pairFault(form.labels)),
  };
}

/** What the form asks for. */
export function newNetwork(form: NetworkForm): NewNetwork {
  const pools = [
    ...poolOf(form.subnet, form.gateway, form.ipRange),
    ...(form.ipv6 ? poolOf(form.subnet6, form.gateway6, '') : []),
  ];
  const [options, labels] = [lines(form.options), lines(form.labels)];
  return {
    name: form.name.trim(),
    driver: form.driver,
    ...(pools.length === 0 ? {} : { pools }),
    ...(form.ipv6 ? { ipv6: true } : {}),
    ...(form.internal ? { internal: true } : {}),
    ...(form.attachable ? { attachable: true } : {}),
    ...(options.length === 0 ? {} : { options }),
    ...(labels.length === 0 ? {} : { labels }),
  };
}

/** What is wrong with an address; nothing with an empty one. */
export function addressFault(text: string, bits: Subnet['bits']): Fault | undefined {
  const word = text.trim();
  if (word === '' || parseAddress(word)?.bits === bits) return undefined;
  return { key: bits === 32 ? 'network.fault.ipv4' : 'network.fault.ipv6' };
}

function subnetFault(text: string, bits: Subnet['bits']): Fault | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  const subnet = parseSubnet(word);
  if (subnet?.bits !== bits) return { key: bits === 32 ? 'network.fault.subnet' : 'network.fault.subnet6' };
  const base = baseOf(subnet);
  // The engine takes none with bits behind the prefix.
  if (base.value === subnet.value) return undefined;
  return { key: 'network.fault.base', values: { subnet: subnetText(base) } };
}

function gatewayFault(text: string, subnetWord: string, bits: Subnet['bits']): Fault | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  const wrong = addressFault(word, bits);
  if (wrong !== undefined) return wrong;
  if (subnetWord.trim() === '') return { key: 'network.fault.noSubnet' };
  const [address, subnet] = [parseAddress(word), parseSubnet(subnetWord.trim())];
  if (address === undefined || subnet === undefined || isWithin(address, subnet)) return undefined;
  return { key: 'network.fault.outside', values: { subnet: subnetWord.trim() } };
}

function rangeFault(text: string, subnetWord: string): Fault | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  const wrong = subnetFault(word, 32);
  if (wrong !== undefined) return wrong;
  if (subnetWord.trim() === '') return { key: 'network.fault.noSubnet' };
  const [range, subnet] = [parseSubnet(word), parseSubnet(subnetWord.trim())];
  if (range === undefined || subnet === undefined || isWithin(range, subnet)) return undefined;
  return { key: 'network.fault.outside', values: { subnet: subnetWord.trim() } };
}

function pairFault(text: string): Fault | undefined {
  const wrong = lines(text).find((line) => /^\s*=/.test(line));
  return wrong === undefined ? undefined : { key: 'network.fault.pair', values: { line: wrong } };
}

function poolOf(subnet: string, gateway: string, ipRange: string): AddressPool[] {
  if (subnet.trim() === '') return [];
  return [
    {
      subnet: subnet.trim(),
      ...(gateway.trim() === '' ? {} : { gateway: gateway.trim() }),
      ...(ipRange.trim() === '' ? {} : { ipRange: ipRange.trim() }),
    },
  ];
}

function faultOf(field: keyof NetworkForm, fault: Fault | undefined): NetworkFaults {
  return fault === undefined ? {} : { [field]: fault };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
