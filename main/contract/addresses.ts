/** Addresses and subnets as Go's `net/netip` reads them, which is what the docker program and the engine do. */

/** An address as a number, and how many bits it has. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface Subnet extends Address {
  /** Bits that are the network's. */
  readonly prefix: number;
}

/** Undefined for what is no address. Zones (`fe80::1%eth0`) and zeros in front (`010.0.0.1`) are refused. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** `172.20.0.0/16`; undefined for what is no subnet. Bits behind the prefix are kept. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, base = '', length = ''] = /^([^/]{1,64})\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseAddress(base);
  const prefix = Number(length);
  return address === undefined || prefix > address.bits ? undefined : { ...address, prefix };
}

/** Whether an address, or all of another subnet, is in it. */
export function isWithin(inner: Address | Subnet, outer: Subnet): boolean {
  if (inner.bits !== outer.bits || ('prefix' in inner && inner.prefix < outer.prefix)) return false;
  return networkBits(inner.value, outer) === networkBits(outer.value, outer);
}

/** The subnet without the bits that the prefix leaves open. */
export function baseOf(subnet: Subnet): Subnet {
  const open = BigInt(subnet.bits - subnet.prefix);
  return { ...subnet, value: (subnet.value >> open) << open };
}

export function subnetText(subnet: Subnet): string {
  return `${addressText(subnet)}/${subnet.prefix}`;
}

/** As RFC 5952 writes IPv6: the longest run of zeros is left out. */
export function addressText({ bits, value }: Address): string {
  const size = bits === 32 ? 8n : 16n;
  const count = bits === 32 ? 4 : 8;
  const parts = Array.from({ length: count }, (_, n) => {
    return (value >> (BigInt(count - 1 - n) * size)) & ((1n << size) - 1n);
  });
  if (bits === 32) return parts.join('.');
  const words = parts.map((part) => part.toString(16));
  const zeros = /(?:^|:)0(?::0)+(?::|$)/g;
  const whole = words.join(':');
  const longest = [...whole.matchAll(zeros)].map(([run]) => run).toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? whole : whole.replace(longest, '::');
}

function networkBits(value: bigint, { bits, prefix }: Subnet): bigint {
  return value >> BigInt(bits - prefix);
}

function parseV4(text: string): Address | undefined {
  const parts = text.split('.');
  const fits = (part: string) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256;
  if (parts.length !== 4 || !parts.every(fits)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const last = tail === null ? undefined : parseV4(tail[2] ?? '');
  if (tail !== null && last === undefined) return undefined;
  const hex = (value: bigint) => value.toString(16);
  const plain =
    last === undefined ? text : `${tail?.[1] ?? ''}${hex(last.value >> 16n)}:${hex(last.value & 0xffffn)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const words = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return undefined;
  return { bits: 128, value: words.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n) };
}
