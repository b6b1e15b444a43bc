import { describe, expect, it } from 'vitest';
import { composeEnv, composePrograms } from '../../../../main/core/compose/find-program.ts';

const places = (platform: NodeJS.Platform, env: Record<string, string>, homedir: string) =>
  composePrograms({ platform, env, homedir });

describe('where compose may be', () => {
  it.each([
    [
      'linux',
      { PATH: '/opt/d/bin:/usr/bin' },
      '/home/me',
      '/opt/d/bin/docker',
      '/home/me/.docker/bin/docker',
    ],
    ['linux', {}, '/home/me', '/usr/bin/docker', '/usr/local/bin/docker'],
    ['darwin', { PATH: '/usr/bin:/bin' }, '/Users/me', '/usr/bin/docker', '/opt/homebrew/bin/docker'],
    [
      'darwin',
      {},
      '/Users/me',
      '/usr/local/bin/docker',
      '/Applications/Docker.app/Contents/Resources/bin/docker',
    ],
    [
      'win32',
      { Path: '"C:\\My Tools";D:\\x', ProgramFiles: 'E:\\P' },
      'C:\\Users\\me',
      'C:\\My Tools\\docker.exe',
      'E:\\P\\Docker\\Docker\\resources\\bin\\docker.exe',
    ],
  ] as const)('%s %j', (platform, env, homedir, first, also) => {
    const all = places(platform, env, homedir);
    expect(all[0]).toEqual([first, 'compose']);
    expect(all).toContainEqual([also, 'compose']);
  });

  it('tries the program that stands alone only after all of docker', () => {
    const all = places('linux', { PATH: '/a:/b' }, '/h');
    const alone = all.findIndex(([program]) => program.endsWith('docker-compose'));
    expect(
      all.slice(0, alone).every(([program, word]) => program.endsWith('/docker') && word === 'compose'),
    ).toBe(true);
    expect(all.slice(alone).every((words) => words.length === 1)).toBe(true);
  });

  it('leaves out folders of PATH that depend on where one is, and names each once', () => {
    const all = places('linux', { PATH: '.::bin:/usr/bin/:/usr/bin' }, '/h').map(([program]) => program);
    expect(all.filter((program) => !program.startsWith('/'))).toEqual([]);
    expect(new Set(all.map((program) => program.replace('//', '/'))).size).toBe(all.length);
  });
});

it('leads compose to our engine, whatever is set', () => {
  const env = composeEnv(
    {
      HOME: '/h',
      DOCKER_HOST: 'tcp://evil',
      Docker_Context: 'other',
      COMPOSE_FILE: 'x',
      DOCKER_TLS_VERIFY: '1',
    },
    'unix:///s',
  );
  expect(env).toMatchObject({ HOME: '/h', DOCKER_HOST: 'unix:///s', COMPOSE_PROGRESS: 'plain' });
  expect(Object.keys(env)).not.toContain('Docker_Context');
  expect(Object.keys(env)).not.toContain('COMPOSE_FILE');
  expect(Object.keys(env)).not.toContain('DOCKER_TLS_VERIFY');
});
