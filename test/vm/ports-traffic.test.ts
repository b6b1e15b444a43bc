/** What goes through published ports: datagrams, many connections at once, half-closed ones, bytes that stay what they are. */
import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { echoImage, echoPort, ensureEcho } from './echo.ts';
import { freePort } from './http.ts';
import { limit } from './pace.ts';
import { image, removeAfterEach, sharedHome } from './shared-vm.ts';
import { dial, exchange, exchangeDatagrams } from './sockets.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker } = home;
removeAfterEach(home);
let echo: readonly string[] = [];

beforeAll(async () => {
  echo = await ensureEcho(home);
}, limit(20));

const runEcho = (...options: string[]) =>
  docker('run', '-d', '--name', 'echo', ...options, echoImage, ...echo);
/** The forward is there before the program in the container is, and a datagram that comes too early is lost. */
const echoIsUp = (port: number) =>
  eventually('the echo answers', async () => {
    const { answered } = await exchangeDatagrams({ port, clients: 1, each: 1, bytes: 16 });
    return answered === 1 ? true : undefined;
  });
/** The same of its TCP side, of which a connection that comes too early is reset. */
const echoTakes = (port: number) =>
  eventually('the echo takes connections', () =>
    dial(port)
      .then((socket) => exchange(socket, Buffer.from('on')))
      .then(
        (answer) => (answer.toString() === 'on' ? true : undefined),
        () => undefined, // not yet
      ),
  );
const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex');

test('parity C03 a UDP port published on all addresses: each client gets its own answers, by both families', async () => {
  const port = await freePort();
  await runEcho('-p', `${port}:${echoPort}/udp`);
  await echoIsUp(port);
  for (const host of ['127.0.0.1', '::1']) {
    const result = await exchangeDatagrams({ port, host, clients: 20, each: 50, bytes: 1024 });
    expect(result.astray, host).toBe(0);
    expect(result.answered, host).toBeGreaterThanOrEqual(990);
  }
  await docker('rm', '-f', 'echo');
});

test('parity C03 datagrams of every size that there is arrive whole', async () => {
  const port = await freePort();
  await runEcho('-p', `${port}:${echoPort}/udp`);
  await echoIsUp(port);
  // 65,507 bytes are the most that IPv4 carries (RFC 768, RFC 791).
  for (const bytes of [16, 1400, 1500, 9000, 65_507])
    for (const host of ['127.0.0.1', '::1']) {
      const result = await exchangeDatagrams({ port, host, clients: 2, each: 2, bytes });
      expect(result, `${bytes} bytes, ${host}`).toEqual({ answered: 4, astray: 0 });
    }
  await docker('rm', '-f', 'echo');
});

test('parity C03 a UDP port published on 127.0.0.1 answers there and nowhere else', async () => {
  const port = await freePort();
  await runEcho('-p', `127.0.0.1:${port}:${echoPort}/udp`);
  await echoIsUp(port);
  const ask = (host: string) => exchangeDatagrams({ port, host, clients: 2, each: 2, bytes: 64 });
  expect(await ask('127.0.0.1')).toEqual({ answered: 4, astray: 0 });
  expect(await ask('127.0.0.5')).toEqual({ answered: 0, astray: 0 });
  await docker('rm', '-f', 'echo');
});

for (const [kind, prefix] of [
  ["the hypervisor's forward", ''],
  ['our own listener', '127.0.0.1:'],
] as const) {
  test(
    `parity C03 200 connections at once by ${kind}, each with 1 MB, beside 50 idle ones: every byte arrives`,
    async () => {
      const port = await freePort();
      await runEcho('-p', `${prefix}${port}:${echoPort}`);
      await echoTakes(port);
      const idle = await Promise.all(Array.from({ length: 50 }, () => dial(port)));
      const body = randomBytes(1_000_000);
      const wanted = sha256(body);
      const answers = await Promise.all(
        Array.from({ length: 200 }, async () => sha256(await exchange(await dial(port), body))),
      );
      expect(answers.filter((answer) => answer !== wanted)).toEqual([]);
      // Still alive.
      for (const socket of idle.slice(0, 5))
        expect((await exchange(socket, Buffer.from('on'))).toString()).toBe('on');
      for (const socket of idle) socket.destroy();
      await docker('rm', '-f', 'echo');
    },
    limit(40),
  );
}

test('half-close: the end of what is sent reaches the container, and the answer still comes back', async () => {
  const [open, own] = [await freePort(), await freePort()];
  const program = ['sh', '-c', 'nc -ll -p 9 -e sh -c "sha256sum; echo done"'];
  await docker(
    'run',
    '-d',
    '--name',
    'sum',
    '-p',
    `${open}:9`,
    '-p',
    `127.0.0.1:${own}:9`,
    image,
    ...program,
  );
  const body = randomBytes(300_000);
  for (const [port, host] of [
    [open, '127.0.0.1'],
    [open, '::1'],
    [own, '127.0.0.1'],
  ] as const) {
    // The sum is known only once the end has come.
    const answer = (await exchange(await dial(port, host), body)).toString();
    expect(answer, `${host}:${port}`).toBe(`${sha256(body)}  -\ndone\n`);
  }
  await docker('rm', '-f', 'sum');
});

test('a connection that is stuck holds up no other, and the one who reads slowly gets all', async () => {
  const port = await freePort();
  await docker(
    'run',
    '-d',
    '--name',
    'zero',
    '-p',
    `${port}:9`,
    image,
    'nc',
    '-ll',
    '-p',
    '9',
    '-e',
    'cat',
    '/dev/zero',
  );
  const stuck = await dial(port);
  stuck.pause();
  const begun = performance.now();
  const other = await dial(port);
  let bytes = 0;
  for await (const chunk of other as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > 2_000_000) break;
  }
  expect(bytes).toBeGreaterThan(2_000_000);
  expect(performance.now() - begun).toBeLessThan(limit(5));
  stuck.destroy();
  other.destroy();
  await docker('rm', '-f', 'zero');
});
