/** The calls that show containers, and change what is said of them. */
import { checkHostConfig, checkName } from './create.ts';
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { fields, isOn } from './fields.ts';
import { anyOf, labelsMatch, nameMatches, parseFilters } from './filters.ts';
import { openStream, readJson, sendJson, sendNothing, wholeNumber, type Call } from './http.ts';
import { safeTag } from './images.ts';
import { containerEvent, isUp, remove } from './life.ts';
import { findContainer, needRunning } from './lookup.ts';
import type { Container } from './model.ts';
import { isName } from './volumes.ts';
import { inspectView, listEntry, pidOf } from './views.ts';

/** `GET /containers/json` */
export function listContainers(engine: Engine, call: Call): void {
  const { query } = call;
  const filters = parseFilters(query.get('filters'), [
    ...['ancestor', 'before', 'expose', 'exited', 'health', 'id', 'isolation', 'is-task', 'label', 'label!'],
    ...['name', 'network', 'publish', 'since', 'status', 'volume'],
  ]);
  const all = isOn(query.get('all')) || filters.has('status') || filters.has('exited');
  const limit = Number(query.get('limit') ?? 0);
  const shown = [...engine.containers.values()]
    .filter((container) => (all || limit > 0 || isUp(container)) && matches(engine, container, filters))
    .sort((a, b) => b.created - a.created)
    .slice(0, limit > 0 ? limit : undefined);
  sendJson(
    call,
    200,
    shown.map((container) => listEntry(engine, container)),
  );
}

function matches(engine: Engine, container: Container, filters: ReturnType<typeof parseFilters>): boolean {
  const { id, name, labels, state, health, exitCode, image, imageId } = container;
  const inNetwork = (wanted: string) =>
    [...container.endpoints.keys()].some(
      (key) => key.startsWith(wanted) || engine.networks.get(key)?.name === wanted,
    );
  return (
    anyOf(filters, 'status', (value) => value === state) &&
    anyOf(filters, 'name', (value) => nameMatches(value, name) || nameMatches(value, `/${name}`)) &&
    anyOf(filters, 'id', (value) => id.startsWith(value)) &&
    anyOf(filters, 'health', (value) => value === (health ?? 'none')) &&
    anyOf(filters, 'exited', (value) => state === 'exited' && Number(value) === exitCode) &&
    anyOf(filters, 'ancestor', (value) => imageId.startsWith(value) || safeTag(value) === safeTag(image)) &&
    anyOf(filters, 'network', inNetwork) &&
    anyOf(filters, 'volume', (value) =>
      container.mounts.some((mount) => mount.name === value || mount.target === value),
    ) &&
    labelsMatch(filters, labels)
  );
}

/** `GET /containers/{id}/json` */
export function inspectContainer(engine: Engine, call: Call, name: string): void {
  sendJson(call, 200, inspectView(engine, findContainer(engine, name)));
}

/** `POST /containers/{id}/rename?name=` */
export function renameContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const next = (call.query.get('name') ?? '').replace(/^\//, '');
  if (!isName(next)) {
    throw new Fault(
      400,
      `Invalid container name (${next.slice(0, 300)}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
  if (next === container.name) {
    throw new Fault(400, 'Error when renaming a container with its current name');
  }
  checkName(engine, next);
  const oldName = `/${container.name}`;
  container.name = next;
  containerEvent(engine, container, 'rename', { oldName });
  sendNothing(call);
}

/** `POST /containers/{id}/wait?condition=`: the headers at once, the code when it comes. */
export function waitForContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const condition = call.query.get('condition') || 'not-running';
  if (!['not-running', 'next-exit', 'removed'].includes(condition)) {
    throw new Fault(400, `invalid condition: "${condition.slice(0, 40)}"`);
  }
  openStream(call, 'application/json');
  let code = container.exitCode;
  const answer = () => void call.response.end(`${JSON.stringify({ StatusCode: code })}\n`);
  if (condition === 'not-running' && !isUp(container)) return answer();
  const heard = new AbortController();
  call.gone.addEventListener('abort', () => heard.abort(), { once: true });
  engine.events.listen(({ id, action }) => {
    if (id !== container.id) return;
    if (action === 'die') code = container.exitCode;
    if (action !== 'destroy' && (action !== 'die' || condition === 'removed')) return;
    heard.abort();
    answer();
  }, heard.signal);
}

/** `POST /containers/{id}/update`: limits and restart policy. */
export async function updateContainer(engine: Engine, call: Call, name: string): Promise<void> {
  const container = findContainer(engine, name);
  const body = await readJson(call);
  const changed = Object.entries(body).filter(([, value]) => value !== null);
  const hostConfig = { ...container.hostConfig, ...fields(Object.fromEntries(changed)) };
  checkHostConfig(hostConfig);
  container.hostConfig = hostConfig;
  containerEvent(engine, container, 'update');
  sendJson(call, 200, { Warnings: [] });
}

/** `POST /containers/{id}/resize?h=&w=` */
export function resizeContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const size = { height: String(wholeNumber(call, 'h')), width: String(wholeNumber(call, 'w')) };
  needRunning(container);
  containerEvent(engine, container, 'resize', size);
  sendNothing(call, 200);
}

/** `GET /containers/{id}/top` */
export function topOfContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  needRunning(container);
  const pid = String(pidOf(container));
  const since = new Date(container.startedAt ?? 0).toISOString().slice(11, 16);
  const row = ['root', pid, '1', '0', since, '?', '00:00:00', container.argv.join(' ')];
  sendJson(call, 200, {
    Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    Processes: [row],
  });
}

/** `GET /containers/{id}/changes`: the same few for each that has run; null, as the real engine says it, for others. */
export function changesOfContainer(engine: Engine, call: Call, name: string): void {
  const { startedAt } = findContainer(engine, name);
  const changes = [
    { Path: '/var', Kind: 0 },
    { Path: '/var/run', Kind: 0 },
    { Path: '/var/run/app.pid', Kind: 1 },
    { Path: '/etc/motd', Kind: 2 },
  ];
  sendJson(call, 200, startedAt === undefined ? null : changes);
}

/** `POST /containers/prune` */
export function pruneContainers(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), ['label', 'label!', 'until']);
  const doomed = [...engine.containers.values()].filter(
    (container) => !isUp(container) && labelsMatch(filters, container.labels),
  );
  for (const container of doomed) remove(engine, container, false);
  engine.events.emit('container', 'prune', '', { reclaimed: '0' });
  const ids = doomed.map(({ id }) => id);
  sendJson(call, 200, { ContainersDeleted: ids.length === 0 ? null : ids, SpaceReclaimed: 0 });
}
