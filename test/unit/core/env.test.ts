import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { detectShell, shellEnv, shellEnvHint, shells } from '../../../main/core/engine/env.ts';

const host = 'unix:///home/a/docker.sock';

describe('shellEnv', () => {
  it('sets DOCKER_HOST in each shell', () => {
    expect(shellEnv('bash', host)).toBe(`export DOCKER_HOST='${host}'\n`);
    expect(shellEnv('zsh', host)).toBe(`export DOCKER_HOST='${host}'\n`);
    expect(shellEnv('fish', host)).toBe(`set -gx DOCKER_HOST '${host}'\n`);
    expect(shellEnv('powershell', host)).toBe(`$Env:DOCKER_HOST = '${host}'\n`);
    expect(shellEnv('cmd', 'npipe:////./pipe/x')).toBe('set "DOCKER_HOST=npipe:////./pipe/x"\r\n');
  });

  it.each(["a'b", 'a b', 'a"b$(touch x)`id`', 'a\\b', "'; exit 1; '", 'a\nb', '船'])(
    'quotes %j so that a shell gives it back',
    (odd) => {
      const value = `unix:///${odd}`;
      const script = `${shellEnv('bash', value)}printf %s "$DOCKER_HOST"`;
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe(value);
    },
  );

  it('quotes for shells that are not here', () => {
    expect(shellEnv('fish', String.raw`a'\b`)).toBe(String.raw`set -gx DOCKER_HOST 'a\'\\b'` + '\n');
    expect(shellEnv('powershell', "a'b’c")).toBe("$Env:DOCKER_HOST = 'a''b’’c'\n");
  });

  it('tells each shell how to run it', () => {
    for (const shell of shells) expect(shellEnvHint(shell)).toContain(`moorage env --shell ${shell}`);
  });
});

describe('detectShell', () => {
  it.each([
    [{ SHELL: '/bin/bash' }, 'linux', 'bash'],
    [{ SHELL: '/usr/local/bin/fish' }, 'darwin', 'fish'],
    [{ SHELL: '/bin/zsh' }, 'darwin', 'zsh'],
    [{ SHELL: '/bin/dash' }, 'linux', 'bash'],
    [{ SHELL: '/usr/bin/pwsh' }, 'linux', 'powershell'],
    [{}, 'linux', 'bash'],
    [{ SHELL: String.raw`C:\Program Files\Git\usr\bin\bash.exe` }, 'win32', 'bash'],
    [{ PSModulePath: String.raw`C:\Program Files\WindowsPowerShell\Modules` }, 'win32', 'cmd'],
    [
      { PSModulePath: String.raw`C:\Users\a\Documents\WindowsPowerShell\Modules;C:\P` },
      'win32',
      'powershell',
    ],
    [{ PSModulePath: String.raw`C:\Users\a\Documents\PowerShell\Modules;C:\P` }, 'win32', 'powershell'],
    [{}, 'win32', 'cmd'],
  ] as const)('%o on %s is %s', (env, platform, shell) => {
    expect(detectShell(env, platform)).toBe(shell);
  });
});
