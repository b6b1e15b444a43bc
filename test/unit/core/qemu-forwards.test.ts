import { describe, expect, it } from 'vitest';
import { parseForwards, qemuForwards } from '../../../main/core/vm/qemu/forwards.ts';
import type { Qmp } from '../../../main/core/vm/qemu/qmp.ts';

const usernet = [
  'Hub -1 (n0):',
  '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
  '  TCP[ESTABLISHED]   31       127.0.0.1  8080       10.0.2.15    80     0     0',
  '  TCP[ESTABLISHED]   32       127.0.0.1  8080       10.0.2.15    80     0     0',
  '  TCP[SYN_SENT]      33       127.0.0.1  8081       10.0.2.15    81     0     0',
  '  TCP[HOST_FORWARD]  12       127.0.0.2 41075       10.0.2.15 61022     0     0',
  '  TCP[HOST_FORWARD]  13       127.0.0.2 41076       10.0.2.15 61023     0     0',
  '  TCP[HOST_FORWARD]  21       127.0.0.1  8080       10.0.2.15    80     0     0',
  '  TCP[HOST_FORWARD]  22               *  8081       10.0.2.15    81     0     0',
  '  UDP[HOST_FORWARD]  23       127.0.0.1    53       10.0.2.15    53     0     0',
  // What the guest itself asks of others.
  '  UDP[119 sec]       24       10.0.2.15    53       10.0.2.3     53     0     0',
  '  ICMP[54 sec]       25       10.0.2.15     8         8.8.8.8     0     0     0',
  '',
].join('\r\n');

const signal = new AbortController().signal;

/** A monitor that notes what it is told, and gives the same answer to all of it. */
function monitor(answer: unknown) {
  const said: unknown[] = [];
  const execute: Qmp['execute'] = (command, args) => {
    said.push([command, args?.['command-line']]);
    return Promise.resolve(answer);
  };
  return { said, forwards: qemuForwards({ execute }) };
}

describe("QEMU's forwards", () => {
  it('are all but those by which Moorage comes in, with the connections of each', () => {
    expect(parseForwards(usernet)).toEqual([
      { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 8080, guestPort: 80, connections: 2 },
      { protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8081, guestPort: 81, connections: 1 },
      { protocol: 'udp', hostAddress: '127.0.0.1', hostPort: 53, guestPort: 53, connections: 0 },
    ]);
  });

  it.each([
    '',
    'unknown command',
    'TCP[HOST_FORWARD] 1 x y z',
    'TCP[HOST_FORWARD]',
    'SCTP[HOST_FORWARD] 1 a 1 b 2',
  ])('are none in %j', (text) => {
    expect(parseForwards(text)).toEqual([]);
  });

  it('are added and removed by the monitor for people', async () => {
    const { forwards, said } = monitor('');
    const forward = { protocol: 'udp' as const, hostAddress: '0.0.0.0', hostPort: 53, guestPort: 61_100 };
    await forwards.add(forward, signal);
    await forwards.remove(forward, signal);
    expect(said).toEqual([
      ['human-monitor-command', 'hostfwd_add n0 udp:0.0.0.0:53-:61100'],
      ['human-monitor-command', 'hostfwd_remove n0 udp:0.0.0.0:53'],
    ]);
  });

  it('fail in the words of an answer that says all is well', async () => {
    const complaint = 'could not set up host forwarding rule';
    const { forwards } = monitor(`${complaint}\r\n`);
    const forward = { protocol: 'tcp' as const, hostAddress: '127.0.0.1', hostPort: 80, guestPort: 80 };
    await expect(forwards.add(forward, signal)).rejects.toMatchObject({
      code: 'qemu.command',
      params: { reason: complaint },
    });
    // One that is not there is as good as closed.
    await forwards.remove(forward, signal);
    expect(await monitor(undefined).forwards.list(signal)).toEqual([]);
  });
});
