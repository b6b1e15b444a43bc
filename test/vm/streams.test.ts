/** Streams through the engine socket: many at once, half-closed, large, endless, and not read. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { delay } from '../../main/core/lib/retry.ts';
import { corePid } from './processes.ts';
import { end } from './program.ts';
import { image, sharedHome } from './shared-vm.ts';

const { docker, tryDocker, paths, env, facts } = sharedHome();

test('two clients at once', async () => {
  const run = (word: string) => docker('run', '--rm', image, 'echo', word);
  expect(await Promise.all([run('one'), run('two')])).toEqual(['one', 'two']);
});

test('200 connections at once, each asked while all are open', async () => {
  const sockets = await Promise.all(Array.from({ length: 200 }, () => open(paths.engineSocket)));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const answers = await Promise.all(sockets.map(ping));
  expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200') && answer.endsWith('OK'))).toHaveLength(
    200,
  );
});

test('parity C02 C11 what is piped into docker run -i arrives with its end', async () => {
  const outcome = await tryDocker(['run', '-i', '--rm', image, 'cat'], { input: 'hello' });
  expect(outcome).toMatchObject({ code: 0, text: 'hello' });
});

test('parity C12 five megabytes go through docker exec -i and come back unchanged', async () => {
  await docker('run', '-d', '--name', 'echo', image, 'sleep', '1000');
  const input = randomBytes(5_000_000);
  const outcome = await tryDocker(['exec', '-i', 'echo', 'cat'], { input });
  expect(outcome.bytes).toHaveLength(input.length);
  expect(sha256(outcome.bytes)).toBe(sha256(input));
  await docker('rm', '-f', 'echo');
});

test('parity E06 docker events follows what happens', async () => {
  const args = [
    'events',
    '--format',
    '{{.Action}}',
    '--filter',
    'container=followed',
    '--filter',
    'type=container',
  ];
  const child = spawn(facts.docker, args, {
    env: { ...env, DOCKER_HOST: paths.dockerHost },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => end(child));
  const seen: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const destroyed = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      seen.push(line);
      if (line === 'destroy') resolve();
    });
  });
  // The client says nothing when it has subscribed; the first event that arrives tells.
  await Promise.race([
    destroyed,
    (async () => {
      while (!seen.includes('destroy')) await docker('run', '--rm', '--name', 'followed', image, 'true');
    })(),
  ]);
  await destroyed;
  for (const action of ['create', 'start', 'die']) expect(seen).toContain(action);
});

test('parity C09 docker logs -f follows until the container ends', async () => {
  await docker(
    'run',
    '-d',
    '--name',
    'talker',
    image,
    'sh',
    '-c',
    'for i in 1 2 3 4 5; do echo $i; sleep 0.3; done',
  );
  expect(await docker('logs', '-f', 'talker')).toBe('1\n2\n3\n4\n5');
  await docker('rm', 'talker');
});

test('a client that does not read slows its writer, holds up nobody else and fills no memory', async () => {
  const size = 24_000_000;
  const child = spawn(facts.docker, ['run', '--rm', image, 'head', '-c', `${size}`, '/dev/zero'], {
    env: { ...env, DOCKER_HOST: paths.dockerHost },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => end(child));
  const pid = await corePid(paths);
  const before = await residentKiB(pid);
  await delay(6000);
  expect(await docker('run', '--rm', image, 'echo', 'still here')).toBe('still here');
  const grown = (await residentKiB(pid)) - before;
  expect(grown).toBeLessThan(16_000);
  let bytes = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) bytes += chunk.length;
  expect(bytes).toBe(size);
});

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Asks once and reads until the body is there; the connection stays open. */
function ping(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(answer)}`)));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (answer.endsWith('\r\n\r\nOK')) resolve(answer);
    });
    socket.write('GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Memory of a process that is really there, in KiB; see proc(5), VmRSS. */
async function residentKiB(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]);
}
