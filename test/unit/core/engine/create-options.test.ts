import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../../main/contract/run-options.ts';
import { createOptions } from '../../../../main/core/engine/create-options.ts';

const plain: RunOptions = { image: 'nginx', command: [], ports: [], env: [], remove: false };

describe('a request for a new container', () => {
  it('says nothing of what was not asked for', () => {
    expect(createOptions(plain)).toEqual({
      query: {},
      body: {
        ...{ Image: 'nginx', Env: [], ExposedPorts: {} },
        ...{ AttachStdin: false, StdinOnce: false, AttachStdout: false, AttachStderr: false },
        HostConfig: { AutoRemove: false, PortBindings: {}, NetworkMode: 'default' },
      },
    });
  });

  it.each<[Partial<RunOptions>, object]>([
    [{ command: ['a', 'b c'] }, { Cmd: ['a', 'b c'] }],
    [{ entrypoint: '/x y' }, { Entrypoint: ['/x y'] }],
    [
      { interactive: true, mode: 'attach' },
      { OpenStdin: true, AttachStdin: true, StdinOnce: true },
    ],
    [{ interactive: true }, { OpenStdin: true, AttachStdin: false, StdinOnce: false }],
    [{ labels: ['a', 'b=c=d'] }, { Labels: { a: '', b: 'c=d' } }],
    [{ stopTimeout: '-1' }, { StopTimeout: -1 }],
    [{ noHealthcheck: true }, { Healthcheck: { Test: ['NONE'] } }],
    [{ healthInterval: '1m30s' }, { Healthcheck: { Interval: 90e9 } }],
    [{ network: 'host' }, { HostConfig: { NetworkMode: 'host' } }],
    [
      { network: 'mine', networkAliases: ['a'], links: ['x:y'] },
      { NetworkingConfig: { EndpointsConfig: { mine: { Aliases: ['a'], Links: ['x:y'] } } } },
    ],
    [{ links: ['x:y'] }, { HostConfig: { Links: ['x:y'] } }],
    [{ memory: '1.5g', memorySwap: '-1' }, { HostConfig: { Memory: 1_610_612_736, MemorySwap: -1 } }],
    [{ cpus: '0.1' }, { HostConfig: { NanoCpus: 100_000_000 } }],
    [
      { restart: 'on-failure:3' },
      { HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } } },
    ],
    [
      { capAdd: ['net_admin', 'CAP_CHOWN'], capDrop: ['CHOWN', 'KILL'] },
      { HostConfig: { CapAdd: ['CAP_CHOWN', 'CAP_NET_ADMIN'], CapDrop: ['CAP_KILL'] } },
    ],
    [{ capDrop: ['all', 'KILL'] }, { HostConfig: { CapDrop: ['ALL'] } }],
    [{ hosts: ['six=[::1]'] }, { HostConfig: { ExtraHosts: ['six:::1'] } }],
    [{ ulimits: ['nofile=1'] }, { HostConfig: { Ulimits: [{ Name: 'nofile', Soft: 1, Hard: 1 }] } }],
    [
      { devices: ['/dev/a:rw'] },
      {
        HostConfig: {
          Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/a', CgroupPermissions: 'rw' }],
        },
      },
    ],
    [{ logOptions: ['a=b'] }, { HostConfig: { LogConfig: { Type: '', Config: { a: 'b' } } } }],
    [{ mounts: [{ kind: 'anonymous', target: '/x' }] }, { Volumes: { '/x': {} } }],
    [{ mounts: [{ kind: 'tmpfs', target: '/x' }] }, { HostConfig: { Tmpfs: { '/x': '' } } }],
    [{ mounts: [{ kind: 'from', source: 'x', mode: 'ro' }] }, { HostConfig: { VolumesFrom: ['x:ro'] } }],
    [
      { mounts: [{ kind: 'volume', source: 'vo', target: '/x', mode: 'ro' }] },
      { HostConfig: { Binds: ['vo:/x:ro'] } },
    ],
    [
      { ports: [{ hostPort: 1, hostPortEnd: 9, containerPort: 80, protocol: 'udp' }] },
      { HostConfig: { PortBindings: { '80/udp': [{ HostIp: '', HostPort: '1-9' }] } } },
    ],
  ])('%j', (more, body) => {
    expect(createOptions({ ...plain, ...more }).body).toMatchObject(body);
  });

  it('names and chooses in the address', () => {
    expect(createOptions({ ...plain, name: 'web', platform: 'linux/arm64' }).query).toEqual({
      name: 'web',
      platform: 'linux/arm64',
    });
  });
});
