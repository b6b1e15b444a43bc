/** Debian's git on both ends of a share, without anybody's configuration. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeed } from '../program.ts';
import type { Place } from './place.ts';

/** git starts itself for some of its work, by names such as `git-upload-pack`. */
const names = ['git', 'git-upload-pack'];

const who = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'safe.directory=*'];

/** Runs git on this computer, in a folder, and returns what it printed. */
export async function hostGit({ tools, home }: Place, folder: string, ...args: string[]): Promise<string> {
  const exec = join(home.facts.home, 'git-exec');
  await mkdir(exec, { recursive: true });
  for (const name of names) await writeFile(join(exec, name), starter(name, tools.git), { mode: 0o755 });
  const env = { ...process.env, GIT_EXEC_PATH: exec, GIT_CONFIG_NOSYSTEM: '1', HOME: exec };
  return (await succeed([...tools.git, '-C', folder, ...who, ...args], { env })).text;
}

/** Runs git in the container, in a folder below the share's, and returns what it printed. */
export function insideGit({ tools, inside }: Place, folder: string, ...args: string[]): Promise<string> {
  const script = `export GIT_EXEC_PATH=/run/git-exec HOME=/run GIT_CONFIG_NOSYSTEM=1
mkdir -p $GIT_EXEC_PATH
${names.map((name) => `cat >$GIT_EXEC_PATH/${name} <<'END'\n${starter(name, tools.inVm.git)}END\n`).join('')}
chmod +x $GIT_EXEC_PATH/*
git=$1; shift
exec ${words(tools.inVm.git)} -C "$git" ${words(who)} "$@"`;
  return inside(script, folder, ...args);
}

/** What git in the container says of a folder; nothing when all is as it was committed. */
export function gitStatus(place: Place, folder: string): Promise<string> {
  return insideGit(place, folder, 'status', '--porcelain');
}

function starter(name: string, git: readonly string[]): string {
  const command = name === 'git' ? '' : ` ${name.slice('git-'.length)}`;
  return `#!/bin/sh\nexec ${words(git)}${command} "$@"\n`;
}

function words(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
