import { extractAll, listPackage } from '@electron/asar';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fusesOf, makeStandIn } from './stand-in.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const run = promisify(execFile);
const at = { work: '', app: '' };

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;
}
interface Manifest {
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8'));

/** Every file below a folder, from there, with slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * Copies the packages that belong into the product. Not a link to all of them: what `npm list` finds behind a link, which
 * is what electron-builder goes by, depends on whether npm's own notes of the last installation are still fresh.
 */
async function copyProductionModules(): Promise<void> {
  const { packages } = await readJson<Lock>(join(root, 'package-lock.json'));
  const wanted = Object.entries(packages).filter(
    ([path, { dev }]) => path.startsWith('node_modules/') && dev !== true && existsSync(join(root, path)),
  );
  for (const [path] of wanted) {
    await cp(join(root, path), join(at.app, path), { recursive: true });
  }
}

/** A copy of what packing needs, built anew, so that nothing depends on what `out` has at the moment. */
beforeAll(async () => {
  at.work = await mkdtemp(join(tmpdir(), 'pack-'));
  at.app = join(at.work, 'app');
  await mkdir(join(at.app, 'out/renderer/assets'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'electron-builder.yml', 'LICENSE']) {
    await cp(join(root, name), join(at.app, name));
  }
  for (const name of [
    'resources/icons',
    'resources/keys',
    'resources/entitlements.mac.plist',
    'vm-images',
    'renderer',
  ]) {
    await cp(join(root, name), join(at.app, name), { recursive: true });
  }
  await copyProductionModules();
  for (const name of ['index.html', 'assets/index-abcdefgh.js', 'assets/index-abcdefgh.js.map']) {
    await writeFile(join(at.app, 'out/renderer', name), name);
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const out = join(at.app, 'out');
  const options = ['--outDir', out, '--tsBuildInfoFile', join(out, '.tsbuildinfo')];
  // Types are checked elsewhere.
  await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--noCheck', ...options]);
});
afterAll(() => rm(at.work, { recursive: true, force: true }));

/** Packs for a system with the project's own configuration; what it printed is in the error. */
async function pack(platform: 'linux' | 'win32', ...more: readonly string[]): Promise<string> {
  const [dist, output] = [join(at.work, `dist-${platform}`), join(at.work, `to-${platform}`)];
  const lock = await readJson<Lock>(join(root, 'package-lock.json'));
  await makeStandIn(dist, platform, lock.packages['node_modules/electron']?.version ?? '');
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const target = platform === 'linux' ? '--linux' : '--win';
  const settings = [`-c.electronDist=${dist}`, `-c.directories.output=${output}`, ...more];
  await run(process.execPath, [builder, target, 'dir', '--x64', ...settings], {
    cwd: at.app,
    env: {
      ...process.env,
      ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent',
      CSC_IDENTITY_AUTO_DISCOVERY: 'false',
    },
    maxBuffer: 2 ** 24,
  });
  return join(output, platform === 'linux' ? 'linux-unpacked' : 'win-unpacked');
}

const wantedFuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

describe('the package for Linux', () => {
  const packed = { folder: '', files: [] as string[] };
  beforeAll(async () => {
    packed.folder = await pack('linux');
    const archive = join(packed.folder, 'resources/app.asar');
    await mkdir(join(at.work, 'unpacked'));
    extractAll(archive, join(at.work, 'unpacked'));
    packed.files = await filesIn(join(at.work, 'unpacked'));
    expect(listPackage(archive, { isPack: false }).length).toBeGreaterThan(packed.files.length);
  });
  const below = (folder: string) =>
    packed.files.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));

  it('is one archive beside the program, with the fuses and languages that are wanted', async () => {
    expect(await filesIn(packed.folder)).toEqual(
      [
        'LICENSE.electron.txt',
        'LICENSES.chromium.html',
        'locales/en-US.pak',
        'locales/zh-CN.pak',
        'moorage',
        'resources/app.asar',
        'version',
      ].sort(),
    );
    expect(fusesOf(await readFile(join(packed.folder, 'moorage')))).toEqual(wantedFuses);
  });

  it('holds what was built, and the files that it reads, and nothing else of ours', async () => {
    expect(Array.from(new Set(packed.files.map((path) => path.replace(/\/.*/, '')))).sort()).toEqual(
      ['LICENSE', 'node_modules', 'out', 'package.json', 'resources', 'vm-images'].sort(),
    );
    const built = async (folder: string, sources: string) =>
      (await filesIn(join(root, folder)))
        .filter((path) => /\.c?ts$/.test(path) && path.startsWith(sources))
        .map((path) => path.replace(/ts$/, 'js'));
    expect(below('out/main')).toEqual(await built('main', ''));
    expect(below('out/main')).toContain('hosts/electron/preload.cjs');
    expect(below('out/vm-images')).toEqual(await built('vm-images', ''));
    expect(below('out/renderer')).toEqual(['assets/index-abcdefgh.js', 'index.html']);
    expect(below('vm-images')).toEqual(
      (await filesIn(join(root, 'vm-images'))).filter((path) => path.startsWith('guest/')),
    );
    expect(below('resources/keys')).toEqual(await filesIn(join(root, 'resources/keys')));
    const icons = (await filesIn(join(root, 'resources/icons'))).filter((path) => path.endsWith('.png'));
    expect(below('resources').filter((path) => !path.startsWith('keys/'))).toEqual(
      icons.map((path) => `icons/${path}`),
    );
  });

  it('holds the packages that run with it, without what only their makers need', async () => {
    const manifest = await readJson<Manifest>(join(root, 'package.json'));
    const lock = await readJson<Lock>(join(root, 'package-lock.json'));
    const inside = below('node_modules').map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '');
    const names = [...new Set(inside)];
    expect(Object.keys(manifest.dependencies).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => Object.hasOwn(manifest.devDependencies, name))).toEqual([]);
    expect(names.filter((name) => lock.packages[`node_modules/${name}`]?.dev === true)).toEqual([]);
    expect(packed.files.filter((path) => /\.(?:[cm]?ts|tsx|map|node|exe)$|\/tests?\//.test(path))).toEqual(
      [],
    );
  });

