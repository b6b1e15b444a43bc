import * as fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { AppError, describeError } from '../../../main/contract/errors.ts';
import { parseRun } from '../../../main/contract/parse-run.ts';
import { runOptions, type RunMount, type RunOptions } from '../../../main/contract/run-options.ts';

const plain = { image: 'nginx', command: [], ports: [], env: [], remove: false };
const front = { ...plain, mode: 'attach' };

describe('a pasted command', () => {
  it.each<[string, Partial<RunOptions>]>([
    ['docker run nginx', {}],
    ['$ sudo docker run nginx', {}],
    ['podman run nginx', {}],
    ['/usr/bin/docker container run nginx', {}],
    ['docker run \\\n  --name web \\\r\n  nginx', { name: 'web' }],
    [`docker run nginx sh -c 'echo $HOME | wc' -it`, { command: ['sh', '-c', 'echo $HOME | wc', '-it'] }],
    ['docker run --init=false --rm=true nginx', { remove: true }],
    ['docker run -it --rm nginx', { interactive: true, tty: true, remove: true }],
    [
      'docker run -itw /src -u 1000:1000 nginx',
      { interactive: true, tty: true, workdir: '/src', user: '1000:1000' },
    ],
    [
      'docker run -h box -m 512m -c 512 --cpus=1.5 nginx',
      { hostname: 'box', memory: '512m', cpuShares: '512', cpus: '1.5' },
    ],
    [
      'docker run -eA=b -e C= --env=D=e=f nginx',
      {
        env: [
          { name: 'A', value: 'b' },
          { name: 'C', value: '' },
          { name: 'D', value: 'e=f' },
        ],
      },
    ],
    ['docker run --net=host nginx', { network: 'host' }],
    ['docker run --restart on-failure:3 nginx', { restart: 'on-failure:3' }],
    ['docker run -P -l a -l b=c nginx', { publishAll: true, labels: ['a', 'b=c'] }],
    ['docker run -- nginx --x', { command: ['--x'] }],
  ])('%s', (line, options) => {
    expect(parseRun(line)).toEqual({ ...front, ...options });
  });

  it('knows what runs in the background and what is made only', () => {
    expect(parseRun('docker run -d nginx')).toEqual(plain);
    expect(parseRun('docker run -itd nginx')).toEqual({ ...plain, interactive: true, tty: true });
    expect(parseRun('docker create nginx')).toEqual({ ...plain, mode: 'create' });
  });

  const port = (containerPort: number, more: object = {}) => ({ containerPort, protocol: 'tcp', ...more });
  it.each<[string, object[]]>([
    ['80', [port(80)]],
    ['8080:80', [port(80, { hostPort: 8080 })]],
    ['53:53/udp', [port(53, { hostPort: 53, protocol: 'udp' })]],
    ['127.0.0.1:5000:5000', [port(5000, { hostAddress: '127.0.0.1', hostPort: 5000 })]],
    ['127.0.0.1::5000', [port(5000, { hostAddress: '127.0.0.1' })]],
    ['[::1]:80:80', [port(80, { hostAddress: '::1', hostPort: 80 })]],
    ['8000-8001:80-81', [port(80, { hostPort: 8000 }), port(81, { hostPort: 8001 })]],
    ['8000-8009:80', [port(80, { hostPort: 8000, hostPortEnd: 8009 })]],
    ['80-81', [port(80), port(81)]],
    ['target=80,published=8080,protocol=udp', [port(80, { hostPort: 8080, protocol: 'udp' })]],
  ])('publishes -p %s', (word, ports) => {
    expect(parseRun(`docker run -p ${word} nginx`)).toEqual({ ...front, ports });
  });

  it.each<[string, RunMount]>([
    ['-v /a:/b', { kind: 'bind', source: '/a', target: '/b' }],
    ['-v /a:/b:ro', { kind: 'bind', source: '/a', target: '/b', mode: 'ro' }],
    ['-v "C:\\Users\\me:/b:ro"', { kind: 'bind', source: 'C:\\Users\\me', target: '/b', mode: 'ro' }],
    ['--volume=data:/b', { kind: 'volume', source: 'data', target: '/b' }],
    ['-v /b', { kind: 'anonymous', target: '/b' }],
    ['--tmpfs /t:size=1m,mode=700', { kind: 'tmpfs', target: '/t', mode: 'size=1m,mode=700' }],
    ['--volumes-from other:ro', { kind: 'from', source: 'other', mode: 'ro' }],
    ['--mount type=bind,src=/a,dst=/b,ro', { kind: 'spec', spec: 'type=bind,src=/a,dst=/b,ro' }],
  ])('mounts %s', (words, mount) => {
    expect(parseRun(`docker run ${words} nginx`)).toEqual({ ...front, mounts: [mount] });
  });

  it.each<[string, string, string]>([
    ['', 'run.notRun', ''],
    ['ls -l', 'run.notRun', 'ls'],
    ['docker ps', 'run.notRun', 'docker ps'],
    ['docker run', 'run.noImage', ''],
    ['docker run -d --', 'run.noImage', ''],
    [`docker run 'nginx`, 'run.openQuote', ''],
    ['docker run --gpus all nginx', 'run.unknownOption', '--gpus'],
    ['docker run -itz nginx', 'run.unknownOption', '-itz'],
    ['docker run --name', 'run.noValue', '--name'],
    ['docker run --name=-x nginx', 'run.badValue', '--name'],
    ['docker run --rm=maybe nginx', 'run.badValue', '--rm'],
    ['docker run -p 99999:80 nginx', 'run.badValue', '-p'],
    ['docker run -p 127.0.0.1:80 nginx', 'run.badValue', '-p'],
    ['docker run -p 1-2:1-3 nginx', 'run.badValue', '-p'],
    ['docker run -p 1:1/sctp nginx', 'run.badValue', '-p'],
    ['docker run -v ./x:/x nginx', 'run.badValue', '-v'],
    ['docker run -v /x:relative nginx', 'run.badValue', '-v'],
    ['docker run --mount type=npipe,src=/a,dst=/b nginx', 'run.badValue', '--mount'],
    ['docker run --memory lots nginx', 'run.badValue', '--memory'],
    ['docker run --security-opt seccomp=/x.json nginx', 'run.badValue', '--security-opt'],
    [`docker run -l 'a=b\nc' nginx`, 'run.badValue', '-l'],
    ['docker run --env HOME nginx', 'run.envFromShell', '--env'],
    ['docker run -v $(pwd):/x nginx', 'run.shell', '$(pwd):/x'],
    ['docker run -v "$PWD":/x nginx', 'run.shell', '$PWD":/x'],
    ['docker run -v ~/x:/x nginx', 'run.shell', '~/x:/x'],
    ['docker run nginx && echo', 'run.shell', '&&'],
    ['docker run nginx > out', 'run.shell', '>'],
    ['docker run nginx # why', 'run.shell', '#'],
    ['x'.repeat(300_000), 'run.tooLong', ''],
  ])('is refused, by the word: %.60s', (line, code, word) => {
    const error = refusal(line);
    expect(error).toMatchObject({ code });
    if (word !== '') expect(error.params['word']).toBe(word);
    for (const language of ['en', 'zh-CN'] as const) {
      const { what, hint } = describeError(error, language);
      expect(`${what} ${hint}`).not.toMatch(/[{}]|undefined/);
    }
  });

  it('takes any text without another failure than its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        try {
          parseRun(`docker run ${text}`);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});

describe('options and their command', () => {
  it('are the same thing', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(safeParse(runOptions, options).issues).toBeUndefined();
        expect(parseRun(dockerCommand({ kind: 'run', options }))).toEqual(options);
      }),
    );
  });
});

