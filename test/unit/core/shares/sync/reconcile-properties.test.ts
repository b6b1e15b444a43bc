import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcile, type ReconcileOptions } from '../../../../../main/core/shares/sync/reconcile.ts';
import type { Action } from '../../../../../main/core/shares/sync/plan.ts';
import {
  archiveOf,
  carryOut,
  dir,
  leaves,
  sides,
  treeOf,
  withoutKept,
  type State,
  type Tree,
} from './model.ts';

const options: ReconcileOptions = {
  readOnly: false,
  nameProblem: () => undefined,
  fold: undefined,
  conflictPath: (path, taken) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (let number = 1; ; number += 1) {
      const name = `${path.slice(folder.length)}!${number}`;
      if (!taken(name)) return folder + name;
    }
  },
};

function stateOf({ archive, host, guest }: { archive: Tree; host: Tree; guest: Tree }): State {
  return { archive: archiveOf(archive), host: dir(host), guest: dir(guest) };
}

/** Until nothing is to be done any more. Returns how many rounds it took. */
function settle(state: State, how = options): number {
  for (let rounds = 0; ; rounds += 1) {
    const plan = reconcile(state.archive, state.host, state.guest, how);
    expect(plan.unread).toEqual([]);
    if (plan.actions.length === 0) {
      carryOut(state, plan);
      return rounds;
    }
    expect(rounds).toBeLessThan(4);
    carryOut(state, plan);
  }
}

/** What one side had that was not agreed on already, and so must not be lost. */
function ownContents(archive: Tree, side: Tree): string[] {
  const before = leaves(archive);
  return [...leaves(side)]
    .filter(([path, content]) => before.get(path) !== content)
    .map(([, content]) => content);
}

describe('a comparison', () => {
  it('brings both sides together, in at most three rounds, and then finds nothing to do', () => {
    fc.assert(
      fc.property(sides(false), (given) => {
        const state = stateOf(given);
        expect(settle(state)).toBeLessThanOrEqual(3);
        expect(treeOf(state.host)).toEqual(treeOf(state.guest));
        expect(reconcile(state.archive, state.host, state.guest, options)).toEqual({
          actions: [],
          agreed: [],
          unread: [],
          problems: [],
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('loses no content that was not agreed on, of neither side', () => {
    fc.assert(
      fc.property(sides(true), (given) => {
        const state = stateOf(given);
        settle(state);
        for (const side of ['host', 'guest'] as const) {
          const now = new Set(leaves(treeOf(state[side])).values());
          const other = new Set(leaves(treeOf(state[side === 'host' ? 'guest' : 'host'])).values());
          for (const content of ownContents(given.archive, given[side])) {
            expect(now).toContain(content);
            const plan = reconcile(state.archive, state.host, state.guest, options);
            if (plan.problems.length === 0 && !hasKept(given.host) && !hasKept(given.guest)) {
              expect(other).toContain(content);
            }
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves a path alone that is unchanged on both sides', () => {
    fc.assert(
      fc.property(sides(false), (given) => {
        const state = stateOf(given);
        const [host, guest] = [leaves(given.host), leaves(given.guest)];
        settle(state);
        const now = leaves(treeOf(state.host));
        for (const [path, content] of leaves(given.archive)) {
          if (host.get(path) === content && guest.get(path) === content) expect(now.get(path)).toBe(content);
        }
      }),
    );
  });

  it('never touches what is left out, and keeps the rest in step around it', () => {
    fc.assert(
      fc.property(sides(true), (given) => {
        const state = stateOf(given);
        settle(state);
        for (const side of ['host', 'guest'] as const) {
          expect(keptPaths(treeOf(state[side]))).toEqual(keptPaths(given[side]));
        }
        const plan = reconcile(state.archive, state.host, state.guest, options);
        if (plan.problems.length > 0) return;
        const left = new Set([...keptPaths(given.host), ...keptPaths(given.guest)]);
        const rest = (tree: Tree) =>
          [...leaves(withoutKept(tree))].filter(([path]) => !isBelow(path, left)).sort(byPath);
        expect(rest(treeOf(state.host))).toEqual(rest(treeOf(state.guest)));
      }),
      { numRuns: 3000 },
    );
  });

  it('treats both sides alike, but for conflicts', () => {
    const mirrored = (actions: readonly Action[]) =>
      actions.map(({ do: what, on, path }) => `${what} ${on === 'host' ? 'guest' : 'host'} ${path}`).sort();
    const plain = (actions: readonly Action[]) =>
      actions.map(({ do: what, on, path }) => `${what} ${on} ${path}`).sort();
    fc.assert(
      fc.property(sides(false), (given) => {
        const one = stateOf(given);
        const other = stateOf({ ...given, host: given.guest, guest: given.host });
        const plan = reconcile(one.archive, one.host, one.guest, options);
        const swapped = reconcile(other.archive, other.host, other.guest, options);
        const conflicts = ({ actions }: { readonly actions: readonly Action[] }) =>
          actions.flatMap((action) => (action.do === 'aside' ? [action.path] : [])).sort();
        expect(conflicts(swapped)).toEqual(conflicts(plan));
        const without = (actions: readonly Action[]) => actions.filter((action) => action.do !== 'aside');
        expect(mirrored(without(swapped.actions))).toEqual(plain(without(plan.actions)));
      }),
    );
  });

  it('never writes the host of a read-only share, and loses nothing of the guest', () => {
    fc.assert(
      fc.property(sides(false), (given) => {
        const state = stateOf(given);
        settle(state, { ...options, readOnly: true });
        expect(treeOf(state.host)).toEqual(treeOf(dir(given.host)));
        const now = new Set(leaves(treeOf(state.guest)).values());
        for (const content of ownContents(given.archive, given.guest)) expect(now).toContain(content);
      }),
      { numRuns: 2000 },
    );
  });
});

function hasKept(tree: Tree): boolean {
  return keptPaths(tree).length > 0;
}

function keptPaths(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree)
    .flatMap(([name, value]) => {
      if (value === null) return [prefix + name];
      return typeof value === 'string' ? [] : keptPaths(value, `${prefix}${name}/`);
    })
    .sort();
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  const parts = path.split('/');
  return parts.some((_, index) => folders.has(parts.slice(0, index + 1).join('/')));
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
