/** What the contract asks of ports. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { PortService } from './service.ts';

type PortEntries = Extract<keyof CoreHandlers, `port.${string}` | `ports.${string}`>;

export function portHandlers(ports: PortService): Pick<CoreHandlers, PortEntries> {
  return {
    'ports.watch': async function* (_input, signal) {
      for await (const list of ports.forwards.watch(signal)) yield [...list];
    },
    'ports.detected': (_input, signal) => ports.detected(signal),
    'ports.traffic': (_input, signal) => ports.traffic(signal),
    'ports.list': (_input, signal) => ports.list(signal),
    'port.add': (input, signal) => ports.add(input, signal),
    'port.change': async ({ id, ...change }, signal) => {
      await ports.change(id, change, signal);
      return null;
    },
    'port.remove': async ({ id }, signal) => {
      await ports.remove(id, signal);
      return null;
    },
    'port.restore': async ({ id }, signal) => {
      await ports.restore(id, signal);
      return null;
    },
  };
}
