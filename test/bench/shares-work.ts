/** What is done in each place: the same work by the same programs, timed by the VM's own clock. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delay } from '../../main/core/lib/retry.ts';
import type { ShareTools } from '../fixtures/share-tools.ts';
import { capture } from './capture.ts';
import type { Place, ShareStage } from './shares-stage.ts';

/** What each line measures, with its unit: as rates, so that more is better. */
export const lines = {
  untar: { amount: 2000, unit: 'files/s' },
  readBack: { amount: 2000, unit: 'files/s' },
  gitStatus: { amount: 5, unit: '/s' },
  write: { amount: 256, unit: 'MiB/s' },
  read: { amount: 256, unit: 'MiB/s' },
} as const;

export type Line = keyof typeof lines;

export const lineNames: readonly Line[] = ['untar', 'readBack', 'gitStatus', 'write', 'read'];

/** Milliseconds for a copy to have carried everything. */
const carryDeadline = 300_000;
const carryEvery = 250;

/**
 * `sh -s DIR GIT…`. Reading starts with empty caches; git's status is the second to sixth one, as the first has its index
 * to renew. The large file is not of zeros, which the VM's disk would leave out.
 */
const script = `set -e
dir=$1/work
shift
now() { read -r up rest </proc/uptime; echo "$1 $up"; }
mkdir "$dir"
sync
now begin
tar x -f /run/bench/tree.tar -C "$dir"
find "$dir" -type f -exec stat -c %s {} + >/dev/null
now untar
sync
echo 3 >/proc/sys/vm/drop_caches
now begin
find "$dir" -type f -exec cat {} + >/dev/null
now readBack
export HOME=/run/bench
status() { "$@" -C "$dir" -c safe.directory='*' status --porcelain; }
status "$@" >/dev/null
now begin
changed=$(for again in 1 2 3 4 5; do status "$@"; done)
now gitStatus
[ -z "$changed" ] || { echo "git sees changes: $changed" >&2; exit 1; }
now begin
for part in 0 64 128 192; do
  dd if=/run/bench/block of="$dir/large" bs=1M seek=$part conv=notrunc 2>/dev/null
done
dd if=/dev/null of="$dir/large" conv=notrunc,fsync 2>/dev/null
now write
echo 3 >/proc/sys/vm/drop_caches
now begin
dd if="$dir/large" of=/dev/null bs=1M 2>/dev/null
now read
`;

/** Puts into the VM's memory what the work needs: a repository of 2,000 files, and a block of 64 MiB. */
export async function prepareWork({ product, tools }: ShareStage, signal: AbortSignal): Promise<void> {
  const dir = await mkdtemp('/tmp/mbr-');
  try {
    await makeRepository(dir, tools, signal);
    const tar = join(dir, 'tree.tar');
    await capture(['tar', 'cf', tar, '-C', join(dir, 'tree'), '.'], { signal });
    const put = [...product.command, 'ssh', '--', 'sh', '-c', 'cat >/run/bench/tree.tar'];
    await capture(['sh', '-c', 'exec "$@" <"$0"', tar, ...put], { env: product.env, signal });
    const block = 'head -c 67108864 /dev/urandom >/run/bench/block';
    await product.guest(block);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** 2,000 files of 2 KB in 20 folders, with what git knows of them in one pack. */
async function makeRepository(dir: string, tools: ShareTools, signal: AbortSignal): Promise<void> {
  const tree = join(dir, 'tree');
  for (let folder = 0; folder < 20; folder += 1) {
    const path = join(tree, `folder-${folder}`);
    await mkdir(path, { recursive: true });
    for (let file = 0; file < 100; file += 1) {
      await writeFile(
        join(path, `file-${file}.txt`),
        `${folder} ${file} moorage\n`.repeat(128).slice(0, 2048),
      );
    }
  }
  // git starts itself for some of its work.
  const exec = join(dir, 'exec');
  await mkdir(exec);
  const words = tools.git.map((word) => `'${word}'`).join(' ');
  await writeFile(join(exec, 'git'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, GIT_EXEC_PATH: exec, GIT_CONFIG_NOSYSTEM: '1', HOME: dir };
  const git = (...args: string[]) =>
    capture([...tools.git, '-C', tree, '-c', 'user.name=b', '-c', 'user.email=b@localhost', ...args], {
      env,
      signal,
    });
  await git('init', '--quiet', '--template=');
  await git('add', '-A');
  await git('commit', '--quiet', '-m', 'all');
  await git('repack', '-adq');
}

/** Does the work once in a place and returns the rate of each line; the place is as before when this resolves. */
export async function work(
  { product, tools }: ShareStage,
  place: Place,
  signal: AbortSignal,
): Promise<Readonly<Record<Line, number>>> {
  const argv = ['sh', '-s', place.inVm, ...tools.inVm.git];
  const printed = await capture([...product.command, 'ssh', '--', ...argv], {
    env: product.env,
    input: script,
    signal,
  });
  await carried(place, true, signal);
  await product.guest(`rm -rf '${place.inVm}/work'`);
  await carried(place, false, signal);
  return rates(printed);
}

/** Waits until the host has what the VM has, or has it no more: the copy's own work must not fall into the next round. */
async function carried({ onHost }: Place, there: boolean, signal: AbortSignal): Promise<void> {
  if (onHost === undefined) return;
  for (const end = Date.now() + carryDeadline; Date.now() < end; await delay(carryEvery, signal)) {
    const names: string[] = await readdir(join(onHost, 'work'), { recursive: true }).catch(() => []);
    if (there ? names.length > 2000 && names.includes('large') : names.length === 0) return;
  }
  throw new Error(`${onHost} was not in step within ${carryDeadline / 1000} s`);
}

function rates(printed: string): Readonly<Record<Line, number>> {
  const found = new Map<string, number>();
  let begun = Number.NaN;
  for (const line of printed.trim().split('\n')) {
    const [name = '', at = ''] = line.split(' ');
    if (name === 'begin') begun = Number(at);
    else found.set(name, Number(at) - begun);
  }
  // The clock shows hundredths.
  const rate = (line: Line) => lines[line].amount / Math.max(found.get(line) ?? Number.NaN, 0.01);
  return {
    untar: rate('untar'),
    readBack: rate('readBack'),
    gitStatus: rate('gitStatus'),
    write: rate('write'),
    read: rate('read'),
  };
}
