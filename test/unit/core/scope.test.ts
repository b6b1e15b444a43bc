import { describe, expect, it } from 'vitest';
import { Scope } from '../../../main/core/lib/scope.ts';

describe('Scope', () => {
  it('releases in reverse, one after the other', async () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.defer(() => order.push('first'));
    scope.defer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('second');
    });
    const resource = { close: () => order.push('third') };
    expect(scope.use(resource)).toBe(resource);
    await scope.close();
    expect(order).toEqual(['third', 'second', 'first']);
  });

  it('runs them all even if some throw, and throws what they threw', async () => {
    const order: number[] = [];
    const scope = new Scope();
    scope.defer(() => order.push(1));
    scope.defer(() => {
      throw new Error('a');
    });
    scope.defer(() => order.push(2));
    scope.defer(() => Promise.reject(new Error('b')));
    await expect(scope.close()).rejects.toMatchObject({ errors: [{ message: 'b' }, { message: 'a' }] });
    expect(order).toEqual([2, 1]);
  });

  it('throws a single error as it is', async () => {
    const scope = new Scope();
    const error = new Error('only');
    scope.defer(() => Promise.reject(error));
    await expect(scope.close()).rejects.toBe(error);
  });

  it('closes once, however often it is asked', async () => {
    let released = 0;
    const scope = new Scope();
    scope.defer(() => (released += 1));
    await Promise.all([scope.close(), scope.close()]);
    await scope.close();
    expect(released).toBe(1);
  });

  it('aborts its signal, and those of its children, before the first release', async () => {
    const scope = new Scope();
    const child = scope.child();
    const seen: boolean[] = [];
    scope.defer(() => seen.push(scope.signal.aborted, child.signal.aborted));
    await scope.close();
    expect(seen).toEqual([true, true]);
  });

  it('closes children in their turn, and not again those that closed before', async () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.defer(() => order.push('parent, early'));
    const child = scope.child();
    child.defer(() => order.push('child'));
    const gone = scope.child();
    gone.defer(() => order.push('gone'));
    scope.defer(() => order.push('parent, late'));
    await gone.close();
    expect(scope.signal.aborted).toBe(false);
    await scope.close();
    expect(order).toEqual(['gone', 'parent, late', 'child', 'parent, early']);
  });

  it('releases what is acquired while it closes', async () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.defer(() => scope.defer(() => order.push('late')));
    await scope.close();
    expect(order).toEqual(['late']);
  });

  it('releases what is acquired after it closed, and stops whoever acquired it', async () => {
    const order: string[] = [];
    const scope = new Scope();
    await scope.close();
    expect(() => scope.defer(() => order.push('too late'))).toThrow(/abort/);
    await scope.close();
    expect(order).toEqual(['too late']);
  });
});
