import { describe, expect, it } from 'vitest';
import type { MapContainer, MapNetwork, NetworkMap } from '../../../main/contract/network-model.ts';
import { reachFinder } from '../../../main/contract/network-reach.ts';
import { fitText, textWidth } from '../../../renderer/features/networks/fit-text.ts';
import { focusOn } from '../../../renderer/features/networks/map-focus.ts';
import { computerKey, layOut, portsText } from '../../../renderer/features/networks/map-layout.ts';
import { nodeAfter } from '../../../renderer/features/networks/map-walk.ts';

const network = (id: string, driver = 'bridge', builtIn = false): MapNetwork => ({
  ...{ id, name: id, driver, subnets: [], internal: false, icc: true, isolated: false, builtIn },
});
const container = (id: string, networks: string[], more: Partial<MapContainer> = {}): MapContainer => ({
  ...{ id, name: id, state: 'running', mode: networks[0] ?? 'none', networks, ports: [] },
  ...more,
});
const published = {
  ports: [
    { protocol: 'tcp', containerPort: 80, hostPort: 8080, hostAddress: '0.0.0.0' },
    { protocol: 'tcp', containerPort: 80, hostPort: 8080, hostAddress: '::' },
    { protocol: 'udp', containerPort: 53, hostPort: 53, hostAddress: '127.0.0.1' },
    { protocol: 'tcp', containerPort: 9000 },
  ],
} satisfies Partial<MapContainer>;
const map: NetworkMap = {
  networks: [
    network('none', 'null', true),
    network('bridge', 'bridge', true),
    network('shop'),
    network('back'),
  ],
  containers: [
    container('web', ['shop'], published),
    container('db', ['shop', 'back']),
    container('tool', ['bridge']),
    container('side', [], { mode: 'container:web' }),
  ],
};

describe('the layout', () => {
  const layout = layOut(map);
  const at = (key: string) => layout.nodes.find((one) => one.key === key);

  it('puts those of a network together, and who uses the network of another below it', () => {
    const rows = layout.nodes.filter(({ column }) => column === 1).toSorted((a, b) => a.y - b.y);
    expect(rows.map(({ key }) => key)).toEqual(['db', 'web', 'side', 'tool']);
    expect(at('side')?.x).toBeGreaterThan(at('web')?.x ?? 0);
  });

  it('draws a line for each network of each container and for what is published', () => {
    expect(layout.edges.map(({ key }) => key)).toEqual([
      ...['computer web', 'web shop', 'db shop', 'db back', 'tool bridge'],
    ]);
    const [port] = layout.edges;
    expect(port?.label?.text).toMatch(/^8080 → 80/);
    expect(portsText(map.containers[0] ?? container('', []))).toBe('8080 → 80, 127.0.0.1:53 → 53/udp');
  });

  it('is the same for the same things in another order', () => {
    const turned = { networks: map.networks.toReversed(), containers: map.containers.toReversed() };
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
    expect(layOut(turned).nodes.toSorted(byKey)).toEqual(layout.nodes.toSorted(byKey));
    expect(layOut(turned).edges.toSorted(byKey)).toEqual(layout.edges.toSorted(byKey));
  });

  it('lays nothing over another, however many there are, and keeps all within the picture', () => {
    const networks = Array.from({ length: 40 }, (_, n) => network(`n${n}`));
    const containers = Array.from({ length: 1000 }, (_, n) =>
      container(
        `c${n}`,
        [`n${n % 40}`, ...(n % 3 === 0 ? [`n${(n * 7) % 40}`] : [])],
        n % 5 ? {} : published,
      ),
    );
    const big = layOut({ networks, containers });
    for (const column of [0, 1, 2]) {
      const nodes = big.nodes.filter((one) => one.column === column).toSorted((a, b) => a.y - b.y);
      for (const [n, one] of nodes.entries()) {
        const next = nodes[n + 1];
        if (next !== undefined) expect(next.y).toBeGreaterThanOrEqual(one.y + one.height);
        expect(one.y + one.height).toBeLessThan(big.height);
        expect(one.x + one.width).toBeLessThan(big.width);
      }
    }
  });

  it('of nothing is a picture, too, and so is that of two that lend each other a network', () => {
    const empty = layOut({ networks: [], containers: [] });
    expect(empty.nodes.map(({ key }) => key)).toEqual([computerKey]);
    expect(empty.height).toBeGreaterThan(0);
    const circle = [container('a', [], { mode: 'container:b' }), container('b', [], { mode: 'container:a' })];
    expect(layOut({ networks: [], containers: circle }).nodes).toHaveLength(3);
  });

  it('can be walked with the arrow keys', () => {
    const walk = (from: string, key: string) => nodeAfter(layout.nodes, from, key)?.key;
    expect(walk('web', 'ArrowDown')).toBe('side');
    expect(walk('web', 'ArrowUp')).toBe('db');
    expect(walk('db', 'ArrowUp')).toBeUndefined();
    expect(walk('web', 'ArrowLeft')).toBe(computerKey);
    expect(walk(computerKey, 'ArrowRight')).toBe('web');
    expect(walk('tool', 'ArrowRight')).toBe('bridge');
    expect(walk('web', 'End')).toBe('tool');
    expect(walk('nobody', 'End')).toBeUndefined();
  });
});

it('shows what is reached, and by which networks', () => {
  const focus = (chosen?: string) => focusOn(map, chosen, reachFinder(map));
  expect(focus()).toBeUndefined();
  expect(focus('gone')).toBeUndefined();
  expect([...(focus('web')?.nodes ?? [])].toSorted()).toEqual(['db', 'shop', 'side', 'web']);
  expect([...(focus('web')?.edges ?? [])].toSorted()).toEqual(['db shop', 'web shop']);
  expect([...(focus('shop')?.nodes ?? [])].toSorted()).toEqual(['db', 'shop', 'web']);
  expect([...(focus(computerKey)?.edges ?? [])]).toEqual(['computer web']);
});

it('cuts text to a length, in any script', () => {
  expect(fitText('short', 200, 13)).toBe('short');
  const long = fitText('a-very-long-name-of-a-container', 100, 13);
  expect(long).toMatch(/^a-very.*…$/);
  expect(textWidth(long, 13)).toBeLessThanOrEqual(100);
  expect(fitText('数据库服务的容器名称', 60, 13)).toBe('数据库服…');
  expect(fitText('', 10, 13)).toBe('');
});
