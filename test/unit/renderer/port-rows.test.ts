import { describe, expect, it } from 'vitest';
import type { PortForward } from '../../../main/contract/model.ts';
import { choosable, portOf, readAddForm } from '../../../renderer/features/ports/add-form.ts';
import {
  exposedPorts,
  isLoopback,
  matchesSearch,
  portRows,
  trafficOf,
  urlOf,
  withoutForwarded,
  type PortRow,
} from '../../../renderer/features/ports/rows.ts';

/** Port 8080 of this computer, which leads to port 80 of `web`. */
function forward(change: Partial<PortForward> = {}): PortForward {
  const { hostAddress, hostPort, protocol } = {
    hostAddress: '127.0.0.1',
    hostPort: 8080,
    protocol: 'tcp',
    ...change,
  };
  return {
    id: `${hostAddress} ${hostPort}/${protocol}`,
    hostAddress: '127.0.0.1',
    hostPort: 8080,
    protocol: 'tcp',
    target: { container: 'web', address: '172.17.0.2', port: 80 },
    source: 'published',
    state: 'listening',
    ...change,
  };
}

function only(forwards: readonly PortForward[]): PortRow {
  const [row, ...others] = portRows(forwards);
  if (row === undefined || others.length > 0) throw new Error(`${others.length + 1} rows`);
  return row;
}

