import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { publishWord } from '../../../main/contract/commands/run.ts';
import { dockerArgs, dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import type { RunOptions } from '../../../main/contract/run-options.ts';

const hostile = [
  ...[
    '',
    ' ',
    'a b',
    "it's",
    "''",
    "'; touch /tmp/pwned; '",
    '"',
    '"$HOME"',
    '$(id)',
    '`id`',
    '${PATH}',
    '$',
  ],
  ...[
    'a\nb',
    '\n',
    'a\tb',
    'a\\',
    '\\',
    "\\'",
    '\\\n',
    ';',
    '&&',
    '|',
    '>x',
    '<x',
    '*',
    '?',
    '[a]',
    '~',
    '!',
    '#x',
  ],
  ...[
    '-x',
    '--',
    '--rm',
    '-',
    '=',
    'A=B',
    '(x)',
    '{a,b}',
    '你好',
    '👩‍💻',
    'é',
    '\u00a0',
    '\u202e',
    '\u001b[31m',
    '%s',
    '%',
  ],
];

/** Arguments that `docker` gets when a POSIX shell runs the line. */
function asShellSees(line: string): string[] {
  const program = `docker() { for word do printf '%s\\0' "$word"; done; }\n${line}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', program], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\0').slice(0, -1);
}

const run = (options: Partial<RunOptions>): DockerAction => ({
  kind: 'run',
  options: { image: 'nginx', command: [], ports: [], env: [], remove: false, ...options },
});

/** Every kind of action, with this word wherever there may be one. */
function actionsWith(word: string): DockerAction[] {
  return [
    { kind: 'container', action: 'stop', names: [word, 'web'] },
    { kind: 'container.remove', names: [word], force: true, volumes: true },
    { kind: 'container.logs', name: word, follow: true, tail: 5 },
    { kind: 'container.exec', name: word, command: ['sh', word, '-c'] },
    { kind: 'container.inspect', name: word },
    { kind: 'container.ports', name: word },
    { kind: 'container.changes', name: word },
    run({
      image: word,
      name: word,
      command: [word, '--', word],
      env: [{ name: 'A', value: word }],
      remove: true,
    }),
    { kind: 'image.pull', reference: word },
    { kind: 'image.remove', references: [word], force: true },
    { kind: 'image.load', file: word },
    { kind: 'image.import', file: word, reference: word },
    { kind: 'volume.create', name: word },
    { kind: 'volume.remove', names: [word] },
    { kind: 'network.create', name: word, driver: word, pools: [{ subnet: word }], options: [word] },
    { kind: 'network.connect', network: word, container: word, aliases: [word], ipv4: word },
    { kind: 'network.disconnect', network: word, container: word },
    { kind: 'network.inspect', name: word },
    { kind: 'image.manifest', reference: word },
    { kind: 'network.remove', names: [word] },
  ];
}

describe('a command', () => {
  it.each(hostile)('is one command with the same words in a shell, whatever they are: %j', (word) => {
    const actions = actionsWith(word);
    const line = actions.map(dockerCommand).join('\n');
    expect(asShellSees(line)).toEqual(actions.flatMap((action) => dockerArgs(action)));
  });

  it('quotes only where it must', () => {
    expect(dockerCommand({ kind: 'containers' })).toBe('docker ps --all');
    expect(dockerCommand({ kind: 'images' })).toBe('docker images');
    expect(dockerCommand({ kind: 'volumes' })).toBe('docker volume ls');
    expect(dockerCommand({ kind: 'networks' })).toBe('docker network ls');
    expect(dockerCommand({ kind: 'container.ports', name: 'web' })).toBe('docker port web');
    const options = {
      ...{ image: 'localhost:5000/nginx:1@sha256:ab', name: 'web_1', remove: true },
      command: ['sh', '-c', "echo 'hi'"],
      ports: [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' as const }],
      env: [{ name: 'A', value: 'b c' }],
    };
    expect(dockerCommand(run(options))).toBe(
      "docker run --detach --rm --name web_1 --publish 8080:80 --env 'A=b c' localhost:5000/nginx:1@sha256:ab " +
        "sh -c 'echo '\\''hi'\\'''",
    );
    expect(dockerCommand({ kind: 'container.logs', name: 'web', follow: false, tail: 100 })).toBe(
      'docker logs --timestamps --tail 100 web',
    );
  });

  it.each(['-x', '--privileged', '--', '-'])('takes no name for an option: %s', (word) => {
    for (const action of actionsWith(word)) {
      const args = dockerArgs(action);
      const at = args.indexOf(word);
      // It is behind the end of the options, or the value of one.
      const value = ['--name', '--driver', '--subnet', '--input', '--opt', '--alias', '--ip'].includes(
        args[at - 1] ?? '',
      );
      expect(value || args.slice(0, at + 1).includes('--'), args.join(' ')).toBe(true);
    }
  });

  it('does not read a file named - from the standard input', () => {
    const args = dockerArgs({ kind: 'image.import', file: '-', reference: 'a:b' });
    expect(args).toEqual(['import', './-', 'a:b']);
  });
});

describe('a published port', () => {
  it.each([
    [{ containerPort: 80, protocol: 'tcp' }, '80'],
    [{ containerPort: 53, protocol: 'udp' }, '53/udp'],
    [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }, '8080:80'],
    [{ hostPort: 53, containerPort: 53, protocol: 'udp' }, '53:53/udp'],
    [{ hostAddress: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' }, '127.0.0.1:8080:80'],
    [{ hostAddress: '127.0.0.1', containerPort: 80, protocol: 'tcp' }, '127.0.0.1::80'],
    [{ hostAddress: '::1', hostPort: 8080, containerPort: 80, protocol: 'tcp' }, '[::1]:8080:80'],
    [{ hostAddress: '::', containerPort: 80, protocol: 'udp' }, '[::]::80/udp'],
    [{ hostAddress: '', hostPort: 8080, containerPort: 80, protocol: 'tcp' }, '8080:80'],
    [{ hostAddress: '', containerPort: 80, protocol: 'tcp' }, '80'],
  ] as const)('%j is %s', (port, word) => {
    expect(publishWord(port)).toBe(word);
  });
});
