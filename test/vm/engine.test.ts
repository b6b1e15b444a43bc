/** The engine as Docker's own client sees it, and the everyday life of a container. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { busyboxArchive } from '../fixtures/images.ts';
import { image, sharedHome } from './shared-vm.ts';
import { testBusybox } from './busybox.ts';

const home = sharedHome();
const { docker, tryDocker } = home;

const infoSchema = v.object({
  SecurityOptions: v.array(v.string()),
  Warnings: v.nullish(v.array(v.string()), []),
});

test('parity E01 docker version: client and engine are the same release', async () => {
  const versions = await docker('version', '--format', '{{.Client.Version}} {{.Server.Version}}');
  const [client, server] = versions.split(' ');
  expect(server).toMatch(/^28\.5\.2/);
  expect(client).toBe(server);
});

test('parity E01 docker info: overlay2, cgroup v2, seccomp, AppArmor, live-restore', async () => {
  const told: unknown = JSON.parse(await docker('info', '--format', '{{json .}}'));
  expect(told).toMatchObject({ Driver: 'overlay2', CgroupVersion: '2', LiveRestoreEnabled: true, NCPU: 2 });
  const info = v.parse(infoSchema, told);
  const options = info.SecurityOptions.join(' ');
  for (const name of ['name=apparmor', 'name=seccomp', 'name=cgroupns']) expect(options).toContain(name);
  expect(info.Warnings).toEqual([]);
});

test('parity E08 the parts of the engine name their versions', async () => {
  const parts = await docker(
    'version',
    '--format',
    '{{range .Server.Components}}{{.Name}}={{.Version}} {{end}}',
  );
  for (const name of ['Engine', 'containerd', 'runc']) expect(parts).toMatch(new RegExp(`${name}=\\d`));
});

test('parity I06 docker import makes an image of a root file system, which runs', async () => {
  const imported = await tryDocker(['import', '-', 'imported:v1'], {
    input: await busyboxArchive(await testBusybox()),
  });
  expect(imported.stderr).toBe('');
  expect(await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).toContain('imported:v1');
  expect(await docker('run', '--rm', 'imported:v1', 'echo', 'hello')).toBe('hello');
  await docker('rmi', 'imported:v1');
});

test('parity C01 docker run --rm passes on output, exit code, environment and user', async () => {
  const script = 'echo out; echo err >&2; echo "$WORD $(id -u) $(pwd)"; exit 3';
  const args = ['run', '--rm', '-e', 'WORD=hi', '-u', '1000', '-w', '/var/www', image, 'sh', '-c', script];
  const outcome = await tryDocker(args);
  expect(outcome).toMatchObject({ code: 3, text: 'out\nhi 1000 /var/www', stderr: 'err\n' });
  expect(await docker('ps', '--all', '--quiet')).toBe('');
});

test('parity C02 C08 C09 C10 run -d, ps, logs, stop, rm', async () => {
  const script = 'trap "echo bye; exit 0" TERM; echo started; while :; do sleep 0.1; done';
  const id = await docker('run', '-d', '--name', 'worker', image, 'sh', '-c', script);
  expect(await docker('ps', '--no-trunc', '--format', '{{.ID}} {{.Names}}')).toBe(`${id} worker`);
  await docker('stop', 'worker');
  expect(await docker('logs', 'worker')).toBe('started\nbye');
  expect(await docker('logs', '--tail', '1', 'worker')).toBe('bye');
  expect(await docker('ps', '--quiet')).toBe('');
  expect(await docker('ps', '-a', '-f', 'status=exited', '--format', '{{.Names}}')).toBe('worker');
  expect(await docker('wait', 'worker')).toBe('0');
  await docker('rm', 'worker');
  expect(await docker('ps', '-a', '--quiet')).toBe('');
});

test('parity C12 docker exec passes on output and exit code', async () => {
  await docker('run', '-d', '--name', 'exec', image, 'sleep', '1000');
  const outcome = await tryDocker(['exec', 'exec', 'sh', '-c', 'hostname; echo problem >&2; exit 5']);
  expect(outcome).toMatchObject({ code: 5, stderr: 'problem\n' });
  expect(outcome.text).toMatch(/^[0-9a-f]{12}$/);
  expect((await tryDocker(['exec', 'exec', 'no-such-program'])).code).toBe(127);
  await docker('rm', '-f', 'exec');
});

test('parity C12 docker exec -t gives a terminal', async () => {
  await docker('run', '-d', '--name', 'terminal', image, 'sleep', '1000');
  expect(await docker('exec', '-t', 'terminal', 'sh', '-c', 'test -t 0 && test -t 1 && echo terminal')).toBe(
    'terminal',
  );
  await docker('rm', '-f', 'terminal');
});

test('parity C15 docker cp both ways, diff and export', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'moorage-cp-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  await writeFile(join(folder, 'in'), bytes);
  await docker('create', '--name', 'copy', image, 'true');
  await docker('cp', join(folder, 'in'), 'copy:/root/there');
  await docker('cp', 'copy:/root/there', join(folder, 'out'));
  expect((await readFile(join(folder, 'out'))).equals(bytes)).toBe(true);
  expect(await docker('diff', 'copy')).toContain('A /root/there');
  const exported = await tryDocker(['export', 'copy']);
  expect(exported.bytes.includes(Buffer.from('root/there'))).toBe(true);
  await docker('rm', 'copy');
});

test('parity V01 a named volume outlives its containers', async () => {
  await docker('run', '--rm', '-v', 'kept:/data', image, 'sh', '-c', 'echo content >/data/file');
  expect(await docker('run', '--rm', '-v', 'kept:/data:ro', image, 'cat', '/data/file')).toBe('content');
  await docker('volume', 'rm', 'kept');
});

test('parity N02 containers of a network find each other by name', async () => {
  await docker('network', 'create', 'web');
  await docker('run', '-d', '--network', 'web', '--name', 'server', image, 'httpd', '-f', '-h', '/var/www');
  const page = await docker(
    'run',
    '--rm',
    '--network',
    'web',
    image,
    'wget',
    '-q',
    '-O',
    '-',
    'http://server/',
  );
  expect(page).toBe('hello from the container');
  await docker('rm', '-f', 'server');
  await docker('network', 'rm', 'web');
});

test('parity E06 docker events tells what happens', async () => {
  const seconds = () => Date.now() / 1000;
  const since = Math.floor(seconds()) - 1;
  await docker('run', '--rm', '--name', 'eventful', image, 'true');
  const format = ['--format', '{{.Action}}', '--filter', 'container=eventful'];
  const events = await docker(
    'events',
    '--since',
    `${since}`,
    '--until',
    `${Math.ceil(seconds())}`,
    ...format,
  );
  expect(events.split('\n')).toEqual(expect.arrayContaining(['create', 'start', 'die', 'destroy']));
});
