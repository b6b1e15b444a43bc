import { expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { samePlatform } from '../../../main/contract/platforms.ts';
import { pullFault } from '../../../renderer/features/images/pull-dialog.tsx';
import { removalOf } from '../../../renderer/features/images/image-filter.ts';
import {
  emptyNetwork,
  networkFaults,
  newNetwork,
  type NetworkForm,
} from '../../../renderer/features/networks/create-form.ts';
import { findsNetwork, prunableNetworks } from '../../../renderer/features/networks/network-filter.ts';

const form = (change: Partial<NetworkForm>): NetworkForm => ({ ...emptyNetwork, name: 'n', ...change });
const faults = (change: Partial<NetworkForm>) =>
  Object.fromEntries(Object.entries(networkFaults(form(change))).map(([key, fault]) => [key, fault.key]));

it('says what is wrong before the engine does', () => {
  expect(faults({})).toEqual({});
  expect(faults({ name: ' ' })).toEqual({ name: 'create.nameMissing' });
  expect(faults({ subnet: '10.1' })).toEqual({ subnet: 'network.fault.subnet' });
  expect(faults({ subnet: 'fd00::/64' })).toEqual({ subnet: 'network.fault.subnet' });
  expect(faults({ subnet: '10.1.2.3/16' })).toEqual({ subnet: 'network.fault.base' });
  expect(faults({ gateway: '10.1.0.1' })).toEqual({ gateway: 'network.fault.noSubnet' });
  expect(faults({ subnet: '10.1.0.0/16', gateway: '10.2.0.1' })).toEqual({
    gateway: 'network.fault.outside',
  });
  expect(faults({ subnet: '10.1.0.0/16', ipRange: '10.0.0.0/8' })).toEqual({
    ipRange: 'network.fault.outside',
  });
  expect(faults({ subnet: '10.1.0.0/16', gateway: 'x', ipRange: 'y' })).toEqual({
    gateway: 'network.fault.ipv4',
    ipRange: 'network.fault.subnet',
  });
  // What can't be seen isn't wrong.
  expect(faults({ subnet6: 'x', gateway6: 'y' })).toEqual({});
  expect(faults({ ipv6: true, subnet6: 'x', gateway6: 'y' })).toEqual({
    subnet6: 'network.fault.subnet6',
    gateway6: 'network.fault.ipv6',
  });
  expect(faults({ labels: 'a=b\n=c', options: 'x' })).toEqual({ labels: 'network.fault.pair' });
});

it('asks for what is written, and for nothing else', () => {
  const command = (change: Partial<NetworkForm>) =>
    dockerCommand({ kind: 'network.create', ...newNetwork(form(change)) });
  expect(command({})).toBe('docker network create --driver bridge n');
  expect(
    command({
      ...{ subnet: ' 10.1.0.0/16 ', gateway: '10.1.0.9', ipRange: '10.1.5.0/24', ipv6: true },
      ...{ subnet6: 'fd00::/64', internal: true, attachable: true, options: 'a=b c\n\n', labels: 'x=y' },
    }),
  ).toBe(
    'docker network create --driver bridge --ipv6 --subnet 10.1.0.0/16 --ip-range 10.1.5.0/24 --gateway 10.1.0.9 ' +
      "--subnet fd00::/64 --internal --attachable --opt 'a=b c' --label x=y n",
  );
});

it('shows as prunable what no running container is in', () => {
  const network = (name: string, usedBy: string[] = [], builtIn = false) => ({
    ...{ id: name, name, driver: 'bridge', scope: 'local', subnets: ['10.7.0.0/16'], builtIn, usedBy },
  });
  const container = (name: string, state: 'running' | 'exited') => ({
    ...{ id: name, name, image: '', imageId: '', command: '', createdAt: 0, status: '', ports: [], state },
  });
  const networks = [network('bridge', [], true), network('a', ['up']), network('b', ['down']), network('c')];
  const containers = [container('up', 'running'), container('down', 'exited')];
  expect(prunableNetworks(networks, containers).map(({ name }) => name)).toEqual(['b', 'c']);
  expect(networks.filter((one) => findsNetwork(one, 'UP')).map(({ name }) => name)).toEqual(['a']);
  expect(networks.every((one) => findsNetwork(one, '10.7'))).toBe(true);
});

it('pulls all tags only of a name without one', () => {
  expect(pullFault('', false)).toBe('run.image.missing');
  expect(pullFault('nginx', true)).toBeUndefined();
  expect(pullFault('localhost:5000/nginx', true)).toBeUndefined();
  expect(pullFault('nginx:1', true)).toBe('pull.all.tagged');
  expect(pullFault('nginx:1', false)).toBeUndefined();
});

it('removes an image by its only name, else by its id, which wants force where it has several', () => {
  const image = (tags: string[]) => ({ id: 'sha256:1', tags, createdAt: 0, sizeBytes: 0, usedBy: [] });
  expect(removalOf(image(['a:1']))).toEqual({ reference: 'a:1', force: false });
  expect(removalOf(image([]))).toEqual({ reference: 'sha256:1', force: false });
  expect(removalOf(image(['a:1', 'b:1']))).toEqual({ reference: 'sha256:1', force: true });
});

it('knows platforms by another spelling', () => {
  expect(samePlatform('linux/arm64', 'linux/arm64/v8')).toBe(true);
  expect(samePlatform('linux/amd64', 'linux/amd64/v1')).toBe(true);
  expect(samePlatform('linux/arm/v6', 'linux/arm')).toBe(false);
  expect(samePlatform('linux/amd64', 'linux/arm64')).toBe(false);
});
