/** The two lists of registries in the engine's configuration: what may stand in them, and how to change them. */
import { readJson } from './json-text.ts';

export interface RegistryLists {
  readonly mirrors: readonly string[];
  readonly insecure: readonly string[];
}

const keys = { mirrors: 'registry-mirrors', insecure: 'insecure-registries' } as const;

/** The address of a mirror as dockerd takes it: HTTP or HTTPS, nobody's name in it, no query (`ValidateMirror`). */
export function isMirror(text: string): boolean {
  if (!/^https?:\/\/[^\s/?#]/i.test(text) || /[\s?#]/.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** `HOST`, `HOST:PORT` or a network in CIDR notation; without a scheme. */
export function isInsecureRegistry(text: string): boolean {
  const network = /^([\d.]+|[\da-f:.]+)\/(\d{1,3})$/i.exec(text);
  if (network !== null) {
    const [, address = '', bits = ''] = network;
    return address.includes(':')
      ? Number(bits) <= 128 && URL.canParse(`http://[${address}]`)
      : Number(bits) <= 32 && isIpv4(address);
  }
  const host = /^(?:\[[\da-f:.]+\]|[a-z\d](?:[a-z\d._-]*[a-z\d])?)(?::(\d{1,5}))?$/i.exec(text);
  return host !== null && (host[1] === undefined || (Number(host[1]) >= 1 && Number(host[1]) <= 65_535));
}

function isIpv4(address: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(address) && address.split('.').every((part) => Number(part) <= 255);
}

/** The lists in the user's text; empty ones where it isn't JSON or says nothing of them. */
export function registryLists(text: string): RegistryLists {
  const members = membersOf(text);
  const list = (key: string): string[] => {
    const value = members?.find((one) => one.key === key)?.node.value;
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  };
  return { mirrors: list(keys.mirrors), insecure: list(keys.insecure) };
}

/**
 * The text with these lists in place of its own, all else kept; a list without entries isn't there. Undefined if the text isn't
 * an object in JSON.
 */
export function withRegistryLists(text: string, lists: RegistryLists): string | undefined {
  const members = membersOf(text);
  if (members === undefined) return undefined;
  const config = new Map(members.map(({ key, node }) => [key, node.value]));
  for (const name of ['mirrors', 'insecure'] as const) {
    if (lists[name].length > 0) config.set(keys[name], lists[name]);
    else config.delete(keys[name]);
  }
  return `${JSON.stringify(Object.fromEntries(config), null, 2)}\n`;
}

function membersOf(text: string) {
  const result = readJson(text.trim() === '' ? '{}' : text);
  return result.kind === 'read' ? result.node.members : undefined;
}
