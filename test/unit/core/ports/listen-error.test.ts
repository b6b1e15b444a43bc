import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { explainListenError, privilegeCommand, tryListen } from '../../../../main/core/ports/listen-error.ts';

/** Takes a port, the system's choice, as another program would. */
async function taken(hostAddress: string): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: hostAddress, port: 0, ipv6Only: true }, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

async function takenUdp(): Promise<number> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket.address().port;
}

const systemError = (code: string) => Object.assign(new Error(`listen ${code}`), { code });
const place = (hostPort: number, hostAddress = '127.0.0.1') => ({
  protocol: 'tcp' as const,
  hostAddress,
  hostPort,
});

describe('a port that can not be opened', () => {
  it.each(['127.0.0.1', '::1'])(
    'parity M07 is in use on %s: by whom, and what is free',
    async (hostAddress) => {
      const hostPort = await taken(hostAddress);
      const busy = place(hostPort, hostAddress);
      const found = await tryListen(busy);
      const { error, nextFree } = await explainListenError(found, busy);
      expect(error).toMatchObject({ code: 'port.inUse', params: { port: hostPort, address: hostAddress } });
      expect(nextFree).toBeGreaterThan(hostPort);
      expect(nextFree).toBe(error.params['free']);
      expect(await tryListen({ ...busy, hostPort: nextFree ?? 0 })).toBeUndefined();
      if (process.platform === 'linux')
        expect(error.params['holder']).toMatch(new RegExp(`, pid ${process.pid}$`));
    },
  );

  it('is in use for UDP', async () => {
    const busy = { ...place(await takenUdp()), protocol: 'udp' as const };
    const { error, nextFree } = await explainListenError(await tryListen(busy), busy);
    expect(error.code).toBe('port.inUse');
    expect(await tryListen({ ...busy, hostPort: nextFree ?? 0 })).toBeUndefined();
    // The same number of TCP is another port.
    expect(await tryListen({ ...busy, protocol: 'tcp' })).toBeUndefined();
  });

  it('names no port above the last one', async () => {
    const { error, nextFree } = await explainListenError(systemError('EADDRINUSE'), place(65_535));
    expect(nextFree).toBeUndefined();
    expect(error.params).toMatchObject({ free: '…' });
  });

  it.each([
    ['linux', 'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=80'],
    ['darwin', 'sudo lsof -nP -iTCP:80 -sTCP:LISTEN'],
    ['win32', 'netsh int ipv4 show excludedportrange protocol=tcp'],
  ] as const)('parity M07 needs a privilege on %s: what gives it', async (platform, command) => {
    const { error, nextFree } = await explainListenError(systemError('EACCES'), place(80), platform);
    expect(error).toMatchObject({ code: 'port.privileged', params: { port: 80, command } });
    expect(nextFree).toBeUndefined();
    expect(privilegeCommand(80, platform)).toBe(command);
  });

  it('is set aside by the system above 1024, which is no question of privilege', async () => {
    const { error } = await explainListenError(systemError('EACCES'), place(5000), 'win32');
    expect(error.code).toBe('port.failed');
  });

  it('parity M07 is on an address that this computer has not', async () => {
    const elsewhere = place(4000, '203.0.113.77');
    const { error } = await explainListenError(await tryListen(elsewhere), elsewhere);
    expect(error).toMatchObject({
      code: 'port.addressMissing',
      params: { port: 4000, address: '203.0.113.77' },
    });
  });

  it('says what the system says of anything else', async () => {
    const { error } = await explainListenError(systemError('EMFILE'), place(4000));
    expect(error).toMatchObject({ code: 'port.failed', params: { reason: 'listen EMFILE' } });
  });
});
