import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endpointWord,
  forwardWord,
  parseForward,
  type WrittenForward,
} from '../../../main/contract/port-notation.ts';

const port = fc.integer({ min: 1, max: 65_535 });
/** Forwards as the notation can write them. */
const forward: fc.Arbitrary<WrittenForward> = fc.record(
  {
    hostAddress: fc.oneof(fc.ipV4(), fc.constantFrom('::', '::1', 'fe80::1:2', 'fd00::10.0.0.1')),
    hostPort: port,
    protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    port,
  },
  { requiredKeys: ['hostPort', 'protocol', 'port'] },
);
const plain = { hostPort: 8080, protocol: 'tcp', port: 80 };

describe('a forward as a person writes it', () => {
  it.each([
    ['8080:80', plain],
    [' 8080:80/TCP ', plain],
    ['1:65535', { ...plain, hostPort: 1, port: 65_535 }],
    ['5353:53/udp', { hostPort: 5353, protocol: 'udp', port: 53 }],
    ['127.0.0.1:8080:80', { hostAddress: '127.0.0.1', ...plain }],
    ['0.0.0.0:8080:80', { hostAddress: '0.0.0.0', ...plain }],
    ['[::1]:8080:80', { hostAddress: '::1', ...plain }],
    ['[FE80::1]:8080:80/udp', { hostAddress: 'fe80::1', ...plain, protocol: 'udp' }],
  ])('parity M07 %s', (text, read) => {
    expect(parseForward(text)).toEqual([read]);
  });

  it('parity M07 may be a range of each', () => {
    expect(parseForward('127.0.0.1:8000-8002:9000-9002/udp')).toEqual(
      [0, 1, 2].map((at) => ({
        hostAddress: '127.0.0.1',
        hostPort: 8000 + at,
        protocol: 'udp',
        port: 9000 + at,
      })),
    );
    expect(parseForward('8000-8000:80')).toHaveLength(1);
    expect(parseForward('1-1000:64536-65535')).toHaveLength(1000);
  });

  it.each([
    ['nothing', ''],
    ['no port of the container', '8080'],
    ['port 0', '0:80'],
    ['port 0 inside', '80:0'],
    ['port 65536', '65536:80'],
    ['port 65536 inside', '80:65536'],
    ['text', 'eighty:80'],
    ['a sign', '-80:80'],
    ['a fraction', '80.5:80'],
    ['ranges of unlike lengths', '8000-8002:9000-9001'],
    ['a range and a port', '8000-8002:80'],
    ['a range that goes down', '8002-8000:82-80'],
    ['a range from 0', '0-2:1-3'],
    ['a range past the end', '65535-65536:1-2'],
    ['too long a range', '1-1001:1-1001'],
    ['an unknown protocol', '80:80/sctp'],
    ['no protocol', '80:80/'],
    ['an address without brackets', '::1:80:80'],
    ['brackets around nothing', '[]:80:80'],
    ['two gaps', '[1::2::3]:80:80'],
    ['brackets around IPv4', '[127.0.0.1]:80:80'],
    ['brackets around a number', '[12]:80:80'],
    ['too short an address', '[1:2]:80:80'],
    ['a number too large for an address', '127.0.0.256:80:80'],
    ['a name', 'localhost:80:80'],
    ['an address without a port of the host', '127.0.0.1::80'],
    ['more than one', '80:80,81:81'],
    ['a command', '80:80;reboot'],
    ['a line', '80:80\n81:81'],
  ])('parity M07 is refused and named when it is %s: %j', (_, text) => {
    expect(() => parseForward(text)).toThrow(
      expect.objectContaining({ code: 'port.notation', params: { value: text } }),
    );
  });

  it('is quoted in a bounded way', () => {
    expect(() => parseForward('x'.repeat(10_000))).toThrow(
      expect.objectContaining({ params: { value: 'x'.repeat(100) } }),
    );
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(forward, (one) => {
        expect(parseForward(forwardWord(one))).toEqual([one]);
      }),
    );
  });

  it('is refused with nothing but its own error', () => {
    const piece = fc.oneof(fc.constantFrom(':', '-', '/', '[', ']', '.', 'udp', '80', '::'), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          for (const one of parseForward(pieces.join(''))) expect(one.hostPort).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'port.notation' });
        }
      }),
    );
  });
});

describe('an address and a port', () => {
  it('keeps the colons of IPv6 apart', () => {
    expect(endpointWord('127.0.0.1', 80)).toBe('127.0.0.1:80');
    expect(endpointWord('::1', 80)).toBe('[::1]:80');
    expect(endpointWord('web', 80)).toBe('web:80');
  });
});
