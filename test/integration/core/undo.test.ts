/** Removals that can be undone, on the fake engine: what is there meanwhile, afterwards, and after a core's restart. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { createInventory, type Inventory } from '../../../main/core/engine/inventory.ts';
import { asRecord } from '../../../main/core/engine/untrusted.ts';
import { removedEntry } from '../../../main/core/engine/undo/entry.ts';
import { UndoService } from '../../../main/core/engine/undo/service.ts';
import { openListFile } from '../../../main/core/lib/list-file.ts';
import { listen, type Listening } from '../../unit/core/fake-engine-socket.ts';
import { quiet } from '../engine/fixture.ts';

let engine: Listening;
let folder: string;
let undo: UndoService;
let inventory: Inventory;
let core: AbortController;
let minutes: number;
/** Milliseconds that the core's clock is ahead. */
let ahead: number;

async function begin(): Promise<void> {
  core = new AbortController();
  const journal = await openListFile(join(folder, 'removed.json'), 'removed', v.array(removedEntry));
  undo = new UndoService({
    docker: engine.docker,
    journal,
    minutes: () => minutes,
    log: quiet,
    now: () => Date.now() + ahead,
  });
  inventory = createInventory(engine.docker, quiet, undo);
  inventory.follow(core.signal);
  undo.follow(core.signal);
  await until(() => inventory.networks.value.kind === 'ready');
}

function end(): void {
  core.abort();
  undo.close();
}

/** Ends the core, lets time pass, and begins it anew. */
async function later(ms: number): Promise<void> {
  end();
  ahead += ms;
  await begin();
}

beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });

  folder = await mkdtemp(join(tmpdir(), 'undo-'));
  minutes = 10;
  ahead = 0;
  await begin();
});
afterEach(async () => {
  end();
  await engine.end();
  await rm(folder, { recursive: true, force: true });
});

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(met, { timeout: 20_000 }).toBe(true);
}

function listed(kind: 'containers' | 'images' | 'volumes' | 'networks'): string[] {
  const list = inventory[kind].value;
  if (list.kind !== 'ready') return ['not ready'];
  return list.items.flatMap((one) => ('tags' in one ? one.tags : [one.name]));
}

const ten = 10 * 60_000;
const base = 'redis:7-alpine';

/** A container of ours; what is in the way is removed. */
async function container(options: Record<string, unknown> = {}): Promise<string> {
  const { docker } = engine;
  await docker
    .getContainer('undo-web')
    .remove({ force: true })
    .catch(() => undefined);
  const policy = { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } };
  const made = await docker.createContainer({
    name: 'undo-web',
    Image: base,
    Cmd: ['sleep', '100000'],
    StopTimeout: 0,
    HostConfig: policy,
    ...options,
  });
  return made.id;
}

async function look(id: string) {
  const one = asRecord(await engine.docker.getContainer(id).inspect());
  const host = asRecord(one['HostConfig']);
  return {
    name: one['Name'],
    runs: asRecord(one['State'])['Running'],
    policy: asRecord(host['RestartPolicy'])['Name'],
  };
}

const removeContainer = (id: string, volumes = false) =>
  undo.remove((keep) => keep.container({ id, force: true, volumes }), 'group');
const removeImage = (reference: string, force = false) =>
  undo.remove((keep) => keep.image({ reference, force }), 'group');
const gone = (task: Promise<unknown>) =>
  task.then(
    () => false,
    (error: unknown) => asRecord(error)['statusCode'] === 404,
  );
const only = () => {
  const [one] = undo.topic.value;
  if (one === undefined) throw new Error('nothing is held');
  return one;
};

