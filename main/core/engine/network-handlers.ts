/** What the core answers about networks. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { engineCall } from './containers.ts';
import { watchTopic, type EngineTools } from './handlers.ts';
import { readContainerNetworks, readMap, readNetwork } from './networks.ts';
import { asRecord, cleanText } from './untrusted.ts';

type Entries = Extract<keyof CoreHandlers, `network.${string}` | `networks.${string}`>;

export function networkHandlers({ docker, inventory, undo }: EngineTools): Pick<CoreHandlers, Entries> {
  const networkOf = (id: string) => docker.getNetwork(encodeURIComponent(id));
  return {
    'networks.watch': (_input, signal) => watchTopic(inventory.networks, signal),
    'networks.map': (_input, signal) => readMap(docker, signal),
    'networks.prune': async () => {
      await undo.finishAll(['network']);
      const { NetworksDeleted: gone } = asRecord(await engineCall<unknown>(() => docker.pruneNetworks({})));
      return Array.isArray(gone) ? gone.filter((name) => typeof name === 'string').map(cleanText) : [];
    },
    'network.details': ({ id }, signal) => readNetwork(docker, id, signal),
    'network.ofContainer': ({ id }, signal) => readContainerNetworks(docker, id, signal),
    'network.create': async ({ name, driver, pools = [], ipv6, options, labels, ...more }) => {
      await undo.makeWay('network', name);
      const config = pools.map(({ subnet, gateway, ipRange }) => ({
        Subnet: subnet,
        ...(gateway === undefined ? {} : { Gateway: gateway }),
        ...(ipRange === undefined ? {} : { IPRange: ipRange }),
      }));
      await engineCall(() =>
        docker.createNetwork({
          Name: name,
          Driver: driver,
          Internal: more.internal === true,
          Attachable: more.attachable === true,
          Options: valuesOf(options),
          Labels: valuesOf(labels),
          ...(ipv6 === true ? { EnableIPv6: true } : {}),
          // As docker sends it, so that `inspect` tells the same of both.
          IPAM: { Driver: 'default', Options: {}, Config: config },
        }),
      );
      return null;
    },
    'network.connect': async ({ id, container, aliases = [], ipv4, ipv6 }) => {
      const addresses = {
        ...(ipv4 === undefined ? {} : { IPv4Address: ipv4 }),
        ...(ipv6 === undefined ? {} : { IPv6Address: ipv6 }),
      };
      const config = {
        ...(aliases.length === 0 ? {} : { Aliases: aliases }),
        ...(ipv4 === undefined && ipv6 === undefined ? {} : { IPAMConfig: addresses }),
      };
      await engineCall(() => networkOf(id).connect({ Container: container, EndpointConfig: config }));
      return null;
    },
    'network.disconnect': async ({ id, container }) => {
      await engineCall(() => networkOf(id).disconnect({ Container: container }));
      return null;
    },
    'network.remove': async ({ id, undo: group }) => {
      if (group !== undefined && (await undo.remove((keep) => keep.network(id), group))) return null;
      await engineCall(() => networkOf(id).remove());
      return null;
    },
  };
}

/** `name=value` as the docker program reads it; a name alone has an empty value (docker/cli, `opts`). */
function valuesOf(pairs: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (pairs ?? []).map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
