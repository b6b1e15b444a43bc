import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromInspect, fromList } from '../../../../main/core/ports/published.ts';

const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
const networks = { none: { IPAddress: '' }, back: { IPAddress: '172.18.0.4' } };

describe('what the engine says', () => {
  it('is read from a list', () => {
    const listed = fromList([
      {
        Id: 'abc',
        Names: ['/web'],
        Labels: labels,
        HostConfig: { NetworkMode: 'bridge' },
        NetworkSettings: { Networks: networks },
        Ports: [
          { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
          { PrivatePort: 443, Type: 'tcp' },
        ],
      },
    ]);
    expect(listed).toEqual([
      {
        id: 'abc',
        name: 'web',
        service: 'shop/web',
        address: '172.18.0.4',
        hostNetwork: false,
        ports: [{ protocol: 'tcp', address: '0.0.0.0', port: 8080, containerPort: 80 }],
        exposed: [
          { protocol: 'tcp', port: 80 },
          { protocol: 'tcp', port: 443 },
        ],
      },
    ]);
  });

  it('is read from an inspection, of a running container only', () => {
    const answer = (Running: boolean) => ({
      Id: 'abc',
      Name: '/web',
      State: { Running },
      Config: { Labels: labels },
      HostConfig: { NetworkMode: 'host' },
      NetworkSettings: {
        Networks: networks,
        Ports: { '80/tcp': [{ HostIp: '::', HostPort: '8080' }], '90/udp': null },
      },
    });
    expect(fromInspect(answer(true))).toEqual({
      id: 'abc',
      name: 'web',
      service: 'shop/web',
      address: '172.18.0.4',
      hostNetwork: true,
      ports: [{ protocol: 'tcp', address: '::', port: 8080, containerPort: 80 }],
      exposed: [
        { protocol: 'tcp', port: 80 },
        { protocol: 'udp', port: 90 },
      ],
      running: true,
    });
    expect(fromInspect(answer(false))).toMatchObject({ ports: [], exposed: [], running: false });
  });

  it.each([0, -1, 65536, 1.5, '80', null, Number.NaN])('is passed over where a port is %s', (port) => {
    for (const [PublicPort, PrivatePort] of [
      [port, 1],
      [1, port],
    ]) {
      const listed = fromList([{ Id: 'a', Names: [], Ports: [{ PublicPort, PrivatePort, Type: 'tcp' }] }]);
      expect(listed[0]?.ports).toEqual([]);
    }
    const HostPort = typeof port === 'string' ? '080x' : String(port);
    const Ports = { '1/tcp': [{ HostPort }], [`${String(port)}x/tcp`]: [{ HostPort: '1' }] };
    const inspected = fromInspect({ Id: 'a', State: { Running: true }, NetworkSettings: { Ports } });
    expect(inspected?.ports).toEqual([]);
  });

  it.each([undefined, null, 7, 'x', {}, [null], [{ Id: '../etc' }], [{ Id: 'x'.repeat(65) }], [[]]])(
    'is nothing when it is garbage: %j',
    (answer) => {
      expect(fromList(answer)).toEqual([]);
      expect(fromInspect(Array.isArray(answer) ? answer[0] : answer)).toBeUndefined();
    },
  );

  it('keeps no name, no service and no address that is none', () => {
    const Ports = [
      { IP: 'localhost; rm', PublicPort: 1, PrivatePort: 1, Type: 'tcp' },
      { IP: 5, PublicPort: 1, PrivatePort: 1, Type: 'tcp' },
      { IP: '', PublicPort: 1, PrivatePort: 1, Type: 'icmp' },
    ];
    const Labels = { 'com.docker.compose.project': '../x', 'com.docker.compose.service': 'web' };
    const Networks = {
      a: { IPAddress: '127.0.0.1' },
      b: { IPAddress: '$(id)' },
      c: { IPAddress: 'fd00::1' },
    };
    const hostile = { Id: 'a', Names: ['/\u001b[31m'], Labels, Ports, NetworkSettings: { Networks } };
    expect(fromList([hostile])).toEqual([
      {
        id: 'a',
        name: '',
        hostNetwork: false,
        ports: [],
        exposed: [
          { protocol: 'tcp', port: 1 },
          { protocol: 'tcp', port: 1 },
        ],
      },
    ]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 80_000 }, () => ({ PublicPort: 1, PrivatePort: 1, Type: 'tcp' }));
    expect(fromList([{ Id: 'a', Ports: many }])[0]?.ports).toHaveLength(70_000);
    expect(fromList(Array.from({ length: 20_000 }, (_, n) => ({ Id: `a${n}` })))).toHaveLength(10_000);
  });

  it('never makes more of garbage than what it promises', () => {
    const some = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.jsonValue());
    const entry = fc.record(
      {
        IP: some(fc.constantFrom('', '0.0.0.0', '::')),
        PublicPort: some(fc.integer()),
        PrivatePort: some(fc.integer()),
        Type: some(fc.constantFrom('tcp', 'udp', 'sctp')),
      },
      { requiredKeys: [] },
    );
    const item = fc.record(
      {
        Id: some(fc.constant('abc')),
        Names: some(fc.array(fc.string())),
        Labels: some(fc.dictionary(fc.constantFrom(...Object.keys(labels)), some(fc.string()))),
        HostConfig: some(fc.record({ NetworkMode: some(fc.string()) })),
        NetworkSettings: some(fc.record({ Networks: some(fc.dictionary(fc.string(), fc.jsonValue())) })),
        Ports: some(fc.array(some(entry))),
      },
      { requiredKeys: ['Id'] },
    );
    fc.assert(
      fc.property(some(fc.array(some(item))), (answer) => {
        for (const { id, name, service, ports } of fromList(answer)) {
          expect(id).toMatch(/^[a-zA-Z0-9]{1,64}$/);
          expect(name).toMatch(/^(?:[a-zA-Z0-9][a-zA-Z0-9_.-]*)?$/);
          if (service !== undefined) expect(service).toMatch(/^[\w.-]+\/[\w.-]+$/);
          for (const { port, containerPort } of ports)
            for (const one of [port, containerPort]) expect(one > 0 && one < 65_536).toBe(true);
        }
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (answer) => void fromInspect(answer)));
  });
});
