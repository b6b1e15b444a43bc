/** All that the engine knows of a container but what differs between any two: for comparing how they were made. */
import { isRecord } from '../../main/core/engine/untrusted.ts';
import type { Home } from './home.ts';

/** Names, times, ids and the ports that the engine chose: each container has its own. */
const ownFields =
  /^(?:Id|Name|Created|State|ResolvConfPath|HostnamePath|HostsPath|LogPath|GraphDriver|SandboxID|SandboxKey|EndpointID|MacAddress|IPAddress|GlobalIPv6Address|DNSNames|Ports|ConsoleSize|ExecIDs)$/;

export async function createdFacts({ docker }: Pick<Home, 'docker'>, name: string): Promise<unknown> {
  const [facts]: unknown[] = JSON.parse(await docker('container', 'inspect', name));
  const id = isRecord(facts) ? String(facts['Id']) : '';
  return common(facts, { id, name });
}

function common(value: unknown, own: { readonly id: string; readonly name: string }): unknown {
  // The program gives variables, binds and mounts in any order, and a volume without a name gets one of its own.
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => common(item, own));
    // None, and a list of none, are the same to the engine.
    if (items.length === 0) return null;
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value === 'string') {
    const text = value.replace(own.name, 'NAME').replace(/[\da-f]{64}/, 'HASH');
    return text === own.id.slice(0, 12) ? 'ID' : text;
  }
  if (!isRecord(value)) return value;
  const kept = Object.entries(value)
    .filter(([key]) => !ownFields.test(key))
    .map(([key, one]): [string, unknown] => [key, common(one, own)])
    // The program gives some fields with nothing in them.
    .filter(([, one]) => one !== null && !(isRecord(one) && Object.keys(one).length === 0));
  return Object.fromEntries(kept);
}
