import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseLsof, parseNetstat, portHolder, socketInodes } from '../../../../main/core/ports/holder.ts';

const place = (hostPort: number, protocol: 'tcp' | 'udp' = 'tcp') => ({
  protocol,
  hostAddress: '127.0.0.1',
  hostPort,
});

const german = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1020
  TCP    10.0.0.5:8080          93.184.216.34:443      HERGESTELLT     5555
  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN         4242
  TCP    [::]:445               [::]:0                 ABHÖREN         4
  UDP    0.0.0.0:5353           *:*                                    777
`;

describe('the holder of a port', () => {
  it('is read from lsof', () => {
    expect(parseLsof('p4242\ncnginx: master\nf6\np17\ncother\n')).toBe('nginx: master, pid 4242');
    expect(parseLsof('p4242\nf6\n')).toBe('pid 4242');
    for (const nothing of ['', 'lsof: no such thing\n', 'pxyz\ncnginx\n', 'p99999999999\n'])
      expect(parseLsof(nothing)).toBeUndefined();
  });

  it("is read from Windows' netstat, whatever its language", () => {
    const pidOf = (hostPort: number, protocol?: 'tcp' | 'udp') =>
      parseNetstat(german.replaceAll('\n', '\r\n'), place(hostPort, protocol));
    expect([pidOf(135), pidOf(8080), pidOf(445), pidOf(5353, 'udp')]).toEqual(['1020', '4242', '4', '777']);
    for (const nobody of [pidOf(80), pidOf(35), pidOf(5353), pidOf(135, 'udp')])
      expect(nobody).toBeUndefined();
  });

  it("is read from Linux' tables", () => {
    const line = (local: string, state: string, inode: number) =>
      `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  0  0 ${inode} 1 0 0`;
    const table = [
      'sl local_address',
      line('0100007F:1F90', '0A', 11),
      line('00000000000000000000000000000000:1F90', '0A', 12),
      line('0100007F:1F90', '01', 13),
      line('0100007F:1F91', '0A', 14),
      line('0100007F:1F90', '07', 15),
      'garbage',
    ].join('\n');
    expect([...socketInodes(table, 'tcp', 8080)]).toEqual(['11', '12']);
    expect([...socketInodes(table, 'udp', 8080)]).toEqual(['15']);
    expect([...socketInodes(table, 'tcp', 0x91)]).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is found among those that run', async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('not listening');
    expect(await portHolder(place(address.port), 'linux')).toMatch(new RegExp(`, pid ${process.pid}$`));
    expect(await portHolder(place(address.port, 'udp'), 'linux')).toBeUndefined();
  });

  it('is left unsaid where the system does not tell', async () => {
    expect(await portHolder(place(1), 'aix')).toBeUndefined();
    // A program that is not here, or that knows nothing.
    expect(await portHolder(place(1), 'win32')).toBeUndefined();
  });
});