describe('a container', () => {
  it('looks removed, and comes back with its name, its policy, and running', async () => {
    const id = await container();
    await engine.docker.getContainer(id).start();
    await until(() => listed('containers').includes('undo-web'));
    expect(await removeContainer(id)).toBe(true);
    const held = await look(id);
    expect(held).toEqual({
      name: expect.stringMatching(/^\/undo-web-removed-[0-9a-f]{6}$/),
      runs: false,
      policy: 'no',
    });
    await until(() => !listed('containers').some((name) => name.startsWith('undo-web')));
    await undo.undo(only().id);
    expect(await look(id)).toEqual({ name: '/undo-web', runs: true, policy: 'always' });
    await until(() => listed('containers').includes('undo-web'));
    expect(undo.topic.value).toEqual([]);
    await engine.docker.getContainer(id).remove({ force: true });
  });

  it('stays stopped where it was, and is removed once its time is over, after a restart of the core', async () => {
    const id = await container();
    expect(await removeContainer(id)).toBe(true);
    await later(0);
    expect(listed('containers').some((name) => name.startsWith('undo-web'))).toBe(false);
    await undo.undo(only().id);
    expect(await look(id)).toMatchObject({ runs: false, policy: 'always' });
    await removeContainer(id);
    await later(ten + 1000);
    await until(() => gone(engine.docker.getContainer(id).inspect()));
    await until(() => undo.topic.value.length === 0);
  });

  it('is kept, and says so, where its name is taken by then', async () => {
    const id = await container();
    await removeContainer(id);
    const second = await engine.docker.createContainer({ name: 'undo-web', Image: base, Cmd: ['true'] });
    await expect(undo.undo(only().id)).rejects.toMatchObject({ code: 'undo.nameTaken' });
    await later(ten + 1000);
    expect(only().error).toMatchObject({ code: 'undo.nameTaken' });
    await until(() => listed('containers').some((name) => name.startsWith('undo-web-removed')));
    await second.remove({ force: true });
    await undo.undo(only().id);
    expect(await look(id)).toMatchObject({ name: '/undo-web' });
    await engine.docker.getContainer(id).remove({ force: true });
  });

  it('is kept where somebody starts it meanwhile', async () => {
    const id = await container();
    await removeContainer(id);
    await engine.docker.getContainer(id).start();
    await until(() => undo.topic.value[0]?.error?.code === 'removal.usedAgain');
    expect(await look(id)).toMatchObject({ name: '/undo-web', runs: true });
    await undo.forget(only().id);
    expect(undo.topic.value).toEqual([]);
    await engine.docker.getContainer(id).remove({ force: true });
  });

  it('is refused where it would be lost, and where nothing is held back', async () => {
    const id = await container({ HostConfig: { AutoRemove: true } });
    await engine.docker.getContainer(id).start();
    await expect(removeContainer(id)).rejects.toMatchObject({ code: 'removal.autoRemove' });
    // The engine refuses it without force, so it shall say so itself.
    expect(await undo.remove((keep) => keep.container({ id, force: false, volumes: false }), 'g')).toBe(
      false,
    );
    await engine.docker.getContainer(id).remove({ force: true });
    minutes = 0;
    await expect(removeContainer(await container())).rejects.toMatchObject({ code: 'removal.notHeld' });
    await engine.docker.getContainer('undo-web').remove({ force: true });
  });

  it('is off the list when somebody else removes it', async () => {
    const id = await container();
    await removeContainer(id);
    await engine.docker.getContainer(id).remove();
    await until(() => undo.topic.value.length === 0);
  });

  it('takes back at its next start what a crash has cut short', async () => {
    const id = await container();
    await removeContainer(id);
    end();
    const path = join(folder, 'removed.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"held": true', '"held": false'));
    await begin();
    await until(() => undo.topic.value.length === 0);
    expect(await look(id)).toMatchObject({ name: '/undo-web', policy: 'always' });
    await engine.docker.getContainer(id).remove({ force: true });
  });
});

