/** A believable developer's machine: a web shop in Compose, and a few containers on the side. */
import { hashOf, type Engine } from './engine.ts';
import type { Fields } from './fields.ts';
import { addImage } from './images.ts';
import { addNetwork } from './networks.ts';
import { registryConfig } from './registry.ts';
import { holdTag } from './registry-calls.ts';
import { day, hour, minute, seedContainer } from './seeding.ts';
import { addVolume } from './volumes.ts';

export function fillDemo(engine: Engine): void {
  addImages(engine);
  addVolumes(engine);
  for (const tag of ['1.0', '1.1', 'latest']) holdTag(engine, 'shop/api', tag);
  holdTag(engine, 'toolbox', '2026.11');
  const created = engine.now() - 3 * day;
  addNetwork(engine, {
    ...{ name: 'shop_default', created },
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.network': 'default' },
  });
  addNetwork(engine, { name: 'playground', created, subnet: '172.28.0.0/16' });
  addShop(engine);
  addSingles(engine);
}

function addImages(engine: Engine): void {
  const now = engine.now();
  const pulled: readonly (readonly [tag: string, days: number, size: number])[] = [
    ['nginx:1.27-alpine', 24, 48_300_000],
    ['node:20-bookworm-slim', 17, 201_400_000],
    ['postgres:16', 31, 431_900_000],
    ['redis:7-alpine', 40, 41_200_000],
    ['python:3.12-slim', 12, 124_700_000],
    ['traefik/whoami:latest', 90, 6_600_000],
  ];
  for (const [tag, days, size] of pulled) {
    addImage(engine, {
      ...{ tags: [tag], created: now - days * day, size, pulled: true, layers: 2 + (days % 5) },
      ...registryConfig(tag),
    });
  }
  const config = { ...registryConfig('node:20').config, Cmd: ['node', 'server.js'], WorkingDir: '/app' };
  const built = {
    config: { ...config, ExposedPorts: { '3000/tcp': {} } },
    userland: 'full',
    layers: 7,
  } as const;
  addImage(engine, { tags: ['shop-api:latest'], created: now - 2 * hour, size: 287_300_000, ...built });
  // The build before that one.
  addImage(engine, {
    ...{ tags: [], created: now - 26 * hour, size: 286_900_000, ...built },
    idFrom: 'shop-api, yesterday',
  });
}

function addVolumes(engine: Engine): void {
  const created = engine.now() - 3 * day;
  const compose = (volume: string) => ({
    'com.docker.compose.project': 'shop',
    'com.docker.compose.volume': volume,
  });
  addVolume(engine, { name: 'shop_db-data', created, labels: compose('db-data'), size: 74_300_000 });
  addVolume(engine, { name: 'shop_uploads', created, labels: compose('uploads'), size: 412_600_000 });
  addVolume(engine, { name: 'cache-data', created, size: 1_900_000 });
  addVolume(engine, { name: 'notebooks', created: created - 20 * day, size: 8_400_000 });
  addVolume(engine, {
    name: hashOf('volume', 'left over'),
    ...{ created: created - 9 * day, size: 51_200_000, labels: { 'com.docker.volume.anonymous': '' } },
  });
}

function service(name: string, more: Fields, hostConfig: Fields = {}): Fields {
  return {
    ...more,
    Labels: {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': name,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project.working_dir': '/srv/shop',
      'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
    },
    HostConfig: { NetworkMode: 'shop_default', RestartPolicy: { Name: 'no' }, ...hostConfig },
    NetworkingConfig: { EndpointsConfig: { shop_default: { Aliases: [`shop-${name}-1`, name] } } },
  };
}

const published = (inside: string, outside: string) => ({
  PortBindings: { [inside]: [{ HostIp: '', HostPort: outside }] },
});

