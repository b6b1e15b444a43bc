/** Making containers: what the request says, with what the image brings. */
import { hashOf, numberOf, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { fields, text, textMap, texts, type Fields } from './fields.ts';
import { readJson, sendJson, type Call } from './http.ts';
import { lookUp, normalReference } from './images.ts';
import { containerEvent } from './life.ts';
import { Log } from './log.ts';
import type { Container, Image, Mount } from './model.ts';
import { findNetwork, join } from './networks.ts';
import { addAnonymousVolume, addVolume, isName, mountpoint } from './volumes.ts';

export interface ContainerSpec {
  readonly name: string;
  /** The body of `POST /containers/create`. */
  readonly body: Fields;
  readonly created?: number;
  readonly chatter?: readonly string[];
}

/** `POST /containers/create?name=` */
export async function createContainer(engine: Engine, call: Call): Promise<void> {
  const body = await readJson(call);
  const asked = (call.query.get('name') ?? '').replace(/^\//, '');
  if (asked !== '' && !isName(asked)) {
    throw new Fault(
      400,
      `Invalid container name (${asked.slice(0, 300)}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
  const container = addContainer(engine, { name: asked === '' ? randomName(engine) : asked, body });
  sendJson(call, 201, { Id: container.id, Warnings: [] });
}

/** Throws 404 without the image, 409 when the name is taken, 400 for what can't be. */
export function addContainer(engine: Engine, spec: ContainerSpec): Container {
  const { name, body, created = engine.now() } = spec;
  engine.checkRoom(engine.containers.size);
  const reference = text(body['Image']);
  if (reference === '') throw new Fault(400, 'no image specified: invalid reference format');
  const image = lookUp(engine, reference);
  if (image === undefined) throw new Fault(404, `No such image: ${normalReference(reference)}`);
  checkName(engine, name);
  const config = mergedConfig(image, body, reference);
  const argv = [...(texts(config['Entrypoint']) ?? []), ...(texts(config['Cmd']) ?? [])];
  if (argv.length === 0) throw new Fault(400, 'no command specified');
  const hostConfig = fields(body['HostConfig']);
  checkHostConfig(hostConfig);
  const id = hashOf('container', name, engine.next());
  const container: Container = {
    ...{ id, name, image: reference, imageId: image.id, created, hostConfig, argv },
    config: { Hostname: id.slice(0, 12), ...config },
    labels: textMap(config['Labels']),
    tty: config['Tty'] === true,
    mounts: mountsOf(engine, id, config, hostConfig),
    userland: image.userland,
    log: new Log(engine.now),
    endpoints: new Map(),
    ...{ ports: [], state: 'created', health: undefined, process: undefined, run: 0, restarts: 0 },
    ...{ startedAt: undefined, finishedAt: undefined, pausedAt: undefined },
    ...{ exitCode: 0, oomKilled: false, error: '' },
    chatter: spec.chatter ?? [],
  };
  joinNetworks(engine, container, body);
  engine.containers.set(id, container);
  containerEvent(engine, container, 'create');
  return container;
}

/** Throws 409 when a container has that name. */
export function checkName(engine: Engine, name: string): void {
  const other = [...engine.containers.values()].find((container) => container.name === name);
  if (other === undefined) return;
  throw new Fault(
    409,
    `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove ` +
      '(or rename) that container to be able to reuse that name.',
  );
}

function mergedConfig(image: Image, body: Fields, reference: string): Fields {
  const own = texts(body['Env']) ?? [];
  const named = new Set(own.map((entry) => entry.split('=')[0]));
  const inherited = (texts(image.config['Env']) ?? []).filter((entry) => !named.has(entry.split('=')[0]));
  const entrypoint = texts(body['Entrypoint']);
  // An entrypoint of one's own leaves the image's command aside.
  const cmd = texts(body['Cmd']) ?? (entrypoint === undefined ? texts(image.config['Cmd']) : undefined);
  const { HostConfig: _host, NetworkingConfig: _networks, ...rest } = body;
  const hostname = text(body['Hostname']);
  const { Hostname: _hostname, ...others } = rest;
  return {
    ...{ Domainname: '', User: '', AttachStdin: false, AttachStdout: true, AttachStderr: true },
    ...{ Tty: false, OpenStdin: false, StdinOnce: false },
    ...(text(image.config['StopSignal']) === '' ? {} : { StopSignal: image.config['StopSignal'] }),
    ...others,
    ...(hostname === '' ? {} : { Hostname: hostname }),
    ExposedPorts: { ...fields(image.config['ExposedPorts']), ...fields(body['ExposedPorts']) },
    Env: [...own, ...inherited],
    Cmd: cmd ?? null,
    Image: reference,
    Volumes: { ...fields(image.config['Volumes']), ...fields(body['Volumes']) },
    WorkingDir: text(body['WorkingDir']) || text(image.config['WorkingDir']),
    Entrypoint: entrypoint ?? texts(image.config['Entrypoint']) ?? null,
    Labels: { ...textMap(image.config['Labels']), ...textMap(body['Labels']) },
  };
}

/** Throws 400 for a restart policy that there isn't. */
export function checkHostConfig(hostConfig: Fields): void {
  const policy = text(fields(hostConfig['RestartPolicy'])['Name']);
  if (!['', 'no', 'always', 'unless-stopped', 'on-failure'].includes(policy)) {
    throw new Fault(
      400,
      `invalid restart policy: unknown policy '${policy.slice(0, 100)}'; use one of 'no', 'always', ` +
        `'on-failure', or 'unless-stopped'`,
    );
  }
  if (hostConfig['AutoRemove'] === true && policy !== '' && policy !== 'no') {
    throw new Fault(400, "can't create 'AutoRemove' container with restart policy");
  }
}

function mountsOf(engine: Engine, id: string, config: Fields, hostConfig: Fields): Mount[] {
  const mounts = new Map<string, Mount>();
  const volume = (name: string, target: string, writable: boolean) => {
    const made = name === '' ? addAnonymousVolume(engine, id) : addVolume(engine, { name });
    const source = mountpoint(made.name);
    mounts.set(target, { type: 'volume', name: made.name, source, target, writable });
  };
  const bind = (source: string, target: string, writable: boolean) =>
    mounts.set(target, { type: 'bind', name: undefined, source, target, writable });
  for (const entry of texts(hostConfig['Binds']) ?? []) {
    const [source = '', target = '', mode = ''] = entry.split(':');
    if (!target.startsWith('/')) {
      throw new Fault(400, `invalid volume specification: '${entry.slice(0, 300)}'`);
    }
    const writable = !mode.split(',').includes('ro');
    if (source.startsWith('/')) bind(source, target, writable);
    else if (isName(source)) volume(source, target, writable);
    else throw new Fault(400, `invalid volume specification: '${entry.slice(0, 300)}'`);
  }
  const list: unknown = hostConfig['Mounts'];
  for (const item of Array.isArray(list) ? list : []) {
    const mount = fields(item);
    const target = text(mount['Target']);
    const writable = mount['ReadOnly'] !== true;
    if (mount['Type'] === 'bind') bind(text(mount['Source']), target, writable);
    else if (mount['Type'] === 'volume') volume(text(mount['Source']), target, writable);
    else if (mount['Type'] === 'tmpfs') {
      mounts.set(target, { type: 'tmpfs', name: undefined, source: '', target, writable });
    } else throw new Fault(400, 'invalid mount config: mount type unknown');
  }
  for (const target of Object.keys(fields(config['Volumes']))) {
    if (!mounts.has(target)) volume('', target, true);
  }
  return [...mounts.values()];
}

function joinNetworks(engine: Engine, container: Container, body: Fields): void {
  const mode = text(container.hostConfig['NetworkMode']);
  const plain = mode === '' || mode === 'default';
  const wanted = Object.entries(fields(fields(body['NetworkingConfig'])['EndpointsConfig']));
  if (mode.startsWith('container:')) return;
  if (!plain && !wanted.some(([name]) => name === mode)) wanted.unshift([mode, {}]);
  if (wanted.length === 0) wanted.push(['bridge', {}]);
  for (const [name, endpoint] of wanted) {
    const network = findNetwork(engine, name === 'default' ? 'bridge' : name);
    join(engine, network, container, { aliases: texts(fields(endpoint)['Aliases']) ?? [] });
  }
}

const adjectives = [
  'amazing',
  'bold',
  'brave',
  'clever',
  'eager',
  'gifted',
  'happy',
  'keen',
  'quirky',
  'zen',
];
const people = ['curie', 'darwin', 'franklin', 'hopper', 'kepler', 'lovelace', 'noether', 'pascal', 'turing'];

/** Like the names that Docker makes up: an adjective and somebody of science. */
function randomName(engine: Engine): string {
  for (;;) {
    const n = engine.next();
    const adjective = adjectives[numberOf(adjectives.length, 'adjective', n)] ?? '';
    const name = `${adjective}_${people[numberOf(people.length, 'person', n)] ?? ''}`;
    const free = (wanted: string) => ![...engine.containers.values()].some((other) => other.name === wanted);
    if (free(name)) return name;
    if (free(`${name}${n}`)) return `${name}${n}`;
  }
}
