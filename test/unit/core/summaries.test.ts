import { array, parse, unknown } from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  containerSummary,
  imageSummary,
  networkSummary,
  volumeSummary,
} from '../../../main/contract/engine-model.ts';
import {
  containerSummaries,
  imageSummaries,
  imageUsers,
  networkSummaries,
  networkUsers,
  volumeSummaries,
  volumeUsers,
} from '../../../main/core/engine/summaries.ts';

const container = (name: string, more: object = {}) => ({ Id: `id-${name}`, Names: [`/${name}`], ...more });

describe('what the engine lists', () => {
  it('is shown as it is, by name', () => {
    const [first, second] = containerSummaries([
      container('web'),
      {
        ...{
          Id: 'abc',
          Names: ['/web/alias', '/api'],
          Image: 'nginx',
          ImageID: 'sha256:1',
          Command: 'nginx -g',
          Created: 12,
        },
        ...{ State: 'running', Status: 'Up 3 minutes (healthy)' },
        Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api' },
        Ports: [
          { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
          { PrivatePort: 53, Type: 'udp' },
          { IP: '::', PrivatePort: 9, PublicPort: 9, Type: 'sctp' },
        ],
      },
    ]);
    expect(first).toEqual({
      ...{
        id: 'abc',
        name: 'api',
        image: 'nginx',
        imageId: 'sha256:1',
        command: 'nginx -g',
        createdAt: 12_000,
      },
      ...{ state: 'running', status: 'Up 3 minutes (healthy)', project: 'shop', service: 'api' },
      ports: [
        { protocol: 'tcp', containerPort: 80, hostAddress: '0.0.0.0', hostPort: 8080 },
        { protocol: 'udp', containerPort: 53 },
        { protocol: 'sctp', containerPort: 9, hostAddress: '::', hostPort: 9 },
      ],
    });
    expect(second).toMatchObject({ name: 'web', state: 'created', ports: [] });
    expect(second).not.toHaveProperty('project');
  });

  it('tells who uses what, each once', () => {
    const containers = [
      container('b', {
        ImageID: 'i1',
        Mounts: [
          { Type: 'volume', Name: 'data' },
          { Type: 'volume', Name: 'data' },
          { Type: 'bind', Name: 'other' },
        ],
        NetworkSettings: { Networks: { x: { NetworkID: 'n1' }, y: { NetworkID: '' } } },
      }),
      container('a', { ImageID: 'i1', Mounts: [{ Type: 'volume', Name: 'data' }] }),
    ];
    const raw = {
      containers,
      images: [
        { Id: 'i1', RepoTags: ['nginx:1', '<none>:<none>'], Created: 1, Size: 5 },
        { Id: 'i2', RepoTags: null },
      ],
      volumes: [{ Name: 'data', Driver: 'local', CreatedAt: '2024-05-01T10:00:00Z' }, { Name: 'other' }],
      networks: [
        {
          Id: 'n1',
          Name: 'shop',
          Driver: 'bridge',
          Scope: 'local',
          IPAM: { Config: [{ Subnet: '10.0.0.0/24' }, {}] },
        },
        { Id: 'n2', Name: 'bridge' },
      ],
    };
    expect(imageSummaries(raw.images, imageUsers(raw.containers))).toEqual([
      { id: 'i1', tags: ['nginx:1'], createdAt: 1000, sizeBytes: 5, usedBy: ['b', 'a'] },
      { id: 'i2', tags: [], createdAt: 0, sizeBytes: 0, usedBy: [] },
    ]);
    expect(volumeSummaries(raw.volumes, volumeUsers(raw.containers))).toEqual([
      { name: 'data', driver: 'local', createdAt: Date.UTC(2024, 4, 1, 10), usedBy: ['b', 'a'] },
      { name: 'other', driver: '', usedBy: [] },
    ]);
    expect(networkSummaries(raw.networks, networkUsers(raw.containers))).toEqual([
      { id: 'n2', name: 'bridge', driver: '', scope: '', subnets: [], builtIn: true, usedBy: [] },
      {
        ...{ id: 'n1', name: 'shop', driver: 'bridge', scope: 'local', subnets: ['10.0.0.0/24'] },
        ...{ builtIn: false, usedBy: ['b'] },
      },
    ]);
  });
});

describe('hostile and malformed lists', () => {
  const nasty = '\u0000\u001b]0;title\u0007evil\n\u009b31m\r\u007f';
  // As they come from JSON: a number can be infinite (1e999), a key can be __proto__.
  const json = (text: string): unknown => JSON.parse(text);
  const values: unknown[] = [
    ...[null, undefined, 0, -1, 1e308, json('1e999'), true, '', nasty, 'x'.repeat(100_000), [], {}, [null]],
    ...[[[]], [nasty], [{}], json('{"__proto__": {"a": 1}}'), json('{"constructor": "x"}'), { length: 5 }],
  ];
  const keys = [
    ...[
      'Id',
      'Names',
      'Image',
      'ImageID',
      'Command',
      'Created',
      'State',
      'Status',
      'Ports',
      'Labels',
      'Mounts',
    ],
    ...['NetworkSettings', 'RepoTags', 'Size', 'Name', 'Driver', 'CreatedAt', 'Scope', 'IPAM'],
  ];
  const deep = (value: unknown) => ({
    Ports: [
      value,
      { PrivatePort: value, PublicPort: value, Type: value, IP: value },
      { PrivatePort: 80, PublicPort: value },
    ],
    Labels: { 'com.docker.compose.project': value, 'com.docker.compose.service': value },
    Mounts: [value, { Type: 'volume', Name: value }],
    NetworkSettings: { Networks: { a: value, b: { NetworkID: value } } },
    IPAM: { Config: [value, { Subnet: value }] },
    ...{ Names: [value], RepoTags: [value] },
  });
  const lists = values.flatMap((value) => [
    [value],
    [Object.fromEntries(keys.map((key) => [key, value]))],
    [deep(value), value, container('ok')],
  ]);

  it('never throw, never fail the contract, and let no control character through', () => {
    for (const list of lists) {
      // Over the link they go as JSON.
      const shown: unknown[] = parse(
        array(unknown()),
        JSON.parse(
          JSON.stringify([
            containerSummaries(list),
            imageSummaries(list, imageUsers(list)),
            volumeSummaries(list, volumeUsers(list)),
            networkSummaries(list, networkUsers(list)),
          ]),
        ),
      );
      parse(array(containerSummary), shown[0]);
      parse(array(imageSummary), shown[1]);
      parse(array(volumeSummary), shown[2]);
      parse(array(networkSummary), shown[3]);
      const texts: string[] = [];
      JSON.stringify(shown, (_key, value: unknown) => {
        if (typeof value === 'string') texts.push(value);
        return value;
      });
      for (const text of texts) {
        expect(text).not.toMatch(/\p{Cc}/u);
        expect(text.length).toBeLessThanOrEqual(2000);
      }
    }
  });

  it('show no port that is none', () => {
    const ports = [0, -1, 65_536, 1.5, json('1e999'), '80', null].map((PrivatePort) => ({
      PrivatePort,
      Type: 'tcp',
    }));
    expect(containerSummaries([container('a', { Ports: ports })])[0]?.ports).toEqual([]);
    const [shown] = containerSummaries([
      container('a', { Ports: [{ PrivatePort: 80, PublicPort: 1e9, Type: '?' }] }),
    ]);
    expect(shown?.ports).toEqual([{ protocol: 'tcp', containerPort: 80 }]);
  });

  it('bound a long command', () => {
    expect(containerSummaries([container('a', { Command: 'x'.repeat(9999) })])[0]?.command).toHaveLength(500);
  });

  it('of ten thousand containers on one network are read in no time', () => {
    const NetworkSettings = { Networks: { x: { NetworkID: 'n1' } } };
    const containers = Array.from({ length: 10_000 }, (_, n) => container(`c${n}`, { NetworkSettings }));
    const begun = performance.now();
    const [network] = networkSummaries([{ Id: 'n1', Name: 'big' }], networkUsers(containers));
    expect(network?.usedBy).toHaveLength(10_000);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
