import { describe, expect, it } from 'vitest';
import type { ListeningSocket } from '../../../../main/core/ports/detect.ts';
import { detectedRows, programs } from '../../../../main/core/ports/detected.ts';
import { desired } from '../../../../main/core/ports/plan.ts';
import type { PublishedContainer } from '../../../../main/core/ports/published.ts';
import { container, tcp } from './wishes.ts';

const socket = (port: number, more: Partial<ListeningSocket> = {}): ListeningSocket => ({
  protocol: 'tcp',
  port,
  address: '',
  inVm: true,
  ...more,
});
const web: PublishedContainer = { ...container('a'), exposed: [{ protocol: 'tcp', port: 80 }] };
const shared: PublishedContainer = { ...container('h'), hostNetwork: true };
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

describe('programs of the VM', () => {
  it("are all but Moorage's own, the engine's, and clients", () => {
    const published = container('a', tcp(8080));
    const sockets = [
      ...[61_022, 61_023, 61_053, 8080].map((port) => socket(port)),
      socket(40_000, { protocol: 'udp' }),
      socket(80, { inVm: false, containerId: 'a' }),
      socket(40_000),
      socket(8080, { protocol: 'udp' }),
      socket(70, { address: '127.0.0.1' }),
      socket(71, { address: 'ipv6' }),
      socket(72, { containerId: 'h' }),
      socket(73, { containerId: 'unknown' }),
    ];
    expect(programs(sockets, [published, shared])).toEqual([
      { protocol: 'tcp', port: 40_000 },
      { protocol: 'udp', port: 8080 },
      { protocol: 'tcp', port: 70, address: '127.0.0.1' },
      { protocol: 'tcp', port: 71, address: '::1' },
      { protocol: 'tcp', port: 72, container: 'n-h' },
      { protocol: 'tcp', port: 73 },
    ]);
  });
});

describe('rows for what is detected', () => {
  it('parity M07 name a proposal for each, and who listens', () => {
    const sockets = [
      socket(80, { inVm: false, containerId: 'a' }),
      socket(81, { inVm: false, containerId: 'a' }),
      socket(90, { address: '127.0.0.1' }),
      socket(91, { containerId: 'h' }),
    ];
    const rows = detectedRows(sockets, [web, shared], []);
    expect(ids(rows)).toEqual([
      'n-a:172.17.0.9:80/tcp',
      'n-a:172.17.0.9:81/tcp',
      'vm:127.0.0.1:90/tcp',
      'n-h:127.0.0.1:91/tcp',
    ]);
    expect(rows[0]).toEqual({
      id: 'n-a:172.17.0.9:80/tcp',
      hostAddress: '127.0.0.1',
      hostPort: 80,
      protocol: 'tcp',
      target: { container: 'n-a', address: '172.17.0.9', port: 80 },
      source: 'detected',
      state: 'detected',
    });
  });

  it('are none for what nobody can reach, and for clients', () => {
    const sockets = [
      socket(81, { inVm: false, containerId: 'a', address: '127.0.0.1' }),
      socket(50_000, { inVm: false, containerId: 'a', protocol: 'udp' }),
      socket(82, { inVm: false, containerId: 'b' }),
    ];
    const { address: _, ...nowhere } = { ...container('b'), exposed: web.exposed };
    expect(detectedRows(sockets, [container('a'), nowhere, shared], [])).toEqual([]);
    const sctp: PublishedContainer = { ...web, exposed: [{ protocol: 'sctp', port: 9 }] };
    expect(detectedRows([], [sctp], [])).toEqual([]);
  });

  it('are none for what is forwarded already, under whatever number', () => {
    const published: PublishedContainer = { ...web, ports: [tcp(8080, '', 80)] };
    const containers = [published];
    const rules = desired({
      containers,
      rules: [
        { id: 'rule-1', protocol: 'tcp', port: 90, hostPort: 9000 },
        { id: 'rule-2', protocol: 'tcp', port: 81, hostPort: 8081, container: 'n-a' },
      ],
    });
    const sockets = [
      socket(80, { inVm: false, containerId: 'a' }),
      socket(81, { inVm: false, containerId: 'a' }),
      socket(90),
      socket(90, { protocol: 'udp' }),
    ];
    expect(ids(detectedRows(sockets, containers, rules))).toEqual(['vm:127.0.0.1:90/udp']);
  });
});
