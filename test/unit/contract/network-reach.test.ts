import { describe, expect, it } from 'vitest';
import type { MapContainer, MapNetwork } from '../../../main/contract/network-model.ts';
import { reachFinder, reachOf } from '../../../main/contract/network-reach.ts';

const network = (id: string, more: Partial<MapNetwork> = {}): MapNetwork => ({
  ...{ id, name: id, driver: 'bridge', subnets: [], internal: false, icc: true, isolated: false },
  builtIn: false,
  ...more,
});
const container = (id: string, networks: string[], more: Partial<MapContainer> = {}): MapContainer => ({
  ...{ id, name: id, state: 'running', mode: networks[0] ?? 'none', networks, ports: [] },
  ...more,
});

const networks = [
  network('bridge', { builtIn: true }),
  network('host', { builtIn: true, driver: 'host' }),
  network('none', { builtIn: true, driver: 'null' }),
  network('shop'),
  network('inner', { internal: true }),
  network('apart', { icc: false }),
  network('sealed', { internal: true, isolated: true }),
  network('lan', { driver: 'macvlan' }),
];
const containers = [
  container('web', ['shop', 'inner']),
  container('api', ['shop'], { state: 'paused' }),
  container('db', ['inner']),
  container('old-1', ['bridge']),
  container('old-2', ['bridge']),
  container('apart-1', ['apart']),
  container('apart-2', ['apart']),
  container('sealed-1', ['sealed']),
  container('lan-1', ['lan']),
  container('lan-2', ['lan']),
  container('alone', ['none']),
  container('alone-2', ['none']),
  container('vm-1', ['host'], { mode: 'host' }),
  container('vm-2', ['host'], { mode: 'host' }),
  container('guest', [], { mode: 'container:web' }),
  container('off', ['shop'], { state: 'exited' }),
];
const map = { networks, containers };
const told = (id: string) => reachOf(map, id).reached.map((one) => `${one.id} ${one.kind}`);

describe('reach', () => {
  it('is by name in a network of one’s own, and never from one bridge to another', () => {
    expect(told('api')).toEqual(['web name', 'vm-1 vm', 'vm-2 vm', 'guest name']);
    expect(told('db')).toEqual(['web name', 'vm-1 vm', 'vm-2 vm', 'guest name']);
    expect(told('web')).toEqual(['api name', 'db name', 'vm-1 vm', 'vm-2 vm', 'guest local']);
  });

  it('is by address alone on the engine’s own bridge', () => {
    expect(told('old-1')).toEqual(['old-2 address', 'vm-1 vm', 'vm-2 vm']);
  });

  it('is none where containers are kept apart, where there is no network, and of what does not run', () => {
    expect(told('apart-1')).toEqual(['vm-1 vm', 'vm-2 vm']);
    expect(told('alone')).toEqual([]);
    expect(told('off')).toEqual([]);
    expect(told('api').join(' ')).not.toContain('off');
  });

  it('is the VM’s for containers in its network: all bridges, but not what goes round it', () => {
    expect(told('vm-1')).toEqual([
      ...['web vm', 'api vm', 'db vm', 'old-1 vm', 'old-2 vm', 'apart-1 vm', 'apart-2 vm'],
      ...['vm-2 local', 'guest vm'],
    ]);
    expect(told('sealed-1')).toEqual([]);
    expect(told('lan-1')).toEqual(['lan-2 name']);
  });

  it('of a container in another’s network is that other’s', () => {
    expect(told('guest')).toEqual(['web local', 'api name', 'db name', 'vm-1 vm', 'vm-2 vm']);
    expect(reachOf(map, 'guest').reached.find(({ id }) => id === 'db')?.via).toEqual(['inner']);
  });

  it('leads out but from internal networks', () => {
    const out = containers.filter(({ id }) => reachOf(map, id).out).map(({ id }) => id);
    expect(out).toEqual([
      ...['web', 'api', 'old-1', 'old-2', 'apart-1', 'apart-2', 'lan-1', 'lan-2', 'vm-1', 'vm-2', 'guest'],
    ]);
  });

  it('ends where containers lend each other a network in a circle, and where a lender is gone', () => {
    const circle = [container('a', [], { mode: 'container:b' }), container('b', [], { mode: 'container:a' })];
    expect(reachOf({ networks, containers: circle }, 'a').out).toBe(false);
    const lost = [container('a', [], { mode: 'container:gone' })];
    expect(reachOf({ networks, containers: lost }, 'a')).toEqual({ reached: [], out: false });
    expect(reachOf(map, 'nobody')).toEqual({ reached: [], out: false });
  });

  it('of a thousand containers is found in no time', () => {
    const many = Array.from({ length: 1000 }, (_, n) => container(`c${n}`, ['shop']));
    const find = reachFinder({ networks, containers: many });
    expect(find('c7').reached).toHaveLength(999);
  });
});
