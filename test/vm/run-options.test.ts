/** Options of a new container: the printed command, run by the real program, and the core's own request make the same. */
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectCore, type Connection } from '../../main/cli/connection.ts';
import { dockerArgs, dockerCommand } from '../../main/contract/docker-command.ts';
import { parseRun } from '../../main/contract/parse-run.ts';
import type { RunOptions } from '../../main/contract/run-options.ts';
import { createdFacts } from './created-facts.ts';
import { limit } from './pace.ts';
import { image, sharedHome } from './shared-vm.ts';

const home = sharedHome();
const { docker, tryDocker } = home;
let connection: Connection;

beforeAll(async () => {
  connection = await connectCore({ paths: () => home.paths, signal: new AbortController().signal });
  await docker('network', 'create', 'form-net');
  await docker('create', '--name', 'form-other', '--volume', '/shared', image, 'true');
  await docker('run', '--detach', '--name', 'form-db', image, 'sleep', '1000');
}, limit(10));
afterEach(() => tryDocker(['rm', '--force', '--volumes', 'by-program', 'by-contract']));
afterAll(async () => {
  connection.close();
  await tryDocker(['rm', '--force', '--volumes', 'form-other', 'form-db']);
  await tryDocker(['network', 'rm', 'form-net']);
  await tryDocker(['volume', 'rm', 'form-data']);
}, limit(10));

/** Made by both, they are alike; and the printed command is read back as it was. */
async function alike(more: Partial<RunOptions>): Promise<void> {
  const options = (name: string): RunOptions => ({
    ...{ image, name, command: ['sleep', '1000'], ports: [], env: [], remove: false, mode: 'create' },
    ...more,
  });
  const [program, contract] = [options('by-program'), options('by-contract')];
  expect(parseRun(dockerCommand({ kind: 'run', options: program }))).toEqual(program);
  await docker(...dockerArgs({ kind: 'run', options: program }));
  await connection.core['container.run'](contract);
  expect(await createdFacts(home, 'by-contract')).toEqual(await createdFacts(home, 'by-program'));
}

test('parity C01 C02 what is run, as whom and where', () =>
  alike({
    ...{ entrypoint: '/bin/sh', command: ['-c', 'echo "$A"'], user: '1000:1000', workdir: '/tmp' },
    ...{ hostname: 'box', interactive: true, tty: true, init: true, remove: true },
    env: [{ name: 'A', value: `it's "b" $c\n你好` }],
    ...{ stopSignal: 'SIGINT', stopTimeout: '3', labels: ['a', 'b=c=d', 'e= f'] },
    ...{ healthCmd: 'test -e /tmp', healthInterval: '1m30s', healthTimeout: '500ms', healthRetries: '2' },
    ...{ healthStartPeriod: '5s', logDriver: 'json-file', logOptions: ['max-size=1m', 'max-file=2'] },
  }));

test('parity C01 C02 with nothing said, and in front', async () => {
  await alike({});
  await docker('rm', 'by-program', 'by-contract');
  await alike({ mode: 'attach', command: ['true'], noHealthcheck: true, pull: 'never' });
});

test('parity C03 C06 ports, networks and links', async () => {
  const port = { containerPort: 80, protocol: 'tcp' } as const;
  await alike({
    ports: [
      { ...port, hostPort: 18_080 },
      { ...port, hostAddress: '127.0.0.1' },
      { ...port, hostPort: 18_100, hostPortEnd: 18_109, containerPort: 81 },
      { containerPort: 53, protocol: 'udp' },
    ],
    ...{ publishAll: true, links: ['form-db:db'], dns: ['1.1.1.1'] },
    hosts: ['one:10.0.0.1', 'six=::1', 'gate:host-gateway'],
  });
  await docker('rm', 'by-program', 'by-contract');
  await alike({ network: 'form-net', networkAliases: ['one', 'two'] });
  await docker('rm', 'by-program', 'by-contract');
  await alike({ network: 'container:form-db' });
});

test('parity C04 mounts of every kind', () =>
  alike({
    mounts: [
      { kind: 'bind', source: '/var/run/docker.sock', target: '/host.sock', mode: 'ro' },
      { kind: 'volume', source: 'form-data', target: '/data', mode: 'nocopy' },
      { kind: 'anonymous', target: '/own' },
      { kind: 'tmpfs', target: '/memory', mode: 'size=1m,mode=700' },
      { kind: 'from', source: 'form-other', mode: 'ro' },
      { kind: 'spec', spec: 'type=tmpfs,destination=/t2,tmpfs-size=2m,tmpfs-mode=1700' },
      { kind: 'spec', spec: 'type=volume,src=form-data,dst=/data2,readonly,volume-nocopy' },
      { kind: 'spec', spec: 'type=bind,source=/var/run/docker.sock,target=/host2,bind-propagation=rslave' },
    ],
  }));

test('parity C05 C07 restarts, limits and what it may', async () => {
  await alike({
    ...{ restart: 'on-failure:3', memory: '64m', memorySwap: '128MiB', cpus: '0.75', cpuShares: '512' },
    ...{ pidsLimit: '100', shmSize: '32m', ulimits: ['nofile=1024:2048', 'nproc=100'], readOnly: true },
    ...{ capAdd: ['NET_ADMIN'], capDrop: ['CHOWN', 'MKNOD'], devices: ['/dev/null:/dev/zilch:rw'] },
    securityOptions: ['no-new-privileges', 'systempaths=unconfined'],
    sysctls: ['net.ipv4.ip_forward=1'],
  });
  await docker('rm', 'by-program', 'by-contract');
  await alike({ restart: 'unless-stopped', privileged: true, memorySwap: '-1', memory: '32m' });
});

test('parity C01 a platform that there is not: both say no', async () => {
  const options = { image, command: [], ports: [], env: [], remove: false } as const;
  const bad: RunOptions = {
    ...options,
    command: [],
    ports: [],
    env: [],
    platform: 'linux/s390x',
    pull: 'never',
  };
  expect((await tryDocker(dockerArgs({ kind: 'run', options: { ...bad, mode: 'create' } }))).code).not.toBe(
    0,
  );
  await expect(connection.core['container.run']({ ...bad, mode: 'create' })).rejects.toMatchObject({
    code: 'image.notFound',
  });
});

test('parity C01 what an image brings is told', async () => {
  const ask = (reference: string) => connection.core['image.defaults']({ reference });
  const inspected: unknown = JSON.parse(await docker('image', 'inspect', image));
  const [{ Config }] = v.parse(v.tuple([v.object({ Config: v.record(v.string(), v.unknown()) })]), inspected);
  expect(await ask(image)).toMatchObject({ workdir: Config['WorkingDir'] ?? '', user: Config['User'] ?? '' });
  expect(await ask('not-here:1')).toBeNull();
  expect(await ask('Not A Name')).toBeNull();
});