describe('rows', () => {
  it.each([
    ['127.0.0.1', '::1', false],
    ['0.0.0.0', '::', true],
  ])('%s and %s are one, at localhost', (one, other, lan) => {
    const row = only([forward({ hostAddress: one }), forward({ hostAddress: other })]);
    expect(row).toMatchObject({ name: 'localhost:8080', addresses: [one, other], lan });
    expect(row.ids).toEqual([`${one} 8080/tcp`, `${other} 8080/tcp`]);
    expect(row.id).toBe(row.ids[0]);
    expect(urlOf(row)).toBe('http://localhost:8080');
  });

  it.each<[string, Partial<PortForward>]>([
    ['address', { hostAddress: '192.168.1.5' }],
    ['reach', { hostAddress: '::' }],
    ['port', { hostPort: 8081, hostAddress: '::1' }],
    ['protocol', { protocol: 'udp', hostAddress: '::1' }],
    ['container', { target: { container: 'api', address: '', port: 80 }, hostAddress: '::1' }],
    ['target port', { target: { container: 'web', address: '', port: 81 }, hostAddress: '::1' }],
    ['target without a container', { target: { address: '', port: 80 }, hostAddress: '::1' }],
    ['source', { source: 'rule', hostAddress: '::1' }],
  ])('another %s is a row of its own', (_what, change) => {
    expect(portRows([forward(), forward(change)])).toHaveLength(2);
  });

  it('two that want the very same address are two', () => {
    const rows = portRows([forward({ id: 'a' }), forward({ id: 'b', state: 'failed' })]);
    expect(rows.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
  });

  it('show the one that stands worst, with its error, whichever comes first', () => {
    const error = { code: 'port.inUse', params: { port: 8080 } } as const;
    const bad = forward({ hostAddress: '::1', state: 'failed', error, nextFree: 8082 });
    for (const pair of [
      [forward(), bad],
      [bad, forward()],
    ]) {
      const row = only(pair);
      expect(row.worst).toBe(bad);
      expect(urlOf(row)).toBeUndefined();
    }
    expect(only([forward(), forward({ hostAddress: '::1', state: 'opening' })]).worst.state).toBe('opening');
  });

  it('are in the order of their ports', () => {
    const rows = portRows([9000, 80, 8080].map((hostPort) => forward({ hostPort })));
    expect(rows.map(({ worst }) => worst.hostPort)).toEqual([80, 8080, 9000]);
  });

  it('name an address of its own as one types it, and a protocol that is not TCP', () => {
    expect(only([forward({ hostAddress: '192.168.1.5' })])).toMatchObject({
      ...{ name: '192.168.1.5:8080', lan: true },
    });
    const v6 = only([forward({ hostAddress: 'fd00::5' })]);
    expect(urlOf(v6)).toBe('http://[fd00::5]:8080');
    // localhost does not lead there.
    expect(only([forward({ hostAddress: '127.0.0.2' })])).toMatchObject({
      name: '127.0.0.2:8080',
      lan: false,
    });
    const udp = only([forward({ protocol: 'udp' })]);
    expect(udp).toMatchObject({ name: 'localhost:8080/udp', address: 'localhost:8080' });
    expect(urlOf(udp)).toBeUndefined();
  });

  it('are called on a command line by their place, and by their id where two want one place', () => {
    const rule = forward({ id: 'r1 127.0.0.1', source: 'rule' });
    expect(only([rule]).word).toBe('127.0.0.1:8080/tcp');
    expect(only([{ ...rule, hostAddress: '::1' }]).word).toBe('[::1]:8080/tcp');
    const error = { code: 'port.ruleExists', params: {} } as const;
    expect(only([{ ...rule, state: 'failed', error }]).word).toBe('r1 127.0.0.1');
    expect(only([forward({ id: '127.0.0.1:8080/tcp' })]).word).toBe('127.0.0.1:8080/tcp');
  });

  it('are found by every word of a search', () => {
    const row = only([forward(), forward({ hostAddress: '::1' })]);
    for (const search of ['', '8080', 'WEB', 'web 80', 'localhost tcp', '::1']) {
      expect(matchesSearch(row, search.trim()), search).toBe(true);
    }
    for (const search of ['udp', 'web 9', 'api']) expect(matchesSearch(row, search), search).toBe(false);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.127.1', false],
  ['12.7.0.1', false],
])('%s is of this computer only: %s', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback);
});

describe('what is not forwarded', () => {
  it('leaves out what a forward leads to already, in whatever state', () => {
    const found = forward({ id: 'd', source: 'detected', state: 'detected' });
    expect(withoutForwarded([found], [])).toEqual([found]);
    expect(withoutForwarded([found], [forward({ hostPort: 1234, state: 'closed' })])).toEqual([]);
    expect(withoutForwarded([found], [forward({ protocol: 'udp' })])).toEqual([found]);
  });

  it('has what an image exposes and nobody publishes, at a port that anybody may open', () => {
    const ports = [
      { protocol: 'tcp', containerPort: 80 },
      { protocol: 'udp', containerPort: 5353 },
      { protocol: 'sctp', containerPort: 99 },
      { protocol: 'tcp', containerPort: 443, hostPort: 443 },
    ] as const;
    const rows = exposedPorts({ name: 'web', ports: [...ports] });
    expect(rows.map(({ hostPort, target }) => [hostPort, target.port])).toEqual([
      [8080, 80],
      [5353, 5353],
    ]);
    expect(rows.every(({ state }) => state === 'detected')).toBe(true);
  });
});

describe('the traffic of a row', () => {
  const traffic = new Map([
    ['a', { id: 'a', connections: 2, bytesIn: 10, bytesOut: 100 }],
    ['b', { id: 'b', connections: 1, bytesIn: 5 }],
    ['c', { id: 'c', connections: 4 }],
  ]);

  it('is that of all that it stands for', () => {
    expect(trafficOf({ ids: ['a', 'b'] }, traffic)).toEqual({ connections: 3, bytesIn: 15, bytesOut: 100 });
  });

  it('has no bytes where nobody counts them, and is none where nothing is known', () => {
    expect(trafficOf({ ids: ['c'] }, traffic)).toEqual({ connections: 4 });
    expect(trafficOf({ ids: ['x'] }, traffic)).toBeUndefined();
  });
});

describe('the form for a forward', () => {
  const form = { hostPort: '8080', container: 'web', port: '80', protocol: 'tcp', lan: false } as const;

  it('is a forward once both ports can be read', () => {
    expect(readAddForm(form)).toEqual({ forward: { hostPort: 8080, protocol: 'tcp', port: 80 }, faults: {} });
    expect(readAddForm({ ...form, lan: true, protocol: 'udp' }).forward).toEqual({
      ...{ hostAddress: '0.0.0.0', hostPort: 8080, protocol: 'udp', port: 80 },
    });
  });

  it('says which field is wrong', () => {
    expect(readAddForm({ ...form, hostPort: '' })).toEqual({
      ...{ forward: undefined, faults: { hostPort: 'ports.number' } },
    });
    expect(readAddForm({ ...form, port: '70000', hostPort: 'x' }).faults).toEqual({
      ...{ hostPort: 'ports.number', port: 'ports.number' },
    });
  });

  it.each(['', '0', '65536', '-1', '8e1', '80.5', '0x50', '８０', '123456'])('%j is no port', (text) => {
    expect(portOf(text)).toBeUndefined();
  });

  it.each([
    ['1', 1],
    [' 80 ', 80],
    ['65535', 65_535],
  ])('%j is port %d', (text, port) => {
    expect(portOf(text)).toBe(port);
  });

  it('offers the names that a forward can be made for', () => {
    expect(choosable(['web', 'api', '', '<img>', '-x', 'a b'])).toEqual(['api', 'web']);
  });
});
