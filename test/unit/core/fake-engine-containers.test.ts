import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, listen, type Listening } from './fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
});
afterEach(() => engine.end());

const post = (path: string, body: object = {}) => ask(engine.socketPath, 'POST', path, JSON.stringify(body));
const run = async (body: object, name = 'own') => {
  const made = await post(`/containers/create?name=${name}`, { Image: 'redis:7-alpine', ...body });
  await post(`/containers/${name}/start`);
  return made;
};
const stateOf = async (name: string) => (await engine.docker.getContainer(name).inspect()).State;

describe('containers of the fake engine', () => {
  it('are made, started, stopped, renamed and removed', async () => {
    const { docker } = engine;
    const made = await docker.createContainer({
      name: 'mine',
      Image: 'redis:7-alpine',
      Env: ['A=1', 'REDIS_VERSION=own'],
      Labels: { a: 'b' },
      ExposedPorts: { '6379/tcp': {} },
      HostConfig: {
        PortBindings: { '6379/tcp': [{ HostPort: '' }] },
        Binds: ['cache-data:/data', '/tmp:/t:ro'],
      },
    });
    expect((await made.inspect()).State).toMatchObject({ Status: 'created', Running: false });
    await made.start();
    const facts = await made.inspect();
    expect(facts.State).toMatchObject({ Status: 'running', ExitCode: 0 });
    expect(facts.Config.Env).toEqual(expect.arrayContaining(['A=1', 'REDIS_VERSION=own']));
    expect(facts.Config.Env.filter((entry) => entry.startsWith('REDIS_VERSION='))).toHaveLength(1);
    expect(facts.NetworkSettings.Ports['6379/tcp']?.[0]?.HostPort).toMatch(/^32\d\d\d$/);
    expect(facts.Mounts.map(({ Destination, RW }) => [Destination, RW])).toEqual([
      ['/data', true],
      ['/t', false],
    ]);
    await made.rename({ name: 'yours' });
    await docker.getContainer('yours').stop();
    expect((await stateOf('yours')).Status).toBe('exited');
    await docker.getContainer(made.id.slice(0, 8)).remove();
    await expect(made.inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('refuse in the words of the real engine', async () => {
    const refused = async (path: string, body?: object) => {
      const { status, json } = await post(path, body);
      return [status, json['message']];
    };
    expect(await refused('/containers/nothere/start')).toEqual([404, 'No such container: nothere']);
    expect(await refused('/containers/create?name=x', { Image: 'nothere' })).toEqual([
      404,
      'No such image: nothere:latest',
    ]);
    expect(await refused('/containers/create?name=whoami', { Image: 'redis:7-alpine' })).toEqual([
      409,
      expect.stringMatching(/^Conflict. The container name "\/whoami" is already in use by container/),
    ]);
    expect(await refused('/containers/create?name=-', { Image: 'redis:7-alpine' })).toEqual([
      400,
      expect.stringContaining('Invalid container name'),
    ]);
    expect((await post('/containers/whoami/start')).status).toBe(304);
    expect((await post('/containers/nightly-report/stop')).status).toBe(304);
    expect(await refused('/containers/whoami/kill?signal=NO')).toEqual([400, 'invalid signal: NO']);
    expect(await refused('/containers/nightly-report/kill')).toEqual([
      409,
      expect.stringContaining('is not running'),
    ]);
    expect(await refused('/containers/cache/pause')).toEqual([
      409,
      expect.stringContaining('already paused'),
    ]);
    const removal = await ask(engine.socketPath, 'DELETE', '/containers/whoami');
    expect(removal).toMatchObject({ status: 409 });
    expect(removal.json['message']).toContain('stop the container before removing or force remove');
    expect((await ask(engine.socketPath, 'POST', '/containers/create', '{nonsense')).status).toBe(400);
    expect(
      (await ask(engine.socketPath, 'POST', '/containers/create', Buffer.alloc(5_000_000, 32))).status,
    ).toBe(400);
    expect((await ask(engine.socketPath, 'GET', '/containers/json?filters={"no":["x"]}')).status).toBe(400);
    expect((await ask(engine.socketPath, 'GET', '/containers/%ff/json')).status).toBe(400);
  });

  it('take a port only once', async () => {
    const clash = { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } };
    await post('/containers/create?name=second', { Image: 'redis:7-alpine', ...clash });
    const second = await post('/containers/second/start');
    expect(second.status).toBe(500);
    expect(second.json['message']).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated');
    await post('/containers/shop-web-1/stop');
    expect((await post('/containers/second/start')).status).toBe(204);
  });

  it('pause, go on, are killed and restarted', async () => {
    const whoami = engine.docker.getContainer('whoami');
    await whoami.pause();
    const listed = await engine.docker.listContainers({ filters: { status: ['paused'] } });
    expect(new Set(listed.map(({ Names }) => Names[0]))).toEqual(new Set(['/cache', '/whoami']));
    expect(listed[0]?.Status).toMatch(/^Up .+ \(Paused\)$/);
    await whoami.unpause();
    expect(await stateOf('whoami')).toMatchObject({ Status: 'running', Paused: false });
    const before = (await whoami.inspect()).State.StartedAt;
    await whoami.restart();
    expect((await whoami.inspect()).State.StartedAt > before).toBe(true);
    await whoami.kill({ signal: 'SIGKILL' });
    expect(await stateOf('whoami')).toMatchObject({ Status: 'exited', ExitCode: 137 });
  });

  it('end with the exit code of their program, which `wait` tells', async () => {
    await run({ Cmd: ['sh', '-c', 'echo one && sleep 0.05; exit 3'], Entrypoint: [] });
    expect(await engine.docker.getContainer('own').wait()).toEqual({ StatusCode: 3 });
    expect(await stateOf('own')).toMatchObject({ Status: 'exited', ExitCode: 3 });
    const gone = engine.docker.getContainer('nightly-report').wait({ condition: 'removed' });
    await engine.docker.getContainer('nightly-report').remove();
    expect(await gone).toEqual({ StatusCode: 0 });
  });

  it('do what their restart policy says', async () => {
    const policy = { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } };
    await run({ Cmd: ['false'], Entrypoint: [], HostConfig: policy });
    await expect.poll(async () => (await engine.docker.getContainer('own').inspect()).RestartCount).toBe(1);
    await expect.poll(async () => (await stateOf('own')).Status).toBe('exited');
    await run({ Cmd: ['true'], Entrypoint: [], HostConfig: { AutoRemove: true } }, 'passing');
    await expect.poll(async () => (await post('/containers/passing/start')).status).toBe(404);
    expect((await post('/containers/own/update', { RestartPolicy: { Name: 'nonsense' } })).status).toBe(400);
    expect((await post('/containers/own/update', { Memory: 64_000_000 })).status).toBe(200);
    expect((await engine.docker.getContainer('own').inspect()).HostConfig.Memory).toBe(64_000_000);
  });

  it('without their program do not start', async () => {
    await post('/containers/create?name=own', { Image: 'redis:7-alpine', Cmd: ['nothere'], Entrypoint: [] });
    const started = await post('/containers/own/start');
    expect(started.status).toBe(400);
    expect(started.json['message']).toContain('exec: "nothere": executable file not found in $PATH');
    expect(await stateOf('own')).toMatchObject({ Status: 'created', ExitCode: 127 });
  });

  it('are found by filters, and pruned', async () => {
    const names = async (filters: Record<string, string[]>) =>
      new Set((await engine.docker.listContainers({ all: true, filters })).map(({ Names }) => Names[0]));
    expect(await names({ label: ['com.docker.compose.service=db'] })).toEqual(new Set(['/shop-db-1']));
    expect(await names({ name: ['^shop-w'] })).toEqual(new Set(['/shop-web-1', '/shop-worker-1']));
    expect(await names({ status: ['exited'] })).toEqual(
      new Set(['/image-resizer', '/nightly-report', '/shop-worker-1']),
    );
    expect(await engine.docker.listContainers()).toHaveLength(6);
    const pruned = await engine.docker.pruneContainers();
    expect(pruned.ContainersDeleted).toHaveLength(3);
    expect(await names({ status: ['exited'] })).toEqual(new Set([]));
    expect(await engine.docker.info()).toMatchObject({
      ...{ Containers: 6, ContainersRunning: 5, ContainersPaused: 1, ContainersStopped: 0 },
    });
  });

  it('show their processes', async () => {
    expect(await engine.docker.getContainer('whoami').top()).toMatchObject({
      Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
      Processes: [expect.arrayContaining(['root', '/whoami'])],
    });
    await expect(engine.docker.getContainer('nightly-report').top()).rejects.toMatchObject({
      statusCode: 409,
    });
  });
});

describe('volumes and networks of the fake engine', () => {
  it('volumes are made once, held by their users, and pruned', async () => {
    const { docker } = engine;
    await docker.createVolume({ Name: 'mine', Labels: { a: 'b' } });
    await docker.createVolume({ Name: 'mine' });
    const mine = (await docker.listVolumes()).Volumes.filter(({ Name }) => Name === 'mine');
    expect(mine.map(({ Labels }) => Labels)).toEqual([{ a: 'b' }]);
    await expect(docker.getVolume('shop_db-data').remove()).rejects.toMatchObject({ statusCode: 409 });
    await expect(docker.createVolume({ Name: '../x' })).rejects.toMatchObject({ statusCode: 400 });
    await docker.getVolume('mine').remove();
    await expect(docker.getVolume('mine').inspect()).rejects.toMatchObject({ statusCode: 404 });
    // The one without a name; then all without a user.
    expect((await docker.pruneVolumes()).VolumesDeleted).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const all = await docker.pruneVolumes({ filters: { all: ['true'] } });
    expect(all.VolumesDeleted).toEqual(['shop_uploads']);
    const anonymous = await post('/containers/create?name=own', { Image: 'postgres:16' });
    expect(anonymous.status).toBe(201);
    expect((await docker.listVolumes()).Volumes).toHaveLength(4);
    await docker.getContainer('own').remove({ v: true });
    expect((await docker.listVolumes()).Volumes).toHaveLength(3);
  });

  it('networks know their members, and stay while they have some', async () => {
    const { docker } = engine;
    const created = await docker.createNetwork({
      Name: 'mine',
      IPAM: { Config: [{ Subnet: '172.30.0.0/16' }] },
    });
    await expect(docker.createNetwork({ Name: 'mine' })).rejects.toMatchObject({ statusCode: 409 });
    await created.connect({ Container: 'whoami' });
    const whoami = await docker.getContainer('whoami').inspect();
    expect(await docker.getNetwork('mine').inspect()).toMatchObject({
      Containers: { [whoami.Id]: { Name: 'whoami', IPv4Address: '172.30.0.2/16' } },
    });
    await expect(created.remove()).rejects.toMatchObject({
      statusCode: 403,
      message: expect.stringContaining('has active endpoints'),
    });
    await expect(docker.getNetwork('bridge').remove()).rejects.toMatchObject({ statusCode: 403 });
    await created.disconnect({ Container: 'whoami' });
    await created.remove();
    await expect(docker.getNetwork('mine').inspect()).rejects.toMatchObject({ statusCode: 404 });
    await docker.createNetwork({ Name: 'unused' });
    expect((await docker.pruneNetworks()).NetworksDeleted).toEqual(['unused']);
  });
});
