import { describe, expect, it } from 'vitest';
import {
  addRule,
  changeRule,
  removeRule,
  restoreRule,
  type AddWish,
} from '../../../../main/core/ports/edit-rules.ts';
import { desired, type DetectedProgram, type Rule } from '../../../../main/core/ports/plan.ts';
import type { PublishedContainer } from '../../../../main/core/ports/published.ts';
import type { PortRule } from '../../../../main/core/ports/rules.ts';
import { brief, container, tcp, thrown } from './wishes.ts';

const web: PublishedContainer = { ...container('a', tcp(8080, '', 80)), name: 'web', service: 'shop/web' };
const wish: AddWish = { hostPort: 9000, protocol: 'tcp', port: 90 };

function present(
  rules: readonly PortRule[] = [],
  containers: readonly PublishedContainer[] = [web],
  detected: readonly DetectedProgram[] = [],
) {
  return { active: desired({ containers, rules, detected, ipv6: true }), containers, rules };
}

function published(rules: readonly PortRule[] = []): Rule {
  const found = present(rules).active.find(({ source }) => source === 'published');
  if (found === undefined) throw new Error('nothing is published');
  return found;
}

describe('adding a forward', () => {
  it('parity M07 of a container keeps its compose service', () => {
    const { rules, id } = addRule({ ...wish, container: 'web' }, present(), 'rule-1');
    expect(id).toBe('rule-1');
    expect(rules).toEqual([
      { id: 'rule-1', protocol: 'tcp', port: 90, hostPort: 9000, container: 'web', service: 'shop/web' },
    ]);
  });

  it('twice is as good as once', () => {
    const once = addRule(wish, present(), 'rule-1');
    expect(addRule(wish, present(once.rules), 'rule-2')).toEqual(once);
  });

  it('of a published port that was closed opens it again', () => {
    const closed = removeRule(published(), present(), 'rule-1');
    const again = { ...wish, hostPort: 8080, port: 80, container: 'web' };
    expect(addRule(again, present(closed), 'rule-2')).toEqual({ rules: [], id: 'rule-1' });
  });

  it('to another port leaves the published one closed', () => {
    const closed = removeRule(published(), present(), 'rule-1');
    const { rules } = addRule({ ...wish, port: 80, container: 'web' }, present(closed), 'rule-2');
    expect(brief(present(rules).active)).toEqual([
      'web 127.0.0.1:8080/tcp closed',
      'web 127.0.0.1:9000/tcp guest:8080',
      'web ::1:9000/tcp guest:8080',
    ]);
  });

  it('does what was asked for also where the program was not to be forwarded', () => {
    const detected = [{ protocol: 'tcp' as const, port: 90 }];
    const [program] = present([], [], detected).active;
    if (program === undefined) throw new Error('it was detected');
    const ignored = removeRule(program, present([], [], detected), 'rule-1');
    expect(present(ignored, [], detected).active).toEqual([]);
    for (const hostPort of [9000, 90]) {
      const { rules, id } = addRule({ ...wish, hostPort }, present(ignored, [], detected), 'rule-2');
      const { active } = present(rules, [], detected);
      expect(brief(active)).toEqual([
        `VM 127.0.0.1:${hostPort}/tcp 127.0.0.1:90`,
        `VM ::1:${hostPort}/tcp 127.0.0.1:90`,
      ]);
      expect(active.every(({ group }) => group === id)).toBe(true);
    }
  });

  it.each([
    ['the same port', undefined, undefined],
    ['its loopback', undefined, '127.0.0.1'],
    ['all addresses', undefined, '0.0.0.0'],
    ['an address of a port that is open on all', '0.0.0.0', '192.168.1.7'],
    ['the same address', '192.168.1.7', '192.168.1.7'],
  ])('parity M07 is refused where one has %s', (_, first, second) => {
    const at = (hostAddress: string | undefined) => ({ ...wish, ...(hostAddress && { hostAddress }) });
    const { rules } = addRule(at(first), present(), 'rule-1');
    const error = thrown(() => addRule({ ...at(second), port: 91 }, present(rules), 'rule-2'));
    expect(error).toMatchObject({ code: 'port.ruleExists', params: { port: 9000, target: 'VM:90' } });
  });

  it('is none of the business of another address, another protocol, or a mere proposal', () => {
    const { rules } = addRule({ ...wish, hostAddress: '192.168.1.7' }, present(), 'rule-1');
    for (const more of [{ hostAddress: '192.168.1.8' }, { hostAddress: '127.0.0.1' }, {}])
      expect(addRule({ ...wish, port: 91, ...more }, present(rules), 'rule-2').rules).toHaveLength(2);
    expect(addRule({ ...wish, hostPort: 8080, protocol: 'udp' }, present(), 'rule-2').rules).toHaveLength(1);
    const detected = present([], [web], [{ protocol: 'tcp', port: 9000 }]);
    expect(addRule({ ...wish, port: 91 }, detected, 'rule-2').rules).toHaveLength(1);
  });
});

