import { describe, expect, it } from 'vitest';
import { carrierKind, needsWildcard } from '../../../../main/core/ports/carrier.ts';
import type { Rule } from '../../../../main/core/ports/plan.ts';

const inside = { kind: 'inside', address: '172.17.0.2', port: 80 } as const;
const guest = { kind: 'guest', port: 80 } as const;

function rule(more: Partial<Rule> = {}): Rule {
  return {
    ...{ id: 'r', group: 'r', protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 8080 },
    ...{ target: guest, source: 'rule', shown: { address: '127.0.0.1', port: 80 } },
    ...more,
  };
}

describe('who carries a rule', () => {
  it.each([
    ['TCP to the guest', {}, 'hypervisor', 'dial'],
    ['TCP to the guest, for all', { hostAddress: '0.0.0.0' }, 'hypervisor', 'dial'],
    ['TCP to the guest over IPv6', { hostAddress: '::1' }, 'dial', 'dial'],
    ['TCP to a container', { target: inside }, 'hypervisor', 'dial'],
    ['TCP to a container over IPv6', { target: inside, hostAddress: '::1' }, 'dial', 'dial'],
    ['TCP to where the firewall leads nothing', { target: { ...inside, address: '::1' } }, 'dial', 'dial'],
    ['UDP to the guest', { protocol: 'udp' }, 'hypervisor', undefined],
    ['UDP to a container', { protocol: 'udp', target: inside }, 'hypervisor', undefined],
    ['UDP over IPv6', { protocol: 'udp', hostAddress: '::' }, 'relay', undefined],
  ] as const)('%s', (_, more, withForwards, without) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(carrierKind(rule(more), { forwards: true, platform })).toBe(withForwards);
      expect(carrierKind(rule(more), { forwards: false, platform })).toBe(without);
    }
  });

  it('is we ourselves for the low ports of macOS', () => {
    const low = rule({ hostPort: 80 });
    expect(carrierKind(low, { forwards: true, platform: 'darwin' })).toBe('dial');
    expect(carrierKind(low, { forwards: true, platform: 'linux' })).toBe('hypervisor');
    // On all addresses the hypervisor may.
    expect(
      carrierKind(rule({ hostPort: 80, hostAddress: '0.0.0.0' }), { forwards: true, platform: 'darwin' }),
    ).toBe('hypervisor');
  });

  it.each([
    ['127.0.0.1', 80, 'darwin', true],
    ['127.0.0.1', 1023, 'darwin', true],
    ['::1', 80, 'darwin', true],
    ['127.0.0.1', 1024, 'darwin', false],
    ['0.0.0.0', 80, 'darwin', false],
    ['192.168.1.7', 80, 'darwin', false],
    ['127.0.0.1', 80, 'linux', false],
    ['127.0.0.1', 80, 'win32', false],
  ] as const)('%s port %i on %s has to be taken on all addresses: %s', (address, port, platform, needed) => {
    expect(needsWildcard(address, port, platform)).toBe(needed);
  });
});
