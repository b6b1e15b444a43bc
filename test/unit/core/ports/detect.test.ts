import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLook } from '../../../../main/core/ports/detect.ts';

const id = 'a'.repeat(64);
const other = 'b'.repeat(64);
const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

/** A line of /proc/net/tcp or tcp6: a socket in that state, 0A when it listens. */
function tcpLine(address: string, port: number, inode = 4711, state = '0A', remote?: string): string {
  const far = remote ?? `${'0'.repeat(address.length)}:0000`;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `   0: ${address}:${hex} ${far} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
}

/** A line of /proc/net/udp or udp6. */
function udpLine(address: string, port: number, inode = 4711, remote?: string): string {
  const far = remote ?? `${'0'.repeat(address.length)}:0000`;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ` 1234: ${address}:${hex} ${far} 07 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 0`;
}

const look = (...lines: string[]) => parseLook([heading, ...lines].join('\n'));
const loopback6 = '00000000000000000000000001000000';
const mapped = '0000000000000000FFFF00000100007F';

describe('a look at the guest', () => {
  it.each([
    ['all addresses of IPv4', '00000000', ''],
    ['all addresses of IPv6', '0'.repeat(32), ''],
    ['the loopback', '0100007F', '127.0.0.1'],
    ["IPv6's loopback", loopback6, '127.0.0.1'],
    ['the loopback, as IPv6 writes it', mapped, '127.0.0.1'],
    ['one address', '0F02000A', '10.0.2.15'],
    ['one address of IPv6', 'FE800000000000000000000000000001', 'ipv6'],
  ])('parity M07 finds what listens on %s', (_, hex, address) => {
    expect(look('@', tcpLine(hex, 8080))).toEqual([{ protocol: 'tcp', port: 8080, address, inVm: true }]);
    expect(look('@', udpLine(hex, 53))).toEqual([{ protocol: 'udp', port: 53, address, inVm: true }]);
  });

  it('passes over connections, clients and what has just ended', () => {
    const far = '0F02000A:1F90';
    expect(
      look(
        '@',
        tcpLine('0100007F', 80, 1, '01', far),
        tcpLine('0100007F', 81, 1, '06'),
        // An unbound socket of TCP in the state that is UDP's for an open one.
        tcpLine('00000000', 82, 1, '07'),
        udpLine('0100007F', 83, 1, far),
        tcpLine('00000000', 0),
      ),
    ).toEqual([]);
  });

  it('tells the wider of two that listen on one port', () => {
    const lines = [tcpLine('0100007F', 80), tcpLine('00000000', 80)];
    for (const order of [lines, lines.toReversed()])
      expect(look('@', ...order)).toMatchObject([{ port: 80, address: '' }]);
  });

  it('parity M07 knows whose it is', () => {
    const found = look(
      '@',
      tcpLine('00000000', 80, 7),
      tcpLine('00000000', 81, 8),
      tcpLine('00000000', 82, 9),
      `@${id}`,
      tcpLine('00000000', 80, 7),
      `@${other}= 8 99 `,
      '@',
      udpLine('00000000', 80, 9),
    );
    expect(found).toEqual([
      { protocol: 'tcp', port: 80, address: '', inVm: true },
      // A container with the VM's network, known by the socket's number.
      { protocol: 'tcp', port: 81, address: '', inVm: true, containerId: other },
      { protocol: 'tcp', port: 82, address: '', inVm: true },
      { protocol: 'tcp', port: 80, address: '', inVm: false, containerId: id },
      { protocol: 'udp', port: 80, address: '', inVm: true },
    ]);
  });

  it.each([
    'x',
    '@@@',
    tcpLine('0100007G', 80),
    tcpLine('0100007F00', 80),
    tcpLine('0100007F', 80).toLowerCase(),
    tcpLine('0100007F', 80).replace('4711', '4711x'),
    '0: 0100007F:0050 00000000:0000 0A',
    '0: 0100007F:00050 00000000:0000 0A 0 0 0 0 0 1 1',
  ])('passes over garbage: %j', (line) => {
    expect(look('@', line)).toEqual([]);
    expect(look('@', line, '@', udpLine('00000000', 9))).toHaveLength(1);
  });

  it('is bounded', () => {
    const lines = Array.from({ length: 5000 }, (_, at) => tcpLine('00000000', at + 1));
    expect(look('@', ...lines)).toHaveLength(2000);
  });

  it('never makes more of garbage than what it promises', () => {
    const word = fc.oneof(
      fc.constantFrom('@', `@${id}`, `@${id}= 1 2`, '0A', '07', '0100007F:0050', '00000000:0000', '1', ' '),
      fc.string(),
    );
    const line = fc.oneof(
      fc.array(word).map((words) => words.join(' ')),
      fc.constant(tcpLine('00000000', 80)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { protocol, port, address, containerId } of parseLook(lines.join('\n'))) {
          expect(['tcp', 'udp']).toContain(protocol);
          expect(port > 0 && port < 65_536).toBe(true);
          expect(address).toMatch(/^(?:|ipv6|\d+\.\d+\.\d+\.\d+)$/);
          if (containerId !== undefined) expect(containerId).toMatch(/^[a-f0-9]{64}$/);
        }
      }),
    );
  });
});