  it('is complete: its core begins, boots the fake driver and ends, from the archive’s files alone', async () => {
    const unpacked = join(at.work, 'unpacked');
    const { main } = await readJson<Manifest>(join(unpacked, 'package.json'));
    expect(packed.files).toContain(main);
    const script = `
      const { runCore } = await import('./out/main/hosts/node/main.js');
      const { homePaths } = await import('./out/main/core/home.js');
      const { resourcePath } = await import('./out/main/setup/resources.js');
      await import('./out/vm-images/build.js');
      await import('./out/main/setup/debian/signature.js');
      resourcePath('icons/moorage-256.png');
      const { memoryLinks } = await import('./out/main/contract/memory-link.js');
      const { connect } = await import('./out/main/contract/rpc.js');
      const { contract } = await import('./out/main/contract/contract.js');
      const env = process.env;
      const core = await runCore({ paths: homePaths({ platform: process.platform, env, homedir: '/' }), driver: 'fake', env });
      const [near, far] = memoryLinks();
      core.app.serve(far);
      const client = connect(near, contract);
      await client['vm.start']();
      console.log((await client.status()).state);
      await core.end({ stopVm: true });
    `;
    const env = {
      PATH: process.env['PATH'],
      MOORAGE_HOME: join(at.work, 'h'),
      DOCKER_CONFIG: join(at.work, 'd'),
    };
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: unpacked,
      env,
    });
    expect(stdout.trim()).toBe('running');
  });
});

describe('the package for Windows', () => {
  it('is the same archive, which the program knows by its hash', async () => {
    // Editing the icon into the program takes a tool that would be fetched.
    const folder = await pack('win32', '-c.win.signAndEditExecutable=false');
    const files = await filesIn(folder);
    expect(files.filter((path) => path.startsWith('resources/')).map((path) => basename(path))).toEqual([
      'app.asar',
    ]);
    const program = await readFile(join(folder, 'Moorage.exe'));
    expect(fusesOf(program)).toEqual(wantedFuses);
    expect(program.toString('latin1')).toMatch(
      /"file":"resources\\\\app\.asar","alg":"SHA256","value":"[0-9a-f]{64}"/,
    );
  });
});
