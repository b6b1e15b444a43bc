/** What the settings say about ports, as far as the guest itself must know it. */
import { AppError } from '../../contract/errors.ts';
import type { Settings } from '../../contract/model.ts';
import type { Guest } from '../guest/guest.ts';

export interface GuestPolicy {
  /** Containers may reach what listens on the host's loopback. */
  readonly hostAccess: boolean;
  /** Seconds without a datagram after which the guest's firewall forgets a UDP client. */
  readonly udpIdleSeconds: number;
  /** Ports of the host's 127.0.0.1 that containers never reach: those by which Moorage comes in. */
  readonly ownPorts: readonly number[];
}

/** The part of the settings that makes a policy. */
export function policyOf(settings: Settings, ownPorts: readonly number[]): GuestPolicy {
  return {
    hostAccess: settings['network.hostAccess'],
    udpIdleSeconds: settings['ports.udpIdleSeconds'],
    ownPorts,
  };
}

/** The second limit is that of clients who got answers (Linux, nf_conntrack-sysctl). */
const script = `set -e
for name in nf_conntrack_udp_timeout nf_conntrack_udp_timeout_stream; do
  echo "$1" >/proc/sys/net/netfilter/$name
done
shift
/usr/lib/moorage/host-access "$@"
sv hup /run/service/dns >/dev/null 2>&1 || true
`;

/** Has the guest follow the policy. Can be repeated. Throws `guest.command`, `guest.unreachable`. */
export async function applyPolicy(
  guest: Pick<Guest, 'exec'>,
  { hostAccess, udpIdleSeconds, ownPorts }: GuestPolicy,
  signal: AbortSignal,
): Promise<void> {
  const words = [String(udpIdleSeconds), hostAccess ? 'on' : 'off', ...ownPorts.map(String)];
  const { exitCode, stderr } = await guest.exec(['sh', '-c', script, 'sh', ...words], { signal });
  if (exitCode === 0) return;
  const params = { command: 'host-access', exitCode, reason: stderr.trim().slice(0, 300) || '-' };
  throw new AppError('guest.command', { params });
}
