import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../main/core/vm/fake-shell.ts';
import { portArgs, portCommand, type PortAction } from '../../../main/contract/port-command.ts';
import { parseForward } from '../../../main/contract/port-notation.ts';

const forward = { hostPort: 5353, protocol: 'udp', port: 53 } as const;

describe('the command of an action on ports', () => {
  it.each<[string, PortAction]>([
    ['moorage port ls', { kind: 'ports' }],
    ['moorage port add 5353:53/udp', { kind: 'port.add', forward }],
    [
      `moorage port add '[::1]:5353:53/udp' --container web`,
      { kind: 'port.add', forward: { ...forward, hostAddress: '::1' }, container: 'web' },
    ],
    ["moorage port move '[::1]:80/tcp' --to 81", { kind: 'port.change', id: '[::1]:80/tcp', hostPort: 81 }],
    ['moorage port move 80 --to 81 --lan off', { kind: 'port.change', id: '80', hostPort: 81, lan: false }],
    ['moorage port move 80 --lan on', { kind: 'port.change', id: '80', lan: true }],
    ["moorage port rm 'rule-1 127.0.0.1'", { kind: 'port.remove', id: 'rule-1 127.0.0.1' }],
    ['moorage port restore 80/tcp', { kind: 'port.restore', id: '80/tcp' }],
  ])('parity C20 %s', (line, action) => {
    expect(portCommand(action)).toBe(line);
  });

  it('parity C20 adds what it says', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    const written = fc.record(
      {
        hostAddress: fc.oneof(fc.ipV4(), fc.constantFrom('::1', 'fd00::7')),
        hostPort: port,
        protocol: fc.constantFrom('tcp' as const, 'udp' as const),
        port,
      },
      { requiredKeys: ['hostPort', 'protocol', 'port'] },
    );
    fc.assert(
      fc.property(written, (one) => {
        const [, , , word = ''] = splitWords(portCommand({ kind: 'port.add', forward: one }));
        expect(parseForward(word)).toEqual([one]);
      }),
    );
  });

  it('is the same words for a shell, whatever is in them', () => {
    const text = fc.string({ minLength: 1 }).filter((one) => !one.includes('\0'));
    fc.assert(
      fc.property(text, (id) => {
        const action: PortAction = { kind: 'port.remove', id };
        expect(splitWords(portCommand(action))).toEqual(['moorage', 'port', ...portArgs(action)]);
      }),
    );
  });
});
