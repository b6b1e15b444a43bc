import { describe, expect, it } from 'vitest';
import { desired, maxRules, plan } from '../../../main/core/ports/plan.ts';
import type { Rule } from '../../../main/core/ports/plan.ts';
import { fromInspect, fromList } from '../../../main/core/ports/published.ts';
import type { PublishedContainer, PublishedPort } from '../../../main/core/ports/published.ts';

const tcp = (port: number, address = ''): PublishedPort => ({ protocol: 'tcp', address, port });
const container = (id: string, ...ports: PublishedPort[]): PublishedContainer => ({
  id,
  name: `n-${id}`,
  ports,
});

function brief(rules: readonly Rule[]): string[] {
  return rules.map(({ hostAddress, hostPort, guestAddress, guestPort, refused, container: { id } }) => {
    const end = refused ? refused.code : `${guestAddress}:${guestPort}`;
    return `${id} ${hostAddress}:${hostPort} ${end}`;
  });
}

describe('desired', () => {
  it('makes one rule of the entries for IPv4 and IPv6', () => {
    expect(brief(desired([container('a', tcp(80, '0.0.0.0'), tcp(80, '::'))]))).toEqual([
      'a 127.0.0.1:80 127.0.0.1:80',
    ]);
    expect(brief(desired([container('a', tcp(80, '::'), tcp(80, ''))]))).toEqual([
      'a 127.0.0.1:80 127.0.0.1:80',
    ]);
  });

  it('dials where the engine listens', () => {
    expect(
      brief(desired([container('a', tcp(1, '127.0.0.1'), tcp(2, '127.0.0.9'), tcp(3, '::'))])).sort(),
    ).toEqual(['a 127.0.0.1:1 127.0.0.1:1', 'a 127.0.0.1:2 127.0.0.9:2', 'a 127.0.0.1:3 ::1:3']);
  });

  it('says so where it cannot', () => {
    expect(brief(desired([container('a', tcp(80, '::1'), tcp(81, '192.168.1.7'))]))).toEqual([
      'a ::1:80 port.addressUnsupported',
      'a 192.168.1.7:81 port.addressUnsupported',
    ]);
    const udp: PublishedPort = { protocol: 'udp', address: '0.0.0.0', port: 53 };
    const rules = desired([container('a', udp, { ...udp, address: '::' }, tcp(53))]);
    expect(brief(rules).sort()).toEqual([
      'a 127.0.0.1:53 127.0.0.1:53',
      'a 127.0.0.1:53 port.protocolUnsupported',
    ]);
  });

  it('gives a port to one only, always to the same one', () => {
    const a = container('a', tcp(80, '127.0.0.1'));
    const b = container('b', tcp(80, '127.0.0.2'));
    const expected = ['a 127.0.0.1:80 127.0.0.1:80', 'b 127.0.0.2:80 port.addressUnsupported'];
    expect(brief(desired([a, b]))).toEqual(expected);
    expect(brief(desired([b, a]))).toEqual(expected);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      container(`c${n}`, ...Array.from({ length: 1000 }, (__, port) => tcp(1 + n * 1000 + port))),
    );
    expect(desired(many)).toHaveLength(maxRules);
  });
});

describe('plan', () => {
  it('opens what is missing, closes what is not wanted and leaves the rest', () => {
    const before = desired([container('a', tcp(1), tcp(2))]);
    const after = desired([container('a', tcp(2), tcp(3))]);
    const { open, close } = plan(after, before);
    expect(brief(open)).toEqual(['a 127.0.0.1:3 127.0.0.1:3']);
    expect(brief(close)).toEqual(['a 127.0.0.1:1 127.0.0.1:1']);
    expect(plan(after, after)).toEqual({ open: [], close: [] });
  });

  it('hands a port over to another container', () => {
    const { open, close } = plan(desired([container('b', tcp(1))]), desired([container('a', tcp(1))]));
    expect([brief(close), brief(open)]).toEqual([
      ['a 127.0.0.1:1 127.0.0.1:1'],
      ['b 127.0.0.1:1 127.0.0.1:1'],
    ]);
  });

  it('does not touch the ports of a container that is renamed', () => {
    const renamed = desired([{ id: 'a', name: 'other', ports: [tcp(1)] }]);
    expect(plan(renamed, desired([container('a', tcp(1))]))).toEqual({ open: [], close: [] });
  });
});

describe('what the engine says', () => {
  it('is read from a list', () => {
    const listed = fromList([
      {
        Id: 'abc',
        Names: ['/web'],
        Ports: [
          { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
          { PrivatePort: 443, Type: 'tcp' },
        ],
      },
    ]);
    expect(listed).toEqual([
      { id: 'abc', name: 'web', ports: [{ protocol: 'tcp', address: '0.0.0.0', port: 8080 }] },
    ]);
  });

  it('is read from an inspection, of a running container only', () => {
    const answer = (Running: boolean) => ({
      Id: 'abc',
      Name: '/web',
      State: { Running },
      NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '::', HostPort: '8080' }], '90/udp': null } },
    });
    const port = { protocol: 'tcp', address: '::', port: 8080 };
    expect(fromInspect(answer(true))).toEqual({ id: 'abc', name: 'web', ports: [port], running: true });
    expect(fromInspect(answer(false))).toMatchObject({ ports: [], running: false });
  });

  it.each([0, -1, 65536, 1.5, '80', null, Number.NaN])('is passed over where a port is %s', (PublicPort) => {
    expect(fromList([{ Id: 'a', Names: [], Ports: [{ PublicPort, Type: 'tcp' }] }])[0]?.ports).toEqual([]);
    const HostPort = typeof PublicPort === 'string' ? '080x' : String(PublicPort);
    const inspected = fromInspect({
      Id: 'a',
      State: { Running: true },
      NetworkSettings: { Ports: { '1/tcp': [{ HostPort }] } },
    });
    expect(inspected?.ports).toEqual([]);
  });

  it.each([undefined, null, 7, 'x', {}, [null], [{ Id: '../etc' }], [{ Id: 'x'.repeat(65) }], [[]]])(
    'is nothing when it is garbage: %j',
    (answer) => {
      expect(fromList(answer)).toEqual([]);
      expect(fromInspect(Array.isArray(answer) ? answer[0] : answer)).toBeUndefined();
    },
  );

  it('keeps no name and no address that is none', () => {
    const ports = [
      { IP: 'localhost; rm', PublicPort: 1, Type: 'tcp' },
      { IP: 5, PublicPort: 1, Type: 'tcp' },
    ];
    expect(fromList([{ Id: 'a', Names: ['/\u001b[31m'], Ports: ports }])).toEqual([
      { id: 'a', name: '', ports: [] },
    ]);
  });
});
