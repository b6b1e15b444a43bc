/**
 * What a folder of this computer has to be like in a container: a row each, run against every provider. Where a
 * provider can't, its limit stands in the row by name, and the test shows what it does instead.
 */
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { succeed } from '../program.ts';
import { image } from '../shared-vm.ts';
import { gitStatus, hostGit, insideGit } from './git.ts';
import type { Place, Provider } from './place.ts';

export interface Row {
  readonly name: string;
  /** What a provider does instead. */
  readonly limits?: Partial<Readonly<Record<Provider, string>>>;
  /** `limited` says that the provider is one that can't. The folder is the row's own, and empty. */
  readonly check: (place: Place, limited: boolean) => Promise<void>;
}

/** 255 bytes, the most that Linux takes for a name. */
const longest = `${'é'.repeat(127)}x`;

const names = [
  'with spaces',
  ' at the ends ',
  `it's "quoted"`,
  'new\nline',
  'back\\slash',
  '$(echo no) `no` *?[a]',
  '-rf',
  // The same letters in two forms: they are two names.
  'caf\u00e9-nfc',
  'cafe\u0301-nfd',
  '\u6f22\u5b57\ud83d\udea2',
  longest,
];

/** Prints names of the folder as hexadecimal digits, a line each. */
const listHex = 'for one in * ; do printf %s "$one" | od -An -v -tx1 | tr -d " \\n"; echo; done';

/** Asked for in the environment: more of what takes minutes in software emulation. */
const thorough = process.env['MOORAGE_SHARES'] === 'all';
const many = thorough ? 10_000 : 3000;

