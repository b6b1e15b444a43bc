/** The engine's processes as they are read from the guest. */
import { describe, expect, test } from 'vitest';
import { parseParts } from '../../../../main/core/engine/parts.ts';

const id = 'a'.repeat(64);
const text = [
  '1 (runit) S 0 1 1',
  '20 (containerd) S 1 1 1',
  '31 (dockerd) S 1 1 1',
  `shim 90 /usr/bin/containerd-shim-runc-v2 -namespace moby -id ${id} -address /run/containerd/containerd.sock `,
  '90 (containerd-shim) S 1 1 1',
  '95 (sleep) S 90 1 1',
].join('\n');

describe("the engine's parts", () => {
  test('E08 are told with their pids, and what each holds', () => {
    expect(parseParts(text, new Map([[id, 'web']]))).toEqual({
      dockerd: { kind: 'dockerd', pid: 31, name: 'dockerd' },
      containerd: { kind: 'containerd', pid: 20, name: 'containerd' },
      shims: [
        { kind: 'shim', pid: 90, name: 'web', processes: [{ kind: 'container', pid: 95, name: 'sleep' }] },
      ],
    });
  });

  test('a program of that name in a container is not the engine', () => {
    const inside = text.replace('31 (dockerd) S 1', '31 (sh) S 1').replace('(sleep)', '(dockerd)');
    expect(parseParts(inside, new Map()).dockerd).toBeUndefined();
  });

  test('what makes no sense is passed over', () => {
    expect(parseParts('x\n1 (a\nshim x\n99999999999999 (dockerd) S 1 1', new Map())).toEqual({ shims: [] });
    const loop = `shim 5 a -id ${id} b\n5 (containerd-shim) S 6 1\n6 (x) S 5 1`;
    expect(parseParts(loop, new Map()).shims[0]?.name).toBe('aaaaaaaaaaaa');
  });
});
