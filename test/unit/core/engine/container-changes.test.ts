import { describe, expect, it } from 'vitest';
import { readChanges } from '../../../../main/core/engine/container-changes.ts';

describe('the changed files of a container', () => {
  it("have words for the engine's numbers, and the order of their paths", () => {
    const answer = [
      { Path: '/var', Kind: 0 },
      { Path: '/etc/motd', Kind: 2 },
      { Path: '/var/run', Kind: 1 },
    ];
    expect(readChanges(answer)).toEqual({
      items: [
        { kind: 'deleted', path: '/etc/motd' },
        { kind: 'changed', path: '/var' },
        { kind: 'added', path: '/var/run' },
      ],
      total: 3,
    });
  });

  it.each([null, undefined, {}, 'text', 7])('are none when the engine says %j', (answer) => {
    expect(readChanges(answer)).toEqual({ items: [], total: 0 });
  });

  it('are left out when they make no sense', () => {
    const odd = [null, 7, [], {}, { Path: 1, Kind: 1 }, { Path: '/a' }, { Path: '/a', Kind: 3 }];
    const names = [
      { Path: '/b', Kind: '__proto__' },
      { Path: '/b', Kind: 'toString' },
    ];
    expect(readChanges([...odd, ...names])).toEqual({ items: [], total: 0 });
  });

  it('keep what a path holds, but not more than Linux allows', () => {
    const path = '/ a\n\u001b[31m\u202e ';
    expect(readChanges([{ Path: path, Kind: 1 }]).items).toEqual([{ kind: 'added', path }]);
    expect(readChanges([{ Path: '/'.repeat(9000), Kind: 1 }]).items[0]?.path).toHaveLength(4096);
  });

  it('are bounded, and say how many there are', () => {
    const many = Array.from({ length: 10_050 }, (_, index) => ({ Path: `/${index}`, Kind: 1 }));
    const { items, total } = readChanges(many);
    expect([items.length, total]).toEqual([10_000, 10_050]);
  });
});
