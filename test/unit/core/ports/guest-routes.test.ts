import { describe, expect, it } from 'vitest';
import type { ExecOptions, ExecResult } from '../../../../main/core/guest/guest.ts';
import { applyPolicy, policyOf } from '../../../../main/core/ports/guest-policy.ts';
import {
  createGuestRoutes,
  routePorts,
  routeTable,
  type RouteTarget,
} from '../../../../main/core/ports/guest-routes.ts';
import { defaultSettings } from '../../../../main/core/settings/schema.ts';

const signal = new AbortController().signal;
const dns: RouteTarget = { protocol: 'udp', address: '172.17.0.2', port: 53 };

/** A guest that writes down what is run in it; what it answers is up to the test. */
function guest() {
  const runs: { readonly argv: readonly string[]; readonly input: string }[] = [];
  const answers: ((result: Partial<ExecResult>) => void)[] = [];
  let held = false;
  return {
    runs,
    tables: () => runs.map(({ input }) => input.split('\n').filter((line) => line.startsWith('-A'))),
    /** From now on every run waits until it is answered. */
    hold: () => void (held = true),
    answer: (result: Partial<ExecResult> = {}) => answers.shift()?.(result),
    exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
      runs.push({ argv, input: options.input?.toString() ?? '' });
      const done = { exitCode: 0, stdout: Buffer.alloc(0), stderr: '' };
      if (!held) return Promise.resolve(done);
      return new Promise((resolve) => answers.push((result) => resolve({ ...done, ...result })));
    },
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the chain of the guest', () => {
  it('is written as a whole, which empties it first', () => {
    expect(routeTable(new Map())).toBe('*nat\n:MOORAGE - [0:0]\nCOMMIT\n');
    const routes = new Map([
      [61_100, dns],
      [61_101, { ...dns, protocol: 'tcp' as const, port: 5353 }],
    ]);
    expect(routeTable(routes)).toBe(
      '*nat\n:MOORAGE - [0:0]\n' +
        '-A MOORAGE -p udp --dport 61100 -j DNAT --to-destination 172.17.0.2:53\n' +
        '-A MOORAGE -p tcp --dport 61101 -j DNAT --to-destination 172.17.0.2:5353\n' +
        'COMMIT\n',
    );
  });

  it('has a port for each, and gives it back', async () => {
    const made = guest();
    const routes = createGuestRoutes(made);
    const first = await routes.open(dns, signal);
    const second = await routes.open({ ...dns, port: 54 }, signal);
    expect([first.guestPort, second.guestPort]).toEqual([61_100, 61_101]);
    await first.close();
    expect(made.tables().map((lines) => lines.length)).toEqual([1, 2, 1]);
    expect((await routes.open({ ...dns, port: 55 }, signal)).guestPort).toBe(61_100);
  });

  it('is written once for all that come while it is being written', async () => {
    const made = guest();
    made.hold();
    const routes = createGuestRoutes(made);
    const first = routes.open(dns, signal);
    await turn();
    const rest = Array.from({ length: 50 }, (_, at) => routes.open({ ...dns, port: 1000 + at }, signal));
    await turn();
    expect(made.runs).toHaveLength(1);
    made.answer();
    await first;
    await turn();
    made.answer();
    await Promise.all(rest);
    expect(made.tables().map((lines) => lines.length)).toEqual([1, 51]);
  });

  it('keeps no way that the guest did not make', async () => {
    const made = guest();
    made.hold();
    const routes = createGuestRoutes(made);
    const failing = routes.open(dns, signal);
    await turn();
    const next = routes.open({ ...dns, port: 54 }, signal);
    made.answer({ exitCode: 2, stderr: 'iptables-restore: no\n' });
    await expect(failing).rejects.toMatchObject({
      code: 'guest.command',
      params: { command: 'iptables', exitCode: 2, reason: 'iptables-restore: no' },
    });
    await turn();
    made.answer();
    await next;
    expect(made.tables()[1]).toEqual([expect.stringContaining('172.17.0.2:54')]);
  });

  it.each(['fd00::1', '', '172.17.0.2 -j ACCEPT', '1.2.3.4\nCOMMIT'])(
    'takes no address but IPv4: %j',
    async (address) => {
      const made = guest();
      const opening = createGuestRoutes(made).open({ ...dns, address }, signal);
      await expect(opening).rejects.toMatchObject({ code: 'port.failed' });
      expect(made.runs).toEqual([]);
    },
  );

  it('ends with its ports', async () => {
    const routes = createGuestRoutes(guest());
    const count = routePorts.last - routePorts.first + 1;
    await Promise.all(Array.from({ length: count }, () => routes.open(dns, signal)));
    await expect(routes.open(dns, signal)).rejects.toMatchObject({ code: 'port.failed' });
    await expect(routes.open(dns, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the policy of the guest', () => {
  const settings = defaultSettings({ cpus: 4, memoryMiB: 8192 });

  it('parity M07 is what the settings say, as words that no shell reads', async () => {
    const made = guest();
    await applyPolicy(made, policyOf(settings, []), signal);
    const closed = { ...settings, 'network.hostAccess': false, 'ports.udpIdleSeconds': 30 };
    await applyPolicy(made, policyOf(closed, [40_001, 40_002]), signal);
    expect(made.runs.map(({ argv }) => [argv.slice(0, 2), argv.slice(3)])).toEqual([
      [
        ['sh', '-c'],
        ['sh', '120', 'on'],
      ],
      [
        ['sh', '-c'],
        ['sh', '30', 'off', '40001', '40002'],
      ],
    ]);
    expect(made.runs[0]?.argv[2]).toBe(made.runs[1]?.argv[2]);
  });

  it('says when the guest does not follow', async () => {
    const made = guest();
    made.hold();
    const applying = applyPolicy(made, policyOf(settings, []), signal);
    made.answer({ exitCode: 1, stderr: '' });
    await expect(applying).rejects.toMatchObject({
      code: 'guest.command',
      params: { command: 'host-access', exitCode: 1, reason: '-' },
    });
  });
});
