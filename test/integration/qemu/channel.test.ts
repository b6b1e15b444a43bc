import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { forwardedPort, openChannel, type WayIn } from '../../../main/core/vm/qemu/channel.ts';

describe('the channel to the guest', () => {
  const host = process.platform === 'darwin' ? '127.0.0.1' : '127.0.0.2';
  let server: Server | undefined;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  /** What a host's port looks like: it accepts, and what then happens is up to the guest. */
  const wayIn = (accepted: (socket: Socket, count: number) => void) =>
    new Promise<WayIn>((resolve) => {
      let count = 0;
      const made = createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => undefined);
        accepted(socket, (count += 1));
      });
      server = made;
      made.listen(0, host, () => {
        const address = made.address();
        resolve({ host, port: typeof address === 'object' && address !== null ? address.port : 0 });
      });
    });

  it('hands over a stream from its first byte on', async () => {
    const stream = await openChannel(
      await wayIn((socket) => socket.write('SSH-2.0-guest\r\n')),
      5000,
      AbortSignal.timeout(5000),
    );
    expect(String(stream.read())).toBe('SSH-2.0-guest\r\n');
    stream.destroy();
  });

  it('tries again while the guest hangs up or stays silent', async () => {
    let seen = 0;
    const at = await wayIn((socket, count) => {
      seen = count;
      if (count === 1) socket.destroy();
      if (count === 2) socket.resetAndDestroy();
      if (count === 4) socket.write('SSH-2.0-guest\r\n');
    });
    const stream = await openChannel(at, 200, AbortSignal.timeout(5000));
    expect(seen).toBe(4);
    stream.destroy();
  });

  it('ends with the signal, whether somebody listens or not', async () => {
    const silent = await wayIn(() => undefined);
    await expect(openChannel(silent, 5000, AbortSignal.timeout(100))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(openChannel({ host, port: 1 }, 5000, AbortSignal.timeout(100))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('finds the place in what QEMU says of its network', () => {
    const text =
      'Hub -1 (n0):\r\n  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r\n' +
      '  TCP[ESTABLISHED]   17       127.0.0.1 61022       10.0.2.15 61022     0     0\r\n' +
      '  TCP[HOST_FORWARD]  12       127.0.0.2 41075       10.0.2.15 61022     0     0\r\n';
    expect(forwardedPort(text, 61022)).toEqual({ host: '127.0.0.2', port: 41075 });
    expect(forwardedPort(text, 22)).toBeUndefined();
  });
});
