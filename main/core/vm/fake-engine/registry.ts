/** What the well-known images are like, for pulls and for the scenarios. */
import type { Fields } from './fields.ts';
import type { Userland } from './process.ts';
import { repositoryOf } from './images.ts';

interface Known {
  readonly config: Fields;
  readonly userland: Userland;
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const entrypoint = ['docker-entrypoint.sh'];

const known: ReadonlyMap<string, Fields> = new Map<string, Fields>([
  [
    'nginx',
    {
      Cmd: ['nginx', '-g', 'daemon off;'],
      Entrypoint: ['/docker-entrypoint.sh'],
      Env: [path, 'NGINX_VERSION=1.27.2'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
      StopSignal: 'SIGQUIT',
    },
  ],
  ['node', { Cmd: ['node'], Entrypoint: entrypoint, Env: [path, 'NODE_VERSION=20.18.0'] }],
  [
    'postgres',
    {
      Cmd: ['postgres'],
      Entrypoint: entrypoint,
      Env: [path, 'PG_MAJOR=16', 'PGDATA=/var/lib/postgresql/data'],
      ExposedPorts: { '5432/tcp': {} },
      Volumes: { '/var/lib/postgresql/data': {} },
      StopSignal: 'SIGINT',
    },
  ],
  [
    'redis',
    {
      Cmd: ['redis-server'],
      Entrypoint: entrypoint,
      Env: [path, 'REDIS_VERSION=7.4.1'],
      ExposedPorts: { '6379/tcp': {} },
      Volumes: { '/data': {} },
      WorkingDir: '/data',
    },
  ],
  ['python', { Cmd: ['python3'], Env: [path, 'PYTHON_VERSION=3.12.7'] }],
  ['hello-world', { Cmd: ['/hello'], Env: [path] }],
  ['traefik/whoami', { Entrypoint: ['/whoami'], Env: [path], ExposedPorts: { '80/tcp': {} } }],
]);

/** The configuration and the programs of an image of that name. */
export function registryConfig(reference: string): Known {
  const name = repositoryOf(reference).replace(/^.*\/library\//, '');
  const config = known.get(name) ?? { Cmd: ['/bin/sh'], Env: [path] };
  const bare = name === 'hello-world' || name === 'traefik/whoami';
  const small = /alpine|busybox/.test(reference);
  return { config: { WorkingDir: '', ...config }, userland: bare ? 'none' : small ? 'busybox' : 'full' };
}
