import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  firstAnswer,
  forwardWaiting,
  keepConnection,
  localWaiting,
  openStream,
  pingAnew,
} from '../../bench/ping.ts';

describe('waiting for an engine', () => {
  let folder: string;
  let server: Server;
  let socketPath: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ping-'));
    socketPath = join(folder, 's');
    server = createServer((_request, answer) => answer.end('OK'));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  const listen = () => new Promise<void>((resolve) => server.listen(socketPath, resolve));

  it('ends soon after it first answers', async () => {
    const begun = performance.now();
    let listening = 0;
    const timer = setTimeout(() => void listen().then(() => (listening = performance.now())), 150);
    await firstAnswer({ socketPath }, localWaiting, AbortSignal.timeout(5000));
    clearTimeout(timer);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(149);
    expect(performance.now() - listening).toBeLessThan(500);
  });

  it('ends with the reason of the signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(firstAnswer({ socketPath }, forwardWaiting, controller.signal)).rejects.toBe(reason);
    await expect(firstAnswer({ socketPath }, localWaiting, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('pings anew and over a kept connection, and tells when that is gone', async () => {
    await listen();
    expect(await pingAnew({ socketPath })).toBeGreaterThan(0);
    const kept = keepConnection(openStream({ socketPath }));
    for (let time = 0; time < 5; time += 1) expect(await kept.ping()).toBeGreaterThan(0);
    kept.close();
    await expect(kept.ping()).rejects.toThrow('closed');
  });
});