export const rows: readonly Row[] = [
  {
    name: 'a file of the host is in the container, and the other way round, byte for byte',
    async check({ at, inside, settled }) {
      const content = randomBytes(300_000);
      await writeFile(at('from-host'), content);
      const sum = createHash('md5').update(content).digest('hex');
      await settled(async () => expect(await inside('md5sum <from-host')).toContain(sum));
      await inside('cat from-host from-host >from-container');
      const doubled = Buffer.concat([content, content]);
      await settled(async () => expect((await readFile(at('from-container'))).equals(doubled)).toBe(true));
    },
  },
  {
    name: 'empty files and empty folders are there',
    async check({ at, inside, settled }) {
      await writeFile(at('empty'), '');
      await mkdir(at('folder'));
      await settled(async () =>
        expect(await inside('stat -c "%s %F" empty; stat -c %F folder')).toBe(
          '0 regular empty file\ndirectory',
        ),
      );
      await inside(': >theirs; mkdir -p a/b/c');
      await settled(async () => {
        expect((await stat(at('theirs'))).size).toBe(0);
        expect((await stat(at('a/b/c'))).isDirectory()).toBe(true);
      });
    },
  },
  {
    name: `a file of 3 GB: what is written at any place is read there, and ${thorough ? 'all of it' : 'what is around 2 GB'} has the same checksum`,
    limits: { sync: 'copied whole, so it is tried with 64 MB here' },
    async check({ at, inside, settled }, limited) {
      const mib = 1024 * 1024;
      const places = limited ? [0, 63] : [0, 2047, 2048, 3071];
      const content = new Map(places.map((place) => [place, randomBytes(mib)]));
      const file = await open(at('large'), 'w');
      for (const [place, block] of content) await file.write(block, 0, mib, place * mib);
      await file.close();
      for (const [place, block] of content) {
        const sum = createHash('md5').update(block).digest('hex');
        const read = `dd if=large bs=1M skip=${place} count=1 2>/dev/null | md5sum`;
        await settled(async () => expect(await inside(read)).toContain(sum));
      }
      // Reading all of it takes minutes in software emulation.
      const part = limited || thorough ? '' : 'skip=1900 count=300';
      const sum = `dd if=large bs=1M ${part} 2>/dev/null | md5sum`;
      const here = await succeed(['sh', '-c', sum], { cwd: at(), seconds: 20 });
      expect(await inside(sum)).toContain(here.text.slice(0, 32));
      const [last = 0] = places.toReversed();
      await inside(`dd if=large of=theirs bs=1M skip=${last} seek=${last} count=1 2>/dev/null`);
      const size = (last + 1) * mib;
      await settled(async () => {
        expect((await stat(at('theirs'))).size).toBe(size);
        const theirs = await open(at('theirs'));
        const { buffer } = await theirs.read(Buffer.alloc(mib), 0, mib, last * mib);
        await theirs.close();
        expect(buffer.equals(content.get(last) ?? Buffer.of())).toBe(true);
      });
    },
  },
  {
    name: 'a sparse file takes no more room on the host than it has content',
    limits: { sync: 'the copy has no holes' },
    async check({ at, inside, settled }, limited) {
      await inside('dd if=/dev/zero of=sparse bs=1 count=1 seek=67108863 2>/dev/null');
      await settled(async () => {
        const { size, blocks } = await stat(at('sparse'));
        expect(size).toBe(67_108_864);
        expect(blocks * 512 < 1024 * 1024).toBe(!limited);
      });
    },
  },
  {
    name: `${many} entries of one folder are each listed once`,
    async check({ at, inside, settled }) {
      await mkdir(at('many'));
      await Promise.all(
        Array.from({ length: many }, (_, index) => writeFile(at('many', `entry-${index}`), '')),
      );
      await settled(async () =>
        expect(await inside('ls many | wc -l; ls many | sort -u | wc -l')).toBe(`${many}\n${many}`),
      );
      await inside('rm -r many');
      await settled(async () => expect(await readdir(at())).toEqual([]));
    },
  },
  {
    name: 'names with blanks, quotes, newlines, letters of the world in both forms, and 255 bytes',
    async check({ at, inside, settled, tryInside }) {
      const hex = names.map((name) => Buffer.from(name).toString('hex')).toSorted();
      for (const name of names) await writeFile(at(name), 'x');
      const lines = async () => (await inside(listHex)).split('\n').toSorted();
      await settled(async () => expect(await lines()).toEqual(hex));
      await inside('mkdir theirs; cd theirs; for one; do : >"./$one"; done', ...names);
      const found = async () => (await readdir(at('theirs'), { encoding: 'buffer' })).map(String).toSorted();
      await settled(async () => expect(await found()).toEqual(names.toSorted()));
      const tooLong = await tryInside(': >"$1"', { args: [`${longest}x`] });
      expect(tooLong.code).not.toBe(0);
      expect(tooLong.stderr).toMatch(/name too long/i);
    },
  },
  {
    name: 'names that differ in case only are two files, as on this computer',
    async check({ at, inside, settled }) {
      await writeFile(at('Readme'), 'large');
      await writeFile(at('readme'), 'small');
      await settled(async () => expect(await inside('cat Readme readme')).toBe('largesmall'));
      await inside('printf new >README');
      await settled(async () =>
        expect((await readdir(at())).toSorted()).toEqual(['README', 'Readme', 'readme']),
      );
    },
  },
  {
    name: 'symbolic links: relative, absolute and dangling ones keep their words',
    async check({ at, inside, settled, provider }) {
      await inside(
        'echo x >target; ln -s target relative; ln -s "$PWD/target" absolute; ln -s nowhere dangling',
      );
      const folder = `/${provider}/`;
      await settled(async () => {
        expect(await readlink(at('relative'))).toBe('target');
        expect(await readlink(at('absolute'))).toMatch(new RegExp(`^${folder}.*/target$`));
        expect(await readlink(at('dangling'))).toBe('nowhere');
      });
      await symlink('../sub/file', at('theirs'));
      await symlink('nowhere at all', at('theirs too'));
      await settled(async () =>
        expect(await inside('readlink theirs; readlink "theirs too"; cat relative absolute')).toBe(
          '../sub/file\nnowhere at all\nx\nx',
        ),
      );
    },
  },
  {
    name: 'a link that leads out of the share leads to nothing of this computer',
    async check({ at, inside, settled, tryInside, home, host }) {
      const outside = await mkdtemp('/srv/moorage-outside-');
      try {
        await writeFile(join(outside, 'secret'), 'secret');
        await symlink(join(outside, 'secret'), at('absolute'));
        await symlink(`${'../'.repeat(20)}${outside}/secret`, at('relative'));
        await symlink(outside, at('folder'));
        await settled(async () => expect(await inside('ls | wc -l')).toBe('3'));
        for (const path of ['absolute', 'relative', 'folder/secret', `../../..${outside}/secret`]) {
          const found = await tryInside('cat "$1"', { args: [path] });
          expect(found.code, path).not.toBe(0);
          expect(found.text, path).toBe('');
        }
        // Nor for the VM itself, which is outside of every container.
        const seen = await home.guest(
          `cat '${host}/absolute' '${host}/folder/secret' ${outside}/secret 2>&1 || true`,
        );
        expect(seen).not.toBe('');
        expect(seen.replaceAll('/secret', '')).not.toContain('secret');
      } finally {
        await rm(outside, { recursive: true });
      }
    },
  },
  {
    name: 'a hard link is one file with two names',
    limits: { sync: 'the host gets two files with the same content' },
    async check({ at, inside, settled }, limited) {
      await inside('echo x >one; ln one two');
      expect(await inside('stat -c %h one')).toBe('2');
      await settled(async () => {
        const [one, two] = [await stat(at('one')), await stat(at('two'))];
        expect(one.ino === two.ino).toBe(!limited);
        expect(await readFile(at('two'), 'utf8')).toBe('x\n');
      });
      await writeFile(at('mine'), 'y');
      await link(at('mine'), at('mine too'));
      await settled(async () => expect(await inside('cat "mine too"')).toBe('y'));
    },
  },
  {
    name: 'what a container makes belongs to the user on the host, whoever the container was',
    async check({ at, inside, settled, tryInside }) {
      await inside('mkdir open; chmod 777 open; : >by-root');
      const made = await tryInside(': >open/by-user', { user: '1000:1000' });
      expect(made.stderr).toBe('');
      await settled(async () => {
        for (const name of ['by-root', 'open', 'open/by-user']) {
          const { uid, gid } = await stat(at(name));
          expect([uid, gid], name).toEqual([process.getuid?.(), process.getgid?.()]);
        }
      });
    },
  },
  {
    name: 'the container sees the owner that it has set, the host keeps its own',
    limits: {
      virtiofs: 'every file belongs to root in the container; to change that succeeds and changes nothing',
    },
    async check({ at, inside, settled, tryInside }, limited) {
      await inside('mkdir open; chmod 777 open; : >given; chown 1000:2000 given; chmod 600 given');
      await tryInside('echo x >open/own; chmod 600 open/own', { user: '1234:1234' });
      const owners = await inside('stat -c %u:%g given open/own');
      expect(owners).toBe(limited ? '0:0\n0:0' : '1000:2000\n1234:1234');
      const readable = await tryInside('cat open/own', { user: '1234:1234' });
      expect(readable.text).toBe('x');
      await settled(async () => expect((await stat(at('given'))).uid).toBe(process.getuid?.()));
    },
  },
  {
    name: 'users of a container other than root can write in the folder, as a container that runs as `node` has to',
    limits: {
      virtiofs: 'the folder is root’s in the container, and its permissions count',
      sync: 'what comes from the host is root’s in the VM, and its permissions count',
    },
    async check({ at, settled, tryInside, inside }, limited) {
      await mkdir(at('project'), { mode: 0o755 });
      await settled(async () => void (await inside('test -d project')));
      const user = await tryInside('echo x >project/file; mkdir project/folder', { user: '1000:1000' });
      expect(user.code === 0).toBe(!limited);
      if (limited) return;
      await settled(async () =>
        expect((await readdir(at('project'))).toSorted()).toEqual(['file', 'folder']),
      );
    },
  },
  {
    name: 'permissions and the executable bit go both ways',
    async check({ at, inside, settled }) {
      await inside(
        'printf "#!/bin/sh\\necho ran\\n" >script; chmod 750 script; : >private; chmod 600 private',
      );
      await settled(async () => {
        expect((await stat(at('script'))).mode & 0o777).toBe(0o750);
        expect((await stat(at('private'))).mode & 0o777).toBe(0o600);
      });
      await writeFile(at('mine'), '#!/bin/sh\necho mine\n');
      await chmod(at('mine'), 0o755);
      await settled(async () => expect(await inside('./script; ./mine')).toBe('ran\nmine'));
      await chmod(at('mine'), 0o644);
      await settled(async () => expect(await inside('stat -c %a mine')).toBe('644'));
    },
  },
  {
    name: 'times of change to the second, both ways',
    async check({ at, inside, settled }) {
      await inside(': >old; touch -d "2001-02-03 04:05:06" old');
      await settled(async () =>
        expect(Math.floor((await stat(at('old'))).mtimeMs / 1000)).toBe(Date.UTC(2001, 1, 3, 4, 5, 6) / 1000),
      );
      await writeFile(at('mine'), 'x');
      await utimes(at('mine'), 1_234_567_890, 1_234_567_890);
      await settled(async () => expect(await inside('stat -c %Y mine')).toBe('1234567890'));
    },
  },
  {
    name: 'a file renamed over another one takes its place, both ways',
    async check({ at, inside, settled }) {
      await inside('echo old >file; echo new >other; mv other file');
      await settled(async () => {
        expect(await readFile(at('file'), 'utf8')).toBe('new\n');
        expect(await readdir(at())).toEqual(['file']);
      });
      await writeFile(at('mine'), 'newer, and longer than it was');
      await rename(at('mine'), at('file'));
      await settled(async () =>
        expect(await inside('ls; cat file')).toBe('file\nnewer, and longer than it was'),
      );
      await mkdir(at('folder'));
      await writeFile(at('folder/inside'), 'x');
      await settled(async () => expect(await inside('cat folder/inside')).toBe('x'));
      await inside('mv folder moved');
      await settled(async () => expect(await readFile(at('moved/inside'), 'utf8')).toBe('x'));
    },
  },
  {
    name: 'what the host makes shorter or longer is read at its new length, never short and never old',
    async check({ at, inside, settled }) {
      for (const size of [100_000, 10, 50_000, 0, 70_001]) {
        const content = Buffer.alloc(size, String(size % 7));
        await writeFile(at('file'), content);
        const sum = createHash('md5').update(content).digest('hex');
        await settled(async () =>
          expect(await inside('wc -c <file; md5sum <file')).toBe(`${size}\n${sum}  -`),
        );
      }
    },
  },
  {
    name: 'a file that is removed while it is open is read to its end',
    async check({ at, inside, settled }) {
      await writeFile(at('doomed'), 'still here');
      await settled(async () => expect(await inside('cat doomed')).toBe('still here'));
      expect(await inside('exec 3<doomed; rm doomed; cat <&3; ls')).toBe('still here');
      await settled(async () => expect(await readdir(at())).toEqual([]));
    },
  },
  {
    name: 'two writers append to one file and lose nothing',
    async check({ at, inside, settled }) {
      const writer = (name: string) =>
        `(i=0; while [ $i -lt 300 ]; do echo "${name} $i" >>log; i=$((i+1)); done)`;
      await inside(`${writer('a')} & ${writer('b')} & wait`);
      await settled(async () => {
        const lines = (await readFile(at('log'), 'utf8')).trim().split('\n');
        for (const name of ['a', 'b']) {
          const own = lines.filter((line) => line.startsWith(`${name} `));
          expect(own).toEqual(Array.from({ length: 300 }, (_, index) => `${name} ${index}`));
        }
        expect(lines).toHaveLength(600);
      });
    },
  },
  {
    name: 'a lock that one process holds keeps another one out, in the same VM',
    async check({ inside, tools }) {
      const script = `: >lock
"$@" lock sh -c ': >held; i=0; until [ -e release ] || [ $((i+=1)) = 300 ]; do sleep 0.1; done' &
i=0
until [ -e held ] || [ $((i+=1)) = 300 ]; do sleep 0.1; done
"$@" -n lock true && echo free || echo taken
: >release
wait
"$@" -n lock true && echo free || echo taken`;
      expect(await inside(script, ...tools.inVm.flock)).toBe('taken\nfree');
    },
  },
  {
    name: 'git finds nothing changed in what it cloned on the other side',
    async check(place) {
      const { at, settled } = place;
      const own = at('own');
      await mkdir(own);
      for (let index = 0; index < 20; index += 1) await writeFile(join(own, `file-${index}`), `${index}\n`);
      await writeFile(join(own, 'script'), '#!/bin/sh\n');
      await chmod(join(own, 'script'), 0o755);
      await symlink('file-0', join(own, 'link'));
      await hostGit(place, own, 'init', '--quiet', '--template=');
      await hostGit(place, own, 'add', '-A');
      await hostGit(place, own, 'commit', '--quiet', '-m', 'all');
      await settled(async () => expect(await gitStatus(place, 'own')).toBe(''));
      await insideGit(place, '.', 'clone', '--quiet', '--template=', 'own', 'clone');
      await settled(async () => expect((await lstat(at('clone/link'))).isSymbolicLink()).toBe(true));
      await settled(async () => expect(await hostGit(place, at('clone'), 'status', '--porcelain')).toBe(''));
      await hostGit(place, at(), 'clone', '--quiet', '--template=', 'clone', 'back');
      await settled(async () => expect(await gitStatus(place, 'back')).toBe(''));
    },
  },
  {
    name: 'one file alone can be mounted, read and written',
    async check({ at, home, host, inside, settled }) {
      await writeFile(at('a file.conf'), 'setting = 1\n');
      await settled(async () => expect(await inside('cat "a file.conf"')).toBe('setting = 1'));
      const script = 'cat /etc/one.conf; echo "setting = 2" >/etc/one.conf';
      const bind = `${host}/a file.conf:/etc/one.conf`;
      expect(await home.docker('run', '--rm', '-v', bind, image, 'sh', '-c', script)).toBe('setting = 1');
      await settled(async () => expect(await readFile(at('a file.conf'), 'utf8')).toBe('setting = 2\n'));
    },
  },
  {
    name: 'what a container mounts read-only it can only read',
    async check({ at, home, host, inside, settled }) {
      await writeFile(at('file'), 'x');
      await settled(async () => expect(await inside('cat file')).toBe('x'));
      const script = 'cat /s/file; echo y >/s/file; rm -f /s/file; : >/s/new; true';
      const { text, stderr } = await home.tryDocker([
        'run',
        '--rm',
        '-v',
        `${host}:/s:ro`,
        image,
        'sh',
        '-c',
        script,
      ]);
      expect(text).toBe('x');
      expect(stderr.match(/Read-only file system/g)).toHaveLength(3);
      expect(await readdir(at())).toEqual(['file']);
    },
  },
  {
    name: 'a file that is cut and grown in the container is so on the host',
    async check({ at, inside, settled }) {
      await writeFile(at('file'), 'x'.repeat(10_000));
      await settled(async () => expect(await inside('wc -c <file')).toBe('10000'));
      await inside('truncate -s 5 file; truncate -s 8 file');
      await settled(async () => expect(await readFile(at('file'))).toEqual(Buffer.from('xxxxx\0\0\0')));
      await truncate(at('file'), 2);
      await settled(async () => expect(await inside('wc -c <file')).toBe('2'));
    },
  },
];
