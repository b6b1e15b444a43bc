/**
 * What the engine's configuration file may hold: Docker's "Daemon configuration file" (docs.docker.com/reference/cli/dockerd,
 * Linux), as the VM's dockerd takes it. Each was tried with it (28.5.2).
 */

/** What a value looks like; shown to people as it is, since it reads the same in every language. */
export const shapes = {
  text: '"…"',
  flag: 'true | false',
  number: '123',
  texts: '["…", …]',
  flagMap: '{ "…": true, … }',
  textMap: '{ "…": "…", … }',
  object: '{ … }',
  objects: '[{ … }, …]',
} as const;
export type Shape = keyof typeof shapes;

/** Why a key is Moorage's own. */
export type OwnReason = 'place' | 'socket' | 'liveRestore' | 'network';

export interface KnownKey {
  readonly shape: Shape;
  readonly choices?: readonly string[];
  /** Nobody else may give it another value than Moorage does. */
  readonly own?: OwnReason;
}

const text: KnownKey = { shape: 'text' };
const flag: KnownKey = { shape: 'flag' };
const number: KnownKey = { shape: 'number' };
const texts: KnownKey = { shape: 'texts' };
const object: KnownKey = { shape: 'object' };
const own = (reason: OwnReason, shape: Shape = 'text'): KnownKey => ({ shape, own: reason });
const oneOf = (...choices: readonly string[]): KnownKey => ({ shape: 'text', choices });

const known: Readonly<Record<string, KnownKey>> = {
  'allow-direct-routing': flag,
  'authorization-plugins': texts,
  bip: text,
  bip6: text,
  bridge: text,
  builder: object,
  'cdi-spec-dirs': texts,
  'cgroup-parent': own('place'),
  containerd: own('place'),
  'containerd-namespace': own('place'),
  'containerd-plugins-namespace': own('place'),
  'cpu-rt-period': number,
  'cpu-rt-runtime': number,
  'cri-containerd': own('place', 'flag'),
  'data-root': own('place'),
  debug: flag,
  'default-address-pools': { shape: 'objects' },
  'default-cgroupns-mode': oneOf('private', 'host'),
  'default-gateway': text,
  'default-gateway-v6': text,
  'default-ipc-mode': oneOf('private', 'shareable'),
  'default-network-opts': object,
  'default-runtime': text,
  'default-shm-size': text,
  'default-ulimits': object,
  dns: texts,
  'dns-opts': texts,
  'dns-search': texts,
  'exec-opts': texts,
  'exec-root': own('place'),
  experimental: flag,
  features: { shape: 'flagMap' },
  'fixed-cidr': text,
  'fixed-cidr-v6': text,
  group: own('socket'),
  'host-gateway-ip': own('network'),
  'host-gateway-ips': own('network', 'texts'),
  hosts: own('socket', 'texts'),
  'http-proxy': text,
  'https-proxy': text,
  icc: flag,
  init: flag,
  'init-path': text,
  'insecure-registries': texts,
  ip: text,
  'ip-forward': own('network', 'flag'),
  'ip-forward-no-drop': flag,
  'ip-masq': flag,
  ip6tables: flag,
  iptables: own('network', 'flag'),
  ipv6: flag,
  labels: texts,
  'live-restore': own('liveRestore', 'flag'),
  'log-driver': text,
  'log-format': oneOf('text', 'json'),
  'log-level': oneOf('debug', 'info', 'warn', 'error', 'fatal'),
  'log-opts': { shape: 'textMap' },
  'max-concurrent-downloads': number,
  'max-concurrent-uploads': number,
  'max-download-attempts': number,
  'metrics-addr': text,
  mtu: number,
  'network-control-plane-mtu': number,
  'network-diagnostic-port': number,
  'no-new-privileges': flag,
  'no-proxy': text,
  'node-generic-resources': texts,
  pidfile: own('place'),
  proxies: { shape: 'textMap' },
  'raw-logs': flag,
  'registry-mirrors': texts,
  rootless: own('place', 'flag'),
  runtimes: object,
  'seccomp-profile': text,
  'selinux-enabled': flag,
  'shutdown-timeout': number,
  'storage-driver': text,
  'storage-opts': texts,
  'swarm-default-advertise-addr': text,
  tls: own('socket', 'flag'),
  tlscacert: own('socket'),
  tlscert: own('socket'),
  tlskey: own('socket'),
  tlsverify: own('socket', 'flag'),
  'userland-proxy': own('network', 'flag'),
  'userland-proxy-path': own('network'),
  'userns-remap': text,
};

/** All keys that the engine knows. */
export const daemonKeys: ReadonlyMap<string, KnownKey> = new Map(Object.entries(known));

/** The known key that this one is most likely meant to be; undefined where none is near. */
export function nearestKey(key: string): string | undefined {
  const wanted = key.toLowerCase().replaceAll('_', '-');
  // A part of a name is all that many people remember: mirrors, ulimits.
  const longer = [...daemonKeys.keys()].filter((one) => wanted.length > 3 && one.includes(wanted));
  if (longer.length === 1) return longer[0];
  let best: { readonly key: string; readonly away: number } | undefined;
  for (const one of daemonKeys.keys()) {
    const away = distance(wanted, one);
    if (best === undefined || away < best.away) best = { key: one, away };
  }
  return best !== undefined && best.away <= Math.max(1, Math.floor(wanted.length / 4)) ? best.key : undefined;
}

/** How many letters one has to add, leave out or change (Levenshtein). */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
