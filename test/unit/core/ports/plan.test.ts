import { describe, expect, it } from 'vitest';
import { desired, maxRules, plan } from '../../../../main/core/ports/plan.ts';
import type { PortRule } from '../../../../main/core/ports/rules.ts';
import { brief, container, tcp, udp } from './wishes.ts';

const userRule = (more: Partial<PortRule> = {}): PortRule => ({
  id: 'rule-1',
  protocol: 'tcp',
  port: 80,
  hostPort: 8080,
  ...more,
});

describe('what a container publishes', () => {
  it('is one rule for the entries of IPv4 and IPv6, on each loopback address that there is', () => {
    for (const [first, second] of [
      ['0.0.0.0', '::'],
      ['::', ''],
    ] as const) {
      const containers = [container('a', tcp(80, first), tcp(80, second))];
      expect(brief(desired({ containers }))).toEqual(['n-a 127.0.0.1:80/tcp guest:80']);
      const both = desired({ containers, ipv6: true });
      expect(brief(both)).toEqual(['n-a 127.0.0.1:80/tcp guest:80', 'n-a ::1:80/tcp guest:80']);
      expect(new Set(both.map(({ group }) => group)).size).toBe(1);
    }
  });

  it('parity M07 is open to the LAN only when the user says so', () => {
    const containers = [container('a', tcp(80), tcp(81, '127.0.0.1'))];
    const open = desired({ containers, ipv6: true, exposeToLan: true });
    expect(brief(open)).toEqual([
      'n-a 0.0.0.0:80/tcp guest:80',
      'n-a :::80/tcp guest:80',
      'n-a 127.0.0.1:81/tcp 172.17.0.9:81',
    ]);
    const published = { port: 80, any: true };
    const rules = [userRule({ container: 'n-a', published, hostPort: 80, lan: true })];
    expect(brief(desired({ containers, rules }))[0]).toBe('n-a 0.0.0.0:80/tcp guest:80');
    const kept = rules.map((rule): PortRule => ({ ...rule, lan: false }));
    expect(brief(desired({ containers, rules: kept, exposeToLan: true }))[0]).toBe(
      'n-a 127.0.0.1:80/tcp guest:80',
    );
  });

  it('is reached where the engine takes it, or at the container itself', () => {
    const ports = [tcp(1, '127.0.0.1'), tcp(2, '127.0.0.9'), tcp(3, '::', 33), tcp(4, '192.168.1.7', 44)];
    expect(brief(desired({ containers: [container('a', ...ports)] }))).toEqual([
      'n-a 127.0.0.1:1/tcp 172.17.0.9:1',
      'n-a 127.0.0.9:2/tcp 172.17.0.9:2',
      'n-a ::1:3/tcp 172.17.0.9:33',
      'n-a 192.168.1.7:4/tcp 172.17.0.9:44',
    ]);
  });

  it('parity M07 is UDP as well as TCP', () => {
    const ports = [tcp(53, '0.0.0.0'), udp(53, '0.0.0.0'), udp(53, '::'), udp(54, '127.0.0.1', 5)];
    expect(brief(desired({ containers: [container('a', ...ports)] }))).toEqual([
      'n-a 127.0.0.1:53/tcp guest:53',
      'n-a 127.0.0.1:53/udp guest:53',
      'n-a 127.0.0.1:54/udp 172.17.0.9:5',
    ]);
  });

  it('says so where it can not be reached', () => {
    const sctp = { ...tcp(81), protocol: 'sctp' as const };
    const { address: _, ...nowhere } = container('a', tcp(80, '::1'), sctp, tcp(82, '127.0.0.1'));
    expect(brief(desired({ containers: [nowhere] }))).toEqual([
      'n-a ::1:80/tcp port.unreachable',
      'n-a 127.0.0.1:81/sctp port.protocolUnsupported',
      // The engine's own listener on the guest's loopback is a way, too.
      'n-a 127.0.0.1:82/tcp 127.0.0.1:82',
    ]);
  });

  it('gets a place once, always for the same one', () => {
    const [a, b] = [container('a', tcp(80, '127.0.0.1')), container('b', tcp(80))];
    const expected = ['n-a 127.0.0.1:80/tcp 172.17.0.9:80', 'n-b 127.0.0.1:80/tcp port.ruleExists'];
    expect(brief(desired({ containers: [a, b] }))).toEqual(expected);
    expect(brief(desired({ containers: [b, a] }))).toEqual(expected);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      container(`c${n}`, ...Array.from({ length: 1000 }, (__, port) => tcp(1 + n * 1000 + port))),
    );
    expect(desired({ containers: many })).toHaveLength(maxRules);
  });
});

