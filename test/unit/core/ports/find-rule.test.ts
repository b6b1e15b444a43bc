import { describe, expect, it } from 'vitest';
import { findRule } from '../../../../main/core/ports/edit-rules.ts';
import { desired } from '../../../../main/core/ports/plan.ts';
import { container, tcp, thrown, udp } from './wishes.ts';

const active = desired({
  containers: [container('a', tcp(53), udp(53), tcp(80), tcp(81, '127.0.0.1'), tcp(81, '127.0.0.2'))],
  rules: [{ id: 'rule-1', protocol: 'tcp', port: 7, hostPort: 7007 }],
  ipv6: true,
});

describe('the rule that somebody means', () => {
  it.each([
    ['its id', '[::1]:80/tcp', '[::1]:80/tcp'],
    ['the id of what belongs together', 'rule-1', 'rule-1 127.0.0.1'],
    ['the id of a part of it', 'rule-1 ::1', 'rule-1 ::1'],
    ['a port', '80', '127.0.0.1:80/tcp'],
    ['a port with its protocol', '53/udp', '127.0.0.1:53/udp'],
    ['an address and a port', '127.0.0.2:81', '127.0.0.2:81/tcp'],
    ['an address, a port and a protocol', '127.0.0.1:53/udp', '127.0.0.1:53/udp'],
    ['an IPv6 address', '[::1]:7007', 'rule-1 ::1'],
  ])('parity M07 is found by %s: %s', (_, word, id) => {
    expect(findRule(word, active).id).toBe(id);
  });

  it.each(['53', '81', '127.0.0.1:53'])('is asked about when it could be several: %s', (word) => {
    const error = thrown(() => findRule(word, active));
    expect(error).toMatchObject({ code: 'port.ambiguous', params: { id: word } });
    expect(String(error.params['ids']).split(', ')).toHaveLength(2);
  });

  it.each(['', '8', '8080', '80/udp', '80/tcp/tcp', '127.0.0.2:80', 'web', '-1', '*', '80 ', '\u001b[31m'])(
    'is not found by %j',
    (word) => {
      expect(thrown(() => findRule(word, active))).toMatchObject({
        code: 'port.notFound',
        params: { id: word },
      });
    },
  );

  it('is told in a bounded way', () => {
    const error = thrown(() => findRule('9'.repeat(5000), active));
    expect(error.message.length).toBeLessThan(300);
    const many = desired({
      containers: Array.from({ length: 50 }, (_, at) => container(`c${at}`, tcp(9, `127.0.0.${at + 1}`))),
    });
    expect(thrown(() => findRule('9', many)).message.length).toBeLessThan(500);
  });
});
