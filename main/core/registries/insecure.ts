/** Which registries the engine trusts without a certificate: `GET /info` (Docker Engine API, `RegistryConfig`). */
import { BlockList, isIP } from 'node:net';
import { asRecord } from '../engine/untrusted.ts';

/** Whether the engine lets this `HOST[:PORT]` be without TLS or with a certificate of anybody's. */
export function isInsecure(host: string, config: unknown): boolean {
  const { IndexConfigs: indexes, InsecureRegistryCIDRs: networks } = asRecord(config);
  const listed = Object.hasOwn(asRecord(indexes), host) ? asRecord(asRecord(indexes)[host]) : {};
  if (typeof listed['Secure'] === 'boolean') return !listed['Secure'];
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const address = name === 'localhost' ? '127.0.0.1' : name;
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of Array.isArray(networks) ? networks.slice(0, 1000) : []) {
    const [base = '', bits = ''] = typeof network === 'string' ? network.split('/') : [];
    const kind = isIP(base);
    if (kind === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (kind === 4 ? 32 : 128)) continue;
    list.addSubnet(base, Number(bits), kind === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
