import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChannel } from '../../../main/core/vm/qemu/channel.ts';

describe('the channel to the guest', () => {
  let dir: string;
  let path: string;
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'moorage-ch-'));
    path = join(dir, 'ssh');
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  /** A guest at the other end of the wire. */
  const guest = (speak: (socket: Socket, line: string) => void) =>
    new Promise<void>((resolve) => {
      server = createServer((socket) => {
        sockets.push(socket);
        let rest = '';
        socket.on('data', (chunk) => {
          const lines = (rest + chunk.toString()).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) speak(socket, line);
        });
      }).listen(path, resolve);
    });

  const answering = (socket: Socket, line: string) => {
    const [word, nonce] = line.split(' ');
    if (word === 'moorage-hello') socket.write(`moorage-here ${nonce}\n`);
    if (word === 'moorage-go') socket.write('SSH-2.0-guest\r\n');
  };

  const firstText = (stream: NodeJS.ReadableStream) =>
    new Promise<string>((resolve) => stream.once('data', (chunk: Buffer) => resolve(chunk.toString())).resume());

  it('begins after the answer to its own greeting', async () => {
    await guest(answering);
    const stream = await openChannel(path, AbortSignal.timeout(5000));
    expect(await firstText(stream)).toBe('SSH-2.0-guest\r\n');
    stream.destroy();
  });

  it('skips what a session before has left on the wire, also a foreign answer', async () => {
    let told = false;
    await guest((socket, line) => {
      if (!told)
        socket.write(
          Buffer.concat([randomBytes(100_000), Buffer.from('moorage-here 00aa\nSSH-2.0-old\r\n')]),
        );
      told = true;
      answering(socket, line);
    });
    const stream = await openChannel(path, AbortSignal.timeout(5000));
    expect(await firstText(stream)).toBe('SSH-2.0-guest\r\n');
    stream.destroy();
  });

  it('greets again until it is heard', async () => {
    let heard = 0;
    await guest((socket, line) => {
      if (line.startsWith('moorage-hello')) heard += 1;
      if (heard >= 3) answering(socket, line);
    });
    const stream = await openChannel(path, AbortSignal.timeout(5000));
    expect(heard).toBeGreaterThanOrEqual(3);
    stream.destroy();
  });

  it('ends with the signal, and tells when nobody is there', async () => {
    await guest(() => undefined);
    await expect(openChannel(path, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(openChannel(join(dir, 'none'), AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'guest.unreachable',
    });
  });
});