describe('an image', () => {
  const names = ['undo/app:one', 'undo/app:two', 'undo/other:v1'];
  const tagAll = async () => {
    await engine.docker.getImage(base).tag({ repo: 'undo/only', tag: 'v1' });
    for (const name of names) {
      const [repo = '', tag = ''] = name.split(':');
      await engine.docker.getImage(base).tag({ repo, tag });
    }
    await until(() => names.every((name) => listed('images').includes(name)));
  };
  afterEach(async () => {
    for (const name of [...names, 'undo/only:v1'])
      await engine.docker
        .getImage(name)
        .remove()
        .catch(() => undefined); // most are gone
  });

  it('loses one name, and gets it back', async () => {
    await tagAll();
    expect(await removeImage('undo/app:one')).toBe(true);
    await until(() => !listed('images').includes('undo/app:one'));
    expect(listed('images').some((name) => name.includes('moorage-removed'))).toBe(false);
    expect(await gone(engine.docker.getImage('undo/app:one').inspect())).toBe(true);
    await undo.undo(only().id);
    await until(() => listed('images').includes('undo/app:one'));
    const { RepoTags: tags } = await engine.docker.getImage(base).inspect();
    expect(tags.some((tag) => tag.includes('moorage-removed'))).toBe(false);
  });

  it('loses its name for good once its time is over', async () => {
    await tagAll();
    await removeImage('undo/other:v1');
    await later(ten + 1000);
    await until(() => undo.topic.value.length === 0);
    const { RepoTags: tags } = await engine.docker.getImage(base).inspect();
    expect(tags.filter((tag) => tag.startsWith('undo/other'))).toEqual([]);
  });

  it('does not take a name from another image', async () => {
    await tagAll();
    await removeImage('undo/app:one');
    const id = await container();
    await engine.docker.getContainer(id).commit({ repo: 'undo/app', tag: 'one' });
    await expect(undo.undo(only().id)).rejects.toMatchObject({ code: 'undo.nameTaken' });
    await engine.docker.getContainer(id).remove({ force: true });
  });

  it('goes whole, comes back with all of its names, and is gone in the end', async () => {
    const id = await container();
    const commit = await engine.docker.getContainer(id).commit({ repo: 'undo/whole', tag: 'a' });
    await engine.docker.getContainer(id).remove({ force: true });
    const image = String(asRecord(commit)['Id']);
    await engine.docker.getImage(image).tag({ repo: 'undo/whole', tag: 'b' });
    // Without force the engine refuses to take two names at once.
    expect(await removeImage(image)).toBe(false);
    expect(await removeImage(image, true)).toBe(true);
    await until(() => !listed('images').some((name) => name.startsWith('undo/whole')));
    await undo.undo(only().id);
    await until(() => listed('images').filter((name) => name.startsWith('undo/whole')).length === 2);
    await removeImage(image, true);
    await undo.finish(only().id);
    expect(await gone(engine.docker.getImage(image).inspect())).toBe(true);
  });

  it('is asked about where containers use it, unless they are removed as well', async () => {
    const id = await container();
    await engine.docker.getContainer(id).commit({ repo: 'undo/used', tag: 'v1' });
    await engine.docker.getContainer(id).remove({ force: true });
    const user = await container({ Image: 'undo/used:v1' });
    await expect(removeImage('undo/used:v1', true)).rejects.toMatchObject({ code: 'removal.imageUsed' });
    await removeContainer(user);
    expect(await removeImage('undo/used:v1')).toBe(true);
    await later(ten + 1000);
    await until(() => undo.topic.value.length === 0);
    expect(await gone(engine.docker.getImage('undo/used:v1').inspect())).toBe(true);
    expect(await gone(engine.docker.getContainer(user).inspect())).toBe(true);
  });
});

describe('a volume and a network', () => {
  beforeEach(async () => {
    await engine.docker.createVolume({ Name: 'undo-data' });
    await engine.docker.createNetwork({ Name: 'undo-net' });
    await until(() => listed('networks').includes('undo-net') && listed('volumes').includes('undo-data'));
  });
  afterEach(async () => {
    await engine.docker
      .getVolume('undo-data')
      .remove()
      .catch(() => undefined); // may be gone
    await engine.docker
      .getNetwork('undo-net')
      .remove()
      .catch(() => undefined); // may be gone
  });
  const removeVolume = () => undo.remove((keep) => keep.volume('undo-data'), 'group');
  const removeNetwork = () => undo.remove((keep) => keep.network('undo-net'), 'group');

  it('are hidden, and are there again', async () => {
    await removeVolume();
    await removeNetwork();
    await until(() => !listed('networks').includes('undo-net') && !listed('volumes').includes('undo-data'));
    for (const { id } of undo.topic.value) await undo.undo(id);
    await until(() => listed('networks').includes('undo-net') && listed('volumes').includes('undo-data'));
  });

  it('are gone after their time', async () => {
    await removeVolume();
    await removeNetwork();
    await later(ten + 1000);
    await until(() => undo.topic.value.length === 0);
    expect(await gone(engine.docker.getVolume('undo-data').inspect())).toBe(true);
    expect(await gone(engine.docker.getNetwork('undo-net').inspect())).toBe(true);
  });

  it('make way for new ones of their names', async () => {
    await removeVolume();
    await removeNetwork();
    await undo.makeWay('volume', 'undo-data');
    await undo.makeWay('network', 'undo-net');
    expect(undo.topic.value).toEqual([]);
    expect(await gone(engine.docker.getVolume('undo-data').inspect())).toBe(true);
  });

  it('are the engine’s to refuse while they are used, and are kept where they are used again', async () => {
    await removeVolume();
    const id = await container({ HostConfig: { Binds: ['undo-data:/data'] } });
    await until(() => undo.topic.value[0]?.error?.code === 'removal.usedAgain');
    expect(await removeVolume()).toBe(false);
    await engine.docker.getContainer(id).remove({ force: true });
    await undo.forget(only().id);
    await undo.remove((keep) => keep.volume('undo-data'), 'group');
    await undo.finishAll(['volume']);
    expect(await gone(engine.docker.getVolume('undo-data').inspect())).toBe(true);
  });
});