function refusal(line: string): AppError {
  try {
    parseRun(line);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error(`not refused: ${line}`);
}

const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,8}$/);
const wild = fc.string({ maxLength: 12, unit: 'grapheme' }).filter((text) => !/\0/.test(text));
const clean = wild.filter((text) => text !== '' && !/\p{Cc}/u.test(text));
const path = word.map((name) => `/${name}`);
const portNumber = fc.integer({ min: 1, max: 65_535 });
const bytes = fc.constantFrom('512m', '1.5g', '64MiB', '6291456');
const time = fc.constantFrom('30s', '1m30s', '500ms', '0');
const yes = fc.constant(true as const);
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 });
const pair = fc.tuple(word, clean).map((both) => both.join('='));

const anyPort = fc.oneof(
  fc.record(
    {
      hostAddress: fc.constantFrom('127.0.0.1', '::1', '0.0.0.0'),
      hostPort: portNumber,
      containerPort: portNumber,
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    },
    { requiredKeys: ['containerPort', 'protocol'] },
  ),
  fc.constant({ hostPort: 8000, hostPortEnd: 8009, containerPort: 80, protocol: 'tcp' as const }),
);
const mode = { mode: fc.constantFrom('ro', 'rw,z') };
const optionalMode = { requiredKeys: ['kind', 'source', 'target'] as ('kind' | 'source' | 'target')[] };
const anyMount: fc.Arbitrary<RunMount> = fc.oneof(
  fc.record({ kind: fc.constant('bind' as const), source: path, target: path, ...mode }, optionalMode),
  fc.record({ kind: fc.constant('volume' as const), source: word, target: path, ...mode }, optionalMode),
  fc.record({ kind: fc.constant('anonymous' as const), target: path }),
  fc.record(
    {
      kind: fc.constant('tmpfs' as const),
      target: path,
      mode: fc.constantFrom('size=1m', 'size=1m,mode=700'),
    },
    { requiredKeys: ['kind', 'target'] },
  ),
  fc.record(
    { kind: fc.constant('from' as const), source: word, ...mode },
    { requiredKeys: ['kind', 'source'] },
  ),
  fc.record({
    kind: fc.constant('spec' as const),
    spec: path.map((to) => `type=tmpfs,"target=${to}",tmpfs-size=1m`),
  }),
);

