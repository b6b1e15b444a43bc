/** What of a command is kept, and how it becomes a script. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { boundedWords, mostCharacters, mostWords } from '../../../main/contract/history-model.ts';
import { scriptOf } from '../../../main/contract/history-script.ts';
import { variablesOf, withoutSecrets } from '../../../main/contract/secret-words.ts';

const run = (...words: string[]) => ['docker', 'run', ...words];

describe('secrets', () => {
  it.each([
    [run('-e', 'POSTGRES_PASSWORD=a b'), run('-e', 'POSTGRES_PASSWORD')],
    [run('--env', 'API_TOKEN=x'), run('--env', 'API_TOKEN')],
    [run('--env=AWS_SECRET_ACCESS_KEY=x'), run('--env=AWS_SECRET_ACCESS_KEY')],
    [run('--build-arg', 'npm_auth=x'), run('--build-arg', 'npm_auth')],
    [run('-e', 'PORT=80'), run('-e', 'PORT=80')],
    [run('-e', 'DATABASE_URL=postgres://me:pw@db/x'), run('-e', 'DATABASE_URL')],
    [run('-e', 'PASSWORD'), run('-e', 'PASSWORD')],
    [run('alpine', 'curl', 'https://me:pw@host/x'), run('alpine', 'curl', 'https://me:***@host/x')],
    [run('--label', 'url=https://me:pw@host'), run('--label', 'url=https://me:***@host')],
    [run('-e', 'MULTI_SECRET=a\nb'), run('-e', 'MULTI_SECRET')],
  ])('%j', (words, kept) => {
    expect(withoutSecrets(words)).toEqual(kept);
    expect(withoutSecrets(kept)).toEqual(kept);
  });

  it('leaves names that the environment must have', () => {
    expect(
      variablesOf(run('-e', 'A_TOKEN', '-e', 'B=1', '--env=C_KEY', '-e', 'A_TOKEN', '-e', '$(x)')),
    ).toEqual(['A_TOKEN', 'C_KEY']);
  });
});

describe('a script', () => {
  const entries = [
    { at: 2, words: ['docker', 'rm', "it's"], cut: false },
    { at: 1, words: run('-e', 'MY_TOKEN', 'alpine'), cut: false },
    { at: 3, words: ['docker', 'rm', 'a\nrm -rf /'], cut: true },
  ];

  it('for POSIX shells has the oldest first and asks for what was not kept', () => {
    expect(scriptOf(entries, 'posix')).toBe(
      [
        '#!/bin/sh',
        'set -eu',
        ': "${MY_TOKEN:?is not kept in the history: set it}"; export MY_TOKEN',
        'docker run -e MY_TOKEN alpine',
        `docker rm 'it'\\''s'`,
        '# too long to be kept: docker rm a rm -rf / ...',
        '',
      ].join('\n'),
    );
  });

  it.runIf(process.platform !== 'win32')('runs in a real shell', () => {
    const script = scriptOf(entries, 'posix').replace(
      '#!/bin/sh',
      'docker() { printf "%s|" "$@"; echo "$MY_TOKEN"; }',
    );
    const env = { PATH: process.env['PATH'], MY_TOKEN: 'secret' };
    expect(execFileSync('sh', ['-c', script], { env, encoding: 'utf8' })).toBe(
      "run|-e|MY_TOKEN|alpine|secret\nrm|it's|secret\n",
    );
    expect(() => execFileSync('sh', ['-c', script], { env: { PATH: env.PATH }, stdio: 'pipe' })).toThrow(
      'MY_TOKEN',
    );
  });

  it('for PowerShell stops where a program fails', () => {
    const script = scriptOf(entries, 'powershell');
    expect(script).toContain("if (-not $env:MY_TOKEN) { throw 'MY_TOKEN is not kept");
    expect(script).toContain("docker rm 'it''s'; if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\n");
  });
});

it('keeps commands up to their bounds', () => {
  expect(boundedWords(['docker', 'ps'])).toEqual({ words: ['docker', 'ps'], cut: false });
  expect(boundedWords(Array.from({ length: mostWords + 1 }, () => 'x'))).toMatchObject({ cut: true });
  expect(boundedWords(['x'.repeat(mostCharacters + 1)])).toEqual({ words: ['docker'], cut: true });
});
