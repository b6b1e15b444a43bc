/** What the core answers about networks. */
import type { CoreHandlers } from '../../contract/contract.ts';
import { engineCall } from './containers.ts';
import { watchTopic, type EngineTools } from './handlers.ts';

type Entries = Extract<keyof CoreHandlers, `network.${string}` | `networks.${string}`>;

export function networkHandlers({ docker, inventory, undo }: EngineTools): Pick<CoreHandlers, Entries> {
  return {
    'networks.watch': (_input, signal) => watchTopic(inventory.networks, signal),
    'network.create': async ({ name, driver, subnet }) => {
      await undo.makeWay('network', name);
      const ipam = subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } };
      await engineCall(() => docker.createNetwork({ Name: name, Driver: driver, ...ipam }));
      return null;
    },
    'network.remove': async ({ id, undo: group }) => {
      if (group !== undefined && (await undo.remove((keep) => keep.network(id), group))) return null;
      await engineCall(() => docker.getNetwork(encodeURIComponent(id)).remove());
      return null;
    },
  };
}