describe('removing a forward', () => {
  it('parity M07 closes what is published, twice as well as once', () => {
    const once = removeRule(published(), present(), 'rule-1');
    expect(brief(present(once).active)).toEqual(['web 127.0.0.1:8080/tcp closed']);
    expect(removeRule(published(once), present(once), 'rule-2')).toEqual(once);
  });

  it("ends a rule of the user's with both its addresses", () => {
    const { rules } = addRule(wish, present(), 'rule-1');
    const [, , rule] = present(rules).active;
    expect(rule?.group).toBe('rule-1');
    if (rule !== undefined) expect(removeRule(rule, present(rules), 'rule-2')).toEqual([]);
  });

  it('of a container without a name writes nothing that could not be read again', () => {
    const nameless = present([], [{ ...web, name: '' }]);
    const [target] = nameless.active;
    if (target === undefined) throw new Error('it is published');
    for (const rule of removeRule(target, nameless, 'rule-1')) expect(rule.container).not.toBe('');
  });
});

describe('changing a forward', () => {
  it('parity M07 moves what is published, and restores it', () => {
    const moved = changeRule(published(), { hostPort: 9000 }, present(), 'rule-1');
    expect(published(moved)).toMatchObject({ hostPort: 9000, movedFrom: 8080 });
    const again = changeRule(published(moved), { hostPort: 9001 }, present(moved), 'rule-2');
    expect(again.map(({ id, hostPort }) => [id, hostPort])).toEqual([['rule-1', 9001]]);
    expect(restoreRule(published(again), present(again))).toEqual([]);
  });

  it('restores what was closed', () => {
    const closed = removeRule(published(), present(), 'rule-1');
    expect(restoreRule(published(closed), present(closed))).toEqual([]);
  });

  it('parity M07 opens it to the LAN, and closes it to the LAN, where it is', () => {
    const open = changeRule(published(), { lan: true }, present(), 'rule-1');
    expect(brief(present(open).active)).toEqual([
      'web 0.0.0.0:8080/tcp guest:8080',
      'web :::8080/tcp guest:8080',
    ]);
    const moved = changeRule(published(open), { hostPort: 9000 }, present(open), 'rule-2');
    expect(published(moved)).toMatchObject({ hostAddress: '0.0.0.0', hostPort: 9000 });
    const shut = changeRule(published(moved), { lan: false }, present(moved), 'rule-3');
    expect(published(shut)).toMatchObject({ hostAddress: '127.0.0.1', hostPort: 9000 });
  });

  it("keeps the address of a rule of the user's, unless the question is just that", () => {
    const { rules } = addRule({ ...wish, hostAddress: '192.168.1.7' }, present(), 'rule-1');
    const target = present(rules).active.find(({ group }) => group === 'rule-1');
    if (target === undefined) throw new Error('it was added');
    const [moved] = changeRule(target, { hostPort: 9001 }, present(rules), 'rule-2');
    expect(moved).toMatchObject({ hostAddress: '192.168.1.7', hostPort: 9001 });
    const [open] = changeRule(target, { lan: true }, present(rules), 'rule-2');
    expect(open).toEqual({ id: 'rule-1', protocol: 'tcp', port: 90, hostPort: 9000, lan: true });
  });

  it('parity M07 goes to no port that another forward has, but to its own', () => {
    const { rules } = addRule(wish, present(), 'rule-1');
    const target = published(rules);
    const error = thrown(() => changeRule(target, { hostPort: 9000 }, present(rules), 'rule-2'));
    expect(error).toMatchObject({ code: 'port.ruleExists', params: { port: 9000, target: 'VM:90' } });
    expect(changeRule(target, { hostPort: 8080 }, present(rules), 'rule-2')).toHaveLength(2);
  });

  it('makes a rule of what was only detected', () => {
    const detected = present([], [], [{ protocol: 'tcp', port: 70 }]);
    const [target] = detected.active;
    if (target === undefined) throw new Error('it was detected');
    expect(changeRule(target, { hostPort: 7000 }, detected, 'rule-1')).toEqual([
      { id: 'rule-1', protocol: 'tcp', port: 70, hostPort: 7000 },
    ]);
  });

  it('keeps two numbers of one container port apart', () => {
    const twice = { ...web, ports: [tcp(8080, '', 80), tcp(8081, '', 80)] };
    const before = present([], [twice]);
    const [, , second] = before.active;
    if (second === undefined) throw new Error('two are published');
    const moved = changeRule(second, { hostPort: 9000 }, before, 'rule-1');
    expect(brief(present(moved, [twice]).active).filter((line) => line.includes('127.0.0.1:'))).toEqual([
      'web 127.0.0.1:8080/tcp guest:8080',
      'web 127.0.0.1:9000/tcp guest:8081',
    ]);
  });
});
