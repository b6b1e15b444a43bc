/**
 * QEMU's forwards from the host into its user network (qemu(1), `hostfwd`), added and removed while the VM runs. Only the
 * monitor for people has commands for that, and it tells errors as the text of an answer that says all is well.
 */
import { AppError } from '../../../contract/errors.ts';
import type { HostForward, HostForwards } from '../driver.ts';
import { guestEnginePort, guestSshPort } from './args.ts';
import type { Qmp } from './qmp.ts';

/** Makes the forwards of one QEMU. */
export function qemuForwards(qmp: Pick<Qmp, 'execute'>): HostForwards {
  const say = async (command: string, signal: AbortSignal): Promise<string> => {
    const text = await qmp.execute('human-monitor-command', { 'command-line': command }, signal);
    return typeof text === 'string' ? text.trim() : '';
  };
  return {
    async list(signal) {
      return parseForwards(await say('info usernet', signal));
    },
    async add(forward, signal) {
      const { protocol, hostAddress, hostPort, guestPort } = forward;
      const command = `hostfwd_add n0 ${protocol}:${hostAddress}:${hostPort}-:${guestPort}`;
      const complaint = await say(command, signal);
      if (complaint !== '') throw new AppError('qemu.command', { params: { command, reason: complaint } });
    },
    async remove({ protocol, hostAddress, hostPort }, signal) {
      await say(`hostfwd_remove n0 ${protocol}:${hostAddress}:${hostPort}`, signal);
    },
  };
}

/**
 * Reads `info usernet`: lines `TCP[HOST_FORWARD]  FD  127.0.0.1  8080  10.0.2.15  80  0 0` for the forwards, and
 * `TCP[ESTABLISHED]  FD  127.0.0.1  8080  10.0.2.15  80 …` for each connection that came in by one of them. An address
 * that is unspecified is written as `*`.
 */
export function parseForwards(text: string): (HostForward & { readonly connections: number })[] {
  const found: (HostForward & { connections: number })[] = [];
  const connections = new Map<string, number>();
  for (const line of text.split(/[\r\n]+/)) {
    const [kind = '', , source = '', port, , guest] = line.trim().split(/\s+/);
    const [, name, state] = /^(TCP|UDP)\[([^\]]{1,20})\]$/.exec(kind) ?? [];
    const hostPort = Number(port);
    const guestPort = Number(guest);
    if (name === undefined || !Number.isInteger(hostPort) || !Number.isInteger(guestPort)) continue;
    const protocol = name === 'TCP' ? ('tcp' as const) : ('udp' as const);
    const hostAddress = source === '*' ? '0.0.0.0' : source;
    if (state !== 'HOST_FORWARD') {
      const place = `${protocol} ${hostPort} ${guestPort}`;
      connections.set(place, (connections.get(place) ?? 0) + 1);
    } else if (protocol !== 'tcp' || (guestPort !== guestSshPort && guestPort !== guestEnginePort)) {
      found.push({ protocol, hostAddress, hostPort, guestPort, connections: 0 });
    }
  }
  return found.map((one) => ({
    ...one,
    connections: connections.get(`${one.protocol} ${one.hostPort} ${one.guestPort}`) ?? 0,
  }));
}