const anyOptions: fc.Arbitrary<RunOptions> = fc.record(
  {
    image: word,
    command: fc.array(wild, { maxLength: 3 }),
    ports: fc.array(anyPort, { maxLength: 3 }),
    env: fc.array(fc.record({ name: word, value: wild }), { maxLength: 3 }),
    remove: fc.boolean(),
    mounts: some(anyMount),
    mode: fc.constantFrom('attach' as const, 'create' as const),
    ...{ name: word, entrypoint: clean, user: clean, workdir: path, hostname: word, network: clean },
    restart: fc.constantFrom('no', 'always', 'unless-stopped', 'on-failure', 'on-failure:5'),
    ...{ memory: bytes, memorySwap: fc.oneof(bytes, fc.constant('-1')), shmSize: bytes },
    ...{
      cpus: fc.constantFrom('0.5', '2'),
      cpuShares: fc.constant('512'),
      pidsLimit: fc.constantFrom('-1', '100'),
    },
    platform: fc.constantFrom('linux/amd64', 'linux/arm64/v8'),
    pull: fc.constantFrom('always' as const, 'missing' as const, 'never' as const),
    ...{ healthCmd: clean, healthInterval: time, healthTimeout: time, healthStartPeriod: time },
    healthRetries: fc.constantFrom('0', '3'),
    ...{
      logDriver: word,
      stopSignal: fc.constantFrom('SIGINT', '9'),
      stopTimeout: fc.constantFrom('-1', '30'),
    },
    ...{
      interactive: yes,
      tty: yes,
      publishAll: yes,
      init: yes,
      privileged: yes,
      readOnly: yes,
      noHealthcheck: yes,
    },
    ...{ networkAliases: some(clean), links: some(fc.constantFrom('db', 'db:base')) },
    dns: some(fc.constantFrom('1.1.1.1', '2606:4700::1111')),
    hosts: some(fc.constantFrom('a:1.2.3.4', 'b=::1', 'c:host-gateway')),
    labels: some(fc.oneof(word, pair)),
    ...{ capAdd: some(fc.constantFrom('NET_ADMIN', 'ALL')), capDrop: some(fc.constant('CHOWN')) },
    securityOptions: some(fc.constantFrom('no-new-privileges', 'seccomp=unconfined')),
    devices: some(fc.constantFrom('/dev/fuse', '/dev/a:/dev/b:rw')),
    ulimits: some(fc.constantFrom('nofile=1024:2048', 'nproc=-1')),
    ...{ sysctls: some(pair), logOptions: some(pair) },
  },
  { requiredKeys: ['image', 'command', 'ports', 'env', 'remove'] },
);
