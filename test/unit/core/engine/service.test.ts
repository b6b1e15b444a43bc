import { afterEach, beforeEach, expect, it } from 'vitest';
import { patienceAt, restartEngine, stopEngine } from '../../../../main/core/engine/service.ts';
import { listen, type Listening } from '../fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen();
});
afterEach(() => engine.end());

it.each([
  [1, 60],
  [12, 720],
  [1.01, 61],
])('at a pace of %d the engine is waited for %d seconds', async (pace, seconds) => {
  expect(patienceAt(pace)).toBe(seconds);
  const orders: (readonly string[])[] = [];
  const guest = {
    pace,
    exec: (argv: readonly string[]) => {
      orders.push(argv);
      return Promise.resolve({ exitCode: 0, stdout: Buffer.from(''), stderr: '' });
    },
  };
  await restartEngine(guest, engine.docker, AbortSignal.timeout(5000));
  await stopEngine(guest);
  const words = (verb: string) => ['sv', '-w', String(seconds), verb, '/run/service/dockerd'];
  expect(orders).toEqual([words('restart'), words('stop')]);
});

it('an order that is not carried out tells what runit says', async () => {
  const guest = {
    pace: 1,
    exec: () => Promise.resolve({ exitCode: 1, stdout: Buffer.from('timeout: run: dockerd'), stderr: '' }),
  };
  await expect(restartEngine(guest, engine.docker, AbortSignal.timeout(5000))).rejects.toMatchObject({
    code: 'engine.noStart',
    params: { reason: 'timeout: run: dockerd' },
  });
  await expect(stopEngine(guest)).rejects.toMatchObject({ code: 'engine.noStop' });
});