describe('what the user wants', () => {
  it('parity M07 moves a published port, closes it, and tells where it was', () => {
    const containers = [container('a', tcp(80, '', 8))];
    const moved = userRule({ container: 'n-a', port: 8, published: { port: 80, any: true } });
    const [rule] = desired({ containers, rules: [moved] });
    expect(rule).toMatchObject({ hostPort: 8080, movedFrom: 80, target: { kind: 'guest', port: 80 } });
    expect(brief(desired({ containers, rules: [{ ...moved, hostPort: null }], ipv6: true }))).toEqual([
      'n-a 127.0.0.1:80/tcp closed',
    ]);
    // Published once, it is the same port whatever the engine calls it this time.
    const again = [container('a', tcp(32_768, '', 8))];
    expect(desired({ containers: again, rules: [moved] })[0]).toMatchObject({ movedFrom: 32_768 });
    const exact = { ...moved, published: { port: 80, any: false } };
    expect(brief(desired({ containers: again, rules: [exact] }))).toEqual([
      'n-a 127.0.0.1:32768/tcp guest:32768',
    ]);
  });

  it('opens to the LAN what is published under whatever number it has this time', () => {
    const published = { port: 32_768, any: true };
    const { hostPort: _, ...open } = userRule({ container: 'n-a', port: 8, published, lan: true });
    const rules = [open];
    for (const port of [32_768, 32_770]) {
      const [rule] = desired({ containers: [container('a', tcp(port, '', 8))], rules });
      expect(rule).toMatchObject({ hostAddress: '0.0.0.0', hostPort: port });
      expect(rule?.movedFrom).toBeUndefined();
    }
  });

  it('parity M07 waits for its container, and finds it by its compose service', () => {
    const rules = [userRule({ container: 'web-1', service: 'shop/web' })];
    expect(brief(desired({ containers: [container('a')], rules }))).toEqual([
      'web-1 127.0.0.1:8080/tcp waiting',
    ]);
    const [first, second] = [container('a'), container('b')].map((one) => ({ ...one, service: 'shop/web' }));
    if (first === undefined || second === undefined) throw new Error('two were made');
    expect(brief(desired({ containers: [second, first], rules }))).toEqual([
      'n-a 127.0.0.1:8080/tcp 172.17.0.9:80',
    ]);
    // The name says more than the service.
    const named = { ...second, name: 'web-1' };
    expect(desired({ containers: [first, named], rules })[0]).toMatchObject({ containerId: 'b' });
    const other = { ...first, service: 'other/web' };
    expect(brief(desired({ containers: [other], rules }))).toEqual(['web-1 127.0.0.1:8080/tcp waiting']);
  });

  it('parity M07 leads to a program of the VM', () => {
    const rules = [
      userRule(),
      userRule({ id: 'rule-2', protocol: 'udp', hostPort: 8081 }),
      userRule({ id: 'rule-3', hostPort: 8082, address: '10.0.2.15', hostAddress: '0.0.0.0' }),
    ];
    expect(brief(desired({ containers: [], rules }))).toEqual([
      'VM 127.0.0.1:8080/tcp 127.0.0.1:80',
      'VM 127.0.0.1:8081/udp guest:80',
      'VM 0.0.0.0:8082/tcp 10.0.2.15:80',
    ]);
  });

  it('comes after what is published, and before what only listens', () => {
    const rules = [userRule({ hostPort: 80, port: 1 }), userRule({ id: 'rule-2', hostPort: 81, port: 2 })];
    const detected = [
      { protocol: 'tcp' as const, port: 81 },
      { protocol: 'tcp' as const, port: 82, address: '127.0.0.1' },
    ];
    expect(brief(desired({ containers: [container('a', tcp(80))], rules, detected }))).toEqual([
      'n-a 127.0.0.1:80/tcp guest:80',
      'VM 127.0.0.1:80/tcp port.ruleExists',
      'VM 127.0.0.1:81/tcp 127.0.0.1:2',
      'VM 127.0.0.1:82/tcp 127.0.0.1:82',
    ]);
  });

  it('is heard when it is that something that listens shall not be forwarded', () => {
    const detected = [{ protocol: 'tcp' as const, port: 81 }];
    const rules = [userRule({ port: 81, hostPort: null })];
    expect(desired({ containers: [], rules, detected })).toEqual([]);
  });
});

describe('plan', () => {
  it('opens what is missing, closes what is not wanted and leaves the rest', () => {
    const before = desired({ containers: [container('a', tcp(1), tcp(2))] });
    const after = desired({ containers: [container('a', tcp(2), tcp(3))] });
    const { open, close } = plan(after, before);
    expect(brief(open)).toEqual(['n-a 127.0.0.1:3/tcp guest:3']);
    expect(brief(close)).toEqual(['n-a 127.0.0.1:1/tcp guest:1']);
  });

  it('hands a port over to another container', () => {
    const [a, b] = [container('a', tcp(1)), container('b', tcp(1))];
    const { open, close } = plan(desired({ containers: [b] }), desired({ containers: [a] }));
    expect([...brief(close), ...brief(open)]).toEqual([
      'n-a 127.0.0.1:1/tcp guest:1',
      'n-b 127.0.0.1:1/tcp guest:1',
    ]);
  });

  it('does not touch the ports of a container that is renamed', () => {
    const before = container('a', tcp(1));
    const renamed = desired({ containers: [{ ...before, name: 'other' }] });
    expect(plan(renamed, desired({ containers: [before] }))).toEqual({ open: [], close: [] });
  });
});
