/** Volumes: names with labels and a size; there is nothing in them. */
import { hashOf, numberOf, stamp, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { isOn, text, textMap } from './fields.ts';
import { anyOf, labelsMatch, nameMatches, parseFilters } from './filters.ts';
import { readJson, sendJson, sendNothing, type Call } from './http.ts';
import type { Volume } from './model.ts';

const anonymousLabel = 'com.docker.volume.anonymous';

export interface VolumeSpec {
  readonly name: string;
  readonly created?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly driver?: string;
  readonly size?: number;
}

/** The volume of that name, made if it isn't there. */
export function addVolume(engine: Engine, spec: VolumeSpec): Volume {
  const present = engine.volumes.get(spec.name);
  if (present !== undefined) return present;
  engine.checkRoom(engine.volumes.size);
  const volume: Volume = {
    name: spec.name,
    created: spec.created ?? engine.now(),
    labels: spec.labels ?? {},
    options: spec.options ?? {},
    driver: spec.driver ?? 'local',
    size: spec.size ?? numberOf(2_000_000, 'volume size', spec.name),
  };
  engine.volumes.set(volume.name, volume);
  engine.events.emit('volume', 'create', volume.name, { driver: volume.driver });
  return volume;
}

/** One that nobody gave a name: 64 digits, and a label that says so. */
export function addAnonymousVolume(engine: Engine, from: string): Volume {
  return addVolume(engine, {
    name: hashOf('volume', from, engine.next()),
    labels: { [anonymousLabel]: '' },
  });
}

export function mountpoint(name: string): string {
  return `/var/lib/docker/volumes/${name}/_data`;
}

function view({ name, created, labels, options, driver }: Volume): object {
  return {
    CreatedAt: stamp(created).replace(/\.\d+Z$/, 'Z'),
    Driver: driver,
    Labels: Object.keys(labels).length === 0 ? null : labels,
    Mountpoint: mountpoint(name),
    Name: name,
    Options: Object.keys(options).length === 0 ? null : options,
    Scope: 'local',
  };
}

/** As `GET /system/df` shows it, with size and uses. */
export function volumeWithUsage(engine: Engine, volume: Volume): object {
  return {
    ...view(volume),
    UsageData: { Size: volume.size, RefCount: usersOf(engine, volume.name).length },
  };
}

function usersOf(engine: Engine, name: string): string[] {
  return [...engine.containers.values()]
    .filter(({ mounts }) => mounts.some((mount) => mount.name === name))
    .map(({ id }) => id);
}

function find(engine: Engine, name: string): Volume {
  const volume = engine.volumes.get(name);
  if (volume === undefined) throw new Fault(404, `get ${name}: no such volume`);
  return volume;
}

/** `GET /volumes` */
export function listVolumes(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), ['dangling', 'driver', 'label', 'label!', 'name']);
  const volumes = [...engine.volumes.values()].filter(
    ({ name, driver, labels }) =>
      anyOf(filters, 'dangling', (value) => isOn(value) === (usersOf(engine, name).length === 0)) &&
      anyOf(filters, 'driver', (value) => value === driver) &&
      anyOf(filters, 'name', (value) => nameMatches(value, name)) &&
      labelsMatch(filters, labels),
  );
  sendJson(call, 200, { Volumes: volumes.map(view), Warnings: null });
}

/** `POST /volumes/create`; the one that is there already is as good as a new one. */
export async function createVolume(engine: Engine, call: Call): Promise<void> {
  const body = await readJson(call);
  const name = text(body['Name']);
  const driver = text(body['Driver'], 'local');
  if (driver !== 'local' && driver !== '') {
    throw new Fault(
      404,
      `error looking up volume plugin ${driver.slice(0, 100)}: plugin "${driver.slice(0, 100)}" not found`,
    );
  }
  if (name !== '' && !isName(name)) {
    throw new Fault(
      400,
      `create ${name.slice(0, 300)}: "${name.slice(0, 300)}" includes invalid characters for a local volume ` +
        'name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use ' +
        'absolute path',
    );
  }
  const labels = textMap(body['Labels']);
  const options = textMap(body['DriverOpts']);
  const anonymous = { ...labels, [anonymousLabel]: '' };
  const volume = addVolume(
    engine,
    name === ''
      ? { name: hashOf('volume', engine.next()), labels: anonymous, options, size: 0 }
      : { name, labels, options, size: 0 },
  );
  sendJson(call, 201, view(volume));
}

/** What Docker allows for names of containers, volumes and networks. */
export function isName(name: string): boolean {
  return name.length <= 255 && /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name);
}

/** `GET /volumes/{name}` */
export function inspectVolume(engine: Engine, call: Call, name: string): void {
  sendJson(call, 200, view(find(engine, name)));
}

/** `DELETE /volumes/{name}`; `force` changes nothing for one in use. */
export function deleteVolume(engine: Engine, call: Call, name: string): void {
  if (!engine.volumes.has(name) && isOn(call.query.get('force'))) return sendNothing(call);
  const volume = find(engine, name);
  const users = usersOf(engine, name);
  if (users.length > 0)
    throw new Fault(409, `remove ${name}: volume is in use - [${users.slice(0, 20).join(', ')}]`);
  removeVolume(engine, volume);
  sendNothing(call);
}

function removeVolume(engine: Engine, { name, driver }: Volume): void {
  engine.volumes.delete(name);
  engine.events.emit('volume', 'destroy', name, { driver });
}

/** Removes what a container leaves behind: volumes without a name that nobody else uses. */
export function removeAnonymous(engine: Engine, names: readonly string[]): void {
  for (const name of names) {
    const volume = engine.volumes.get(name);
    if (volume === undefined || !Object.hasOwn(volume.labels, anonymousLabel)) continue;
    if (usersOf(engine, name).length === 0) removeVolume(engine, volume);
  }
}

/** `POST /volumes/prune`: unused ones without a name, or with `all` every unused one. */
export function pruneVolumes(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), ['all', 'label', 'label!']);
  const all = filters.get('all')?.some(isOn) ?? false;
  const doomed = [...engine.volumes.values()].filter(
    ({ name, labels }) =>
      usersOf(engine, name).length === 0 &&
      (all || Object.hasOwn(labels, anonymousLabel)) &&
      labelsMatch(filters, labels),
  );
  const reclaimed = doomed.reduce((sum, { size }) => sum + size, 0);
  for (const volume of doomed) removeVolume(engine, volume);
  engine.events.emit('volume', 'prune', '', { reclaimed: String(reclaimed) });
  sendJson(call, 200, { VolumesDeleted: doomed.map(({ name }) => name), SpaceReclaimed: reclaimed });
}
