import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desired, maxRules, placeOf, plan, ruleKey, type Rule } from '../../../../main/core/ports/plan.ts';
import { published, wishes } from './wishes.ts';

const keys = (rules: readonly Rule[]) => rules.map(ruleKey).sort();
const isOpen = ({ rest, refused }: Rule) => rest === undefined && refused === undefined;

describe('whatever is published, wanted and detected', () => {
  it('becomes what is desired by what the plan says, from whatever was before', () => {
    fc.assert(
      fc.property(wishes, wishes, (one, other) => {
        const [before, after] = [desired(one), desired(other)];
        const { open, close } = plan(after, before);
        const closed = new Set(close);
        expect(keys([...before.filter((rule) => !closed.has(rule)), ...open])).toEqual(keys(after));
      }),
    );
  });

  it('takes nothing to stay as it is', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        expect(plan(desired(all), desired(structuredClone(all)))).toEqual({ open: [], close: [] });
      }),
    );
  });

  it('has no place twice, and no name twice', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const rules = desired(all);
        const places = rules.filter(isOpen).map(placeOf);
        expect(new Set(places).size).toBe(places.length);
        expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
        expect(new Set(rules.map(ruleKey)).size).toBe(rules.length);
      }),
    );
  });

  it('does not depend on the order of the containers', () => {
    const shuffled = wishes.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all.containers], { minLength: all.containers.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([all, containers]) => {
        expect(desired({ ...all, containers })).toEqual(desired(all));
      }),
    );
  });

  it('shows every port that is published, open, closed, or with the reason why not', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const rules = desired(all).filter(({ source }) => source === 'published');
        for (const { id, ports } of all.containers) {
          for (const port of ports) {
            const rule = rules.find(
              (one) =>
                one.containerId === id &&
                one.protocol === port.protocol &&
                one.published?.port === port.port &&
                one.published.containerPort === port.containerPort,
            );
            expect(rule).toBeDefined();
          }
        }
      }),
    );
  });

  it('keeps what asked for the loopback on the loopback, whatever the settings and the rules say', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        for (const { published: asked, hostAddress } of desired(all)) {
          if (asked === undefined) continue;
          const loopback = asked.address === '::1' || asked.address.startsWith('127.');
          if (loopback) expect(hostAddress).toBe(asked.address);
        }
      }),
    );
  });

  it('opens to the LAN nothing that was not allowed to', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const rules = all.rules?.map(({ lan: _lan, hostAddress: _address, ...rule }) => rule) ?? [];
        for (const rule of desired({ ...all, rules, exposeToLan: false })) {
          const asked = rule.published?.address;
          const named = asked !== undefined && asked !== '' && asked !== '0.0.0.0' && asked !== '::';
          expect(['127.0.0.1', '::1', ...(named ? [asked] : [])]).toContain(rule.hostAddress);
        }
      }),
    );
  });

  it('is bounded', () => {
    const ports = fc.array(published, { minLength: 3, maxLength: 3 }).map((list) =>
      list.map((one, at) => ({
        ...one,
        id: `id${at}`,
        ports: Array.from({ length: 5000 }, (_, n) => ({
          protocol: 'tcp' as const,
          address: '',
          port: n + 1 + at * 5000,
          containerPort: 1,
        })),
      })),
    );
    fc.assert(
      fc.property(ports, fc.boolean(), (containers, ipv6) => {
        expect(desired({ containers, ipv6 })).toHaveLength(maxRules);
      }),
      { numRuns: 3 },
    );
  });
});