function addShop(engine: Engine): void {
  const times = { made: 2 * hour, started: 2 * hour - minute };
  seedContainer(engine, {
    ...{ name: 'shop-db-1', ...times, health: 'healthy' },
    body: service(
      'db',
      { Image: 'postgres:16', Env: ['POSTGRES_PASSWORD=not-a-secret', 'POSTGRES_DB=shop'] },
      { Binds: ['shop_db-data:/var/lib/postgresql/data:rw'], RestartPolicy: { Name: 'unless-stopped' } },
    ),
    chatter: [
      '!%t UTC [%n] LOG:  checkpoint starting: time',
      '!%t UTC [%n] LOG:  checkpoint complete: wrote %n buffers',
    ],
  });
  seedContainer(engine, {
    ...{ name: 'shop-api-1', ...times },
    body: service(
      'api',
      { Image: 'shop-api:latest', Env: ['PORT=3000', 'DB_HOST=db'] },
      published('3000/tcp', '3000'),
    ),
    chatter: [
      '{"level":"info","time":"%t","msg":"GET /products","status":200,"ms":%n}',
      '{"level":"info","time":"%t","msg":"GET /products/%n","status":200,"ms":12}',
      '!{"level":"warn","time":"%t","msg":"GET /products/%n","status":404,"ms":3}',
    ],
  });
  seedContainer(engine, {
    ...{ name: 'shop-web-1', ...times },
    body: service(
      'web',
      { Image: 'nginx:1.27-alpine' },
      { ...published('80/tcp', '8080'), Binds: ['/srv/shop/web:/usr/share/nginx/html:ro'] },
    ),
    chatter: [
      '172.18.0.1 - - [%t] "GET / HTTP/1.1" 200 %n "-" "Mozilla/5.0"',
      '172.18.0.1 - - [%t] "GET /assets/app.js HTTP/1.1" 304 0 "-" "Mozilla/5.0"',
      '172.18.0.1 - - [%t] "GET /api/products?page=%n HTTP/1.1" 200 %n "-" "Mozilla/5.0"',
    ],
  });
  seedContainer(engine, {
    ...{ name: 'shop-worker-1', ...times, ended: 48 * minute, exitCode: 1 },
    body: service('worker', {
      ...{ Image: 'shop-api:latest', Cmd: ['node', 'worker.js'], Env: ['QUEUE_URL=amqp://queue:5672'] },
    }),
    lines: [
      'worker starts, 4 jobs at a time',
      'connecting to amqp://queue:5672',
      '!Error: getaddrinfo ENOTFOUND queue',
      '!    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)',
      "!  errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'queue'",
      '!giving up after 5 attempts',
    ],
  });
}

function addSingles(engine: Engine): void {
  seedContainer(engine, {
    ...{ name: 'whoami', made: 5 * day, started: 5 * day },
    body: {
      Image: 'traefik/whoami:latest',
      HostConfig: { ...published('80/tcp', '8081'), RestartPolicy: { Name: 'always' } },
    },
    lines: ['Starting up on port 80'],
  });
  seedContainer(engine, {
    ...{ name: 'cache', made: 3 * day, started: 9 * hour, paused: true },
    body: {
      Image: 'redis:7-alpine',
      Cmd: ['redis-server', '--save', '60', '1'],
      HostConfig: { Binds: ['cache-data:/data'], NetworkMode: 'playground' },
    },
    lines: [
      '* Ready to accept connections tcp',
      '* 1 changes in 60 seconds. Saving...',
      '* DB saved on disk',
    ],
  });
  seedContainer(engine, {
    ...{ name: 'toolbox', made: 4 * hour, started: 4 * hour },
    body: { Image: 'python:3.12-slim', Cmd: ['bash'], Tty: true, OpenStdin: true },
  });
  seedContainer(engine, {
    ...{ name: 'nightly-report', made: 11 * hour, started: 11 * hour, ended: 11 * hour - 2 * minute },
    body: {
      ...{ Image: 'python:3.12-slim', Cmd: ['python3', 'report.py', '--since', 'yesterday'] },
      HostConfig: { Binds: ['notebooks:/data'], NetworkMode: 'playground' },
    },
    lines: ['reading 1,284 orders', 'wrote /data/report.html', 'done in 97 s'],
  });
  seedContainer(engine, {
    ...{ name: 'image-resizer', made: day, started: day, ended: 23 * hour, exitCode: 137, oomKilled: true },
    body: {
      ...{ Image: 'python:3.12-slim', Cmd: ['python3', 'resize.py', '/in', '/out'] },
      HostConfig: { Memory: 128 * 1024 * 1024 },
    },
    lines: ['resizing 312 pictures', '118 of 312', '!MemoryError: the picture panorama.tif is large'],
  });
}
