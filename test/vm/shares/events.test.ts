/** File events in a container: what inotifywait tells of what the host does, and a program that is loaded anew for it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { limit } from '../pace.ts';
import { end } from '../program.ts';
import { sharedHome } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { box, fresh, openPlaces, providers, type Place, type Provider } from './place.ts';

const home = sharedHome();
let places: Readonly<Record<Provider, Place>> | undefined;
let dispose = () => Promise.resolve();
const running: ChildProcess[] = [];

beforeAll(async () => {
  ({ places, dispose } = await openPlaces(home));
}, limit(60));

afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => end(child)));
});

afterAll(() => dispose(), limit(30));

/** A program in the container, whose lines are kept. */
function follow(argv: readonly string[]): readonly string[] {
  const { facts, paths } = home;
  const child = spawn(facts.docker, ['exec', box, ...argv], {
    env: { ...home.env, DOCKER_HOST: paths.dockerHost },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return lines;
}

/** Writes to the folder until the watcher hears: before the host's folder is watched for it, nothing is told. */
async function untilHeard(folder: string, lines: readonly string[]): Promise<void> {
  await eventually('any event', async () => {
    await writeFile(join(folder, 'probe'), String(Math.random()));
    return lines.some((line) => line.includes('probe')) ? true : undefined;
  });
}

/**
 * What the host does, and which events inotifywait shows for it. virtiofs has none of its own, so the VM opens what has
 * changed as if to write: whatever it was shows as MODIFY or CLOSE_WRITE, which tools take as a reason to look, and a
 * removed file truly as DELETE. A synced share is written under a hidden name and renamed.
 */
const expected: Readonly<Record<Provider, Readonly<Record<string, RegExp>>>> = {
  ssh: {
    made: /(CREATE|MODIFY|CLOSE_WRITE).* fresh$/,
    changed: /(MODIFY|CLOSE_WRITE).* fresh$/,
    permitted: /ATTRIB.* fresh$/,
    moved: /MOVED_TO.* moved$/,
    removed: /DELETE.* moved$/,
  },
  virtiofs: {
    made: /(CREATE|MODIFY|CLOSE_WRITE).* fresh$/,
    changed: /(MODIFY|CLOSE_WRITE).* fresh$/,
    permitted: /(ATTRIB|MODIFY|CLOSE_WRITE).* fresh$/,
    moved: /(MOVED_TO|CREATE|CLOSE_WRITE).* moved$/,
    removed: /DELETE.* moved$/,
  },
  sync: {
    made: /MOVED_TO.* fresh$/,
    changed: /MOVED_TO.* fresh$/,
    permitted: /ATTRIB.* fresh$/,
    moved: /MOVED_TO.* moved$/,
    removed: /DELETE.* moved$/,
  },
};

describe.each(providers)('parity C04 M06 a share by %s', (provider) => {
  it(
    'inotifywait hears of what the host makes, changes, permits, moves and removes, and of nothing else',
    async () => {
      if (places === undefined) throw new Error('there are no shares');
      const place = await fresh(places[provider], 'watched');
      const folder = `/${provider}/watched`;
      const lines = follow([...place.tools.inVm.inotifywait, '-m', '-q', '--format', '%e %f', folder]);
      await untilHeard(place.host, lines);
      // What the probe has raised comes first.
      const heard = async (what: string) => {
        const wanted = expected[provider][what] ?? /$^/;
        const from = lines.length;
        return {
          wait: () =>
            eventually(`${what}: ${String(wanted)}`, () =>
              Promise.resolve(lines.slice(from).some((line) => wanted.test(line)) ? true : undefined),
            ),
        };
      };
      const acts: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['made', () => writeFile(place.at('fresh'), 'one')],
        ['changed', () => writeFile(place.at('fresh'), 'two, longer')],
        ['permitted', () => chmod(place.at('fresh'), 0o755)],
        ['moved', () => rename(place.at('fresh'), place.at('moved'))],
        ['removed', () => rm(place.at('moved'))],
      ];
      for (const [what, act] of acts) {
        const { wait } = await heard(what);
        await act();
        await wait();
      }
      // The host's own files are as they were left: an event changes nothing.
      expect(await readFile(place.at('probe'), 'utf8')).toMatch(/^0\.\d+$/);
      const before = lines.length;
      await eventually('quiet', async () => {
        const count = lines.length;
        await new Promise((resolve) => setTimeout(resolve, limit(0.2)));
        return lines.length === count ? true : undefined;
      });
      // No echo: one act raises a handful of events, not a stream of them.
      expect(lines.length - before).toBeLessThan(20);
    },
    limit(60),
  );

  it(
    'what a container does itself is heard once, and a name that it removes is free at once',
    async () => {
      if (places === undefined) throw new Error('there are no shares');
      const place = await fresh(places[provider], 'own');
      const folder = `/${provider}/own`;
      const lines = follow([...place.tools.inVm.inotifywait, '-m', '-q', '--format', '%e %f', folder]);
      await untilHeard(place.host, lines);
      const script = `i=0; while [ $i -lt 100 ]; do i=$((i+1))
mkdir d && echo x >d/f && rm -r d || exit 1
echo $i >own-$i && rm own-$i || exit 1
done; mkdir last; rm -r last; echo done >end`;
      await place.inside(script);
      await place.settled(async () => expect(await readFile(place.at('end'), 'utf8')).toBe('done\n'));
      await new Promise((resolve) => setTimeout(resolve, limit(0.5)));
      const count = (event: RegExp) => lines.filter((line) => event.test(line)).length;
      expect(count(/^CREATE own-/)).toBe(100);
      expect(count(/^DELETE own-/)).toBe(100);
      expect(count(/^CLOSE_WRITE,CLOSE own-/)).toBe(100);
    },
    limit(60),
  );

  it(
    'a program that watches its folder is loaded anew when the host edits, adds and removes a file',
    async () => {
      if (places === undefined) throw new Error('there are no shares');
      const place = await fresh(places[provider], 'program');
      await writeFile(place.at('main.sh'), 'echo version 1\n');
      await place.settled(async () => expect(await place.inside('cat main.sh')).toBe('echo version 1'));
      const wait = place.tools.inVm.inotifywait.join(' ');
      // As nodemon does: run, then run again for each change, of which none is missed meanwhile.
      const loop = `cd /${provider}/program; run() { sh ./main.sh; ls | tr '\\n' ' '; echo; }; run
${wait} -m -q -r -e modify,attrib,close_write,move,create,delete . | while read -r event; do run; done`;
      const lines = follow(['sh', '-c', loop]);
      const shows = (text: string) =>
        eventually(
          text,
          () => Promise.resolve(lines.slice(-2).join('\n').includes(text) ? true : undefined),
          10,
        );
      await shows('version 1');
      await eventually('the first one after an edit', async () => {
        await writeFile(place.at('main.sh'), `echo version 2 # ${Math.random()}\n`);
        return lines.includes('version 2') ? true : undefined;
      });
      await mkdir(place.at('lib'));
      await shows('lib ');
      await writeFile(place.at('lib/part'), 'x');
      await rename(place.at('lib'), place.at('library'));
      await shows('library ');
      await rm(place.at('library'), { recursive: true });
      await eventually('gone', () =>
        Promise.resolve(lines.at(-1)?.includes('library') === false ? true : undefined),
      );
      // An editor's way to save: a new file in place of the old one.
      await writeFile(place.at('main.sh.new'), 'echo version 3\n');
      await rename(place.at('main.sh.new'), place.at('main.sh'));
      await shows('version 3');
    },
    limit(90),
  );

  it(
    'of 1,000 files that change at one go a watcher that reads what it hears of ends with the last content of each',
    async () => {
      if (places === undefined) throw new Error('there are no shares');
      const place = await fresh(places[provider], 'burst');
      const names = Array.from({ length: 1000 }, (_, index) => `file-${index}`);
      for (const name of names) await writeFile(place.at(name), 'first');
      await place.settled(async () => expect(await place.inside('ls | wc -l')).toBe('1000'));
      const folder = `/${provider}/burst`;
      const lines = follow([...place.tools.inVm.inotifywait, '-m', '-q', '--format', '%f', folder]);
      await untilHeard(place.host, lines);
      for (const name of names) {
        await rm(place.at(name));
        await writeFile(place.at(name), 'last');
      }
      await eventually(
        'every file',
        () => {
          const told = new Set(lines);
          return Promise.resolve(names.every((name) => told.has(name)) ? true : undefined);
        },
        30,
      );
      // A name is heard of when its file goes, which is before the new one is told.
      await place.settled(async () =>
        expect(await place.inside('cat file-* | tr -d "\\n" | wc -c; ls | wc -l')).toBe('4000\n1001'),
      );
    },
    limit(90),
  );
});
