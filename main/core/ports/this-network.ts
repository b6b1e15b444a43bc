/** What this computer's network has. */
import { networkInterfaces } from 'node:os';

/** Whether IPv6's loopback address is there: some systems are run without IPv6. */
export function hasIpv6Loopback(
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): boolean {
  return Object.values(interfaces).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}
