/** The `moorage` command on a running VM. */
import { expect, test } from 'vitest';
import { run } from './program.ts';
import { image, sharedHome } from './shared-vm.ts';

const { moorage, tryMoorage, status, docker, paths, facts, env } = sharedHome();

test('parity M03 moorage ssh passes on exit code, input, output and words', async () => {
  expect((await tryMoorage(['ssh', '--', 'sh', '-c', 'exit 7'])).code).toBe(7);
  expect((await moorage(['ssh', '--', 'cat'], { input: 'hi\n' })).text).toBe('hi');
  expect((await moorage(['ssh', '--', 'printf', '%s|', 'a b', '$HOME', "it's"])).text).toBe(
    "a b|$HOME|it's|",
  );
  expect(await tryMoorage(['ssh', '--', 'sh', '-c', 'echo problem >&2'])).toMatchObject({
    text: '',
    stderr: 'problem\n',
  });
});

test('parity M01 moorage start on a running VM succeeds and changes nothing', async () => {
  const before = await status();
  const again = await moorage(['start']);
  expect(again.stderr).toContain('running already');
  expect((await status()).vm?.uptimeSeconds).toBeGreaterThanOrEqual(before.vm?.uptimeSeconds ?? Infinity);
});

test('parity M01 moorage status tells state, engine and VM', async () => {
  const told = await status();
  expect(told).toMatchObject({
    state: 'running',
    engine: { socket: paths.engineSocket, apiVersion: expect.stringMatching(/^1\.\d+$/) },
    vm: { driver: 'qemu', cpus: 2, memoryMiB: 2048, dataDiskGiB: 64 },
    window: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
  });
  expect(told.engine?.version).toMatch(/^28\.5\.2/);
  const slow = told.problems.filter(({ error }) => error.code === 'vm.noAcceleration');
  expect(slow).toHaveLength(told.vm?.accelerator === 'tcg' ? 1 : 0);
  expect((await moorage(['status'])).text).toContain('running');
});

test('parity M04 moorage env prints for each shell what sets DOCKER_HOST', async () => {
  const line = async (shell: string) => (await moorage(['env', '--shell', shell])).text;
  const host = `unix://${paths.engineSocket}`;
  expect(await line('bash')).toBe(`export DOCKER_HOST='${host}'`);
  expect(await line('zsh')).toBe(`export DOCKER_HOST='${host}'`);
  expect(await line('fish')).toBe(`set -gx DOCKER_HOST '${host}'`);
  expect(await line('powershell')).toBe(`$Env:DOCKER_HOST = '${host}'`);
  expect(await line('cmd')).toBe(`set "DOCKER_HOST=${host}"`);
  const used = await run(
    ['sh', '-c', `${await line('bash')}; "${facts.docker}" version -f '{{.Server.Version}}'`],
    { env },
  );
  expect(used.text).toMatch(/^28\.5\.2/);
});

test('parity M04 the docker context leads to the engine', async () => {
  const listed = await run([facts.docker, '--context', 'moorage', 'ps', '--quiet'], { env });
  expect(listed).toMatchObject({ code: 0, text: '' });
  const shown = await run(
    [facts.docker, 'context', 'inspect', 'moorage', '-f', '{{.Endpoints.docker.Host}}'],
    { env },
  );
  expect(shown.text).toBe(paths.dockerHost);
});

test('moorage logs prints the logs of app, VM and engine', async () => {
  expect((await moorage(['logs', 'app'])).text).toMatch(/step engine took \d+ ms/);
  expect((await moorage(['logs', 'vm'])).text).toContain('moorage: step services');
  // A container whose program isn't there is worth a line to the engine.
  await docker('run', '--rm', image, 'no-such-program').catch(() => '');
  expect((await moorage(['logs', 'engine', '-n', '20'])).text).toMatch(/no-such-program|level=/);
});

test('wrong words end with exit code 2, and one line says what is wrong', async () => {
  for (const words of [
    ['strat'],
    ['start', '--colour'],
    ['env', '--shell', 'tcsh'],
    ['start', '--memory', 'much'],
  ]) {
    const told = await tryMoorage(words);
    expect(told.code, words.join(' ')).toBe(2);
    expect(told.stderr.trim().split('\n'), words.join(' ')).toHaveLength(1);
  }
});
