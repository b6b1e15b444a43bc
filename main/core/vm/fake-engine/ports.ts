/** Which ports of the VM a container takes when it starts, and which programs go on running. */
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { fields, text, texts } from './fields.ts';
import type { Container, Port } from './model.ts';

/** Where the engine begins to look for a free port, as Linux does for outgoing connections. */
const firstFree = 32_768;

/** The published ports of a container that is about to run. Throws 500 when one is taken, 400 when it is none. */
export function portsOf(engine: Engine, container: Container): Port[] {
  const taken = new Set<string>();
  for (const other of engine.containers.values()) {
    if (other !== container) for (const port of other.ports) taken.add(`${port.outside}/${port.protocol}`);
  }
  const ports: Port[] = [];
  for (const [inside, protocol, ip, asked] of wanted(container)) {
    let outside = asked;
    if (outside === 0) {
      outside = firstFree;
      while (taken.has(`${outside}/${protocol}`)) outside += 1;
    }
    if (taken.has(`${outside}/${protocol}`)) {
      throw new Fault(
        500,
        `failed to set up container networking: driver failed programming external connectivity on endpoint ` +
          `${container.name} (${container.id}): Bind for ${ip === '' ? '0.0.0.0' : ip}:${outside} failed: port is ` +
          'already allocated',
      );
    }
    taken.add(`${outside}/${protocol}`);
    for (const address of ip === '' ? ['0.0.0.0', '::'] : [ip]) {
      ports.push({ ip: address, inside, outside, protocol });
    }
  }
  return ports;
}

type Wanted = readonly [inside: number, protocol: string, ip: string, outside: number];

function wanted({ config, hostConfig }: Container): Wanted[] {
  const list: Wanted[] = [];
  const bindings = fields(hostConfig['PortBindings']);
  for (const [key, value] of Object.entries(bindings)) {
    for (const item of Array.isArray(value) ? value : []) {
      const binding = fields(item);
      const host = text(binding['HostPort']);
      const port = Number(host.split('-')[0]);
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new Fault(400, `invalid port specification: "${host.slice(0, 100)}"`);
      }
      const ip = text(binding['HostIp']);
      list.push([...parsePort(key), ip === '0.0.0.0' ? '' : ip.slice(0, 45), port]);
    }
  }
  if (hostConfig['PublishAllPorts'] === true) {
    for (const key of Object.keys(fields(config['ExposedPorts']))) {
      if (!Object.hasOwn(bindings, key)) list.push([...parsePort(key), '', 0]);
    }
  }
  return list;
}

/** `80/tcp` → 80 and `tcp`. Throws 400. */
function parsePort(key: string): readonly [number, string] {
  const match = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(key);
  if (match === null) throw new Fault(400, `invalid port: ${key.slice(0, 100)}`);
  return [Number(match[1]), match[2] ?? 'tcp'];
}

const services =
  /^(?:node|npm|yarn|python3?|java|ruby|php|php-fpm|go|nginx|httpd|postgres|mysqld|mariadbd|redis-server|mongod|tail|top|caddy|traefik)$/;

/** Whether its program is one that goes on: a known server, or what the image itself starts. */
export function isService(engine: Engine, { argv, imageId }: Container): boolean {
  const program = argv[0] ?? '';
  const config = engine.images.get(imageId)?.config ?? {};
  const own = [...(texts(config['Entrypoint']) ?? []), ...(texts(config['Cmd']) ?? [])];
  return own[0] === program || services.test(program.slice(program.lastIndexOf('/') + 1));
}
