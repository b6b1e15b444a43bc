#!/usr/bin/env node
/**
 * The way in from a fresh clone: installs the dependencies, builds, and hands over to what was built, in this same
 * process. The only plain JavaScript here, because it runs when there is nothing else yet. What it says goes to
 * standard error; when nothing is to be done it says nothing.
 *
 * `bootstrap.mjs --script NAME …` runs one of the scripts below; without it the arguments are those of `moorage`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const at = (...parts) => join(root, ...parts);

/** What each script runs, and the arguments that come before the user's own. */
const scripts = {
  start: ['main/cli/main.js', 'run'],
  moorage: ['main/cli/main.js'],
  test: ['test/scripts/run.js'],
  check: ['test/scripts/check.js'],
  bench: ['test/bench/main.js'],
  parity: ['test/scripts/parity.js'],
};

const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
const say = (english, simplified) => process.stderr.write(`moorage: ${chinese ? simplified : english}\n`);

if (Number(process.versions.node.split('.')[0]) < 20) {
  const has = process.versions.node;
  say(
    `this is Node ${has}, and Moorage needs 20 or newer. Install it from https://nodejs.org.`,
    `这里是 Node ${has}，而 Moorage 需要 20 或更新的版本。请从 https://nodejs.org 安装。`,
  );
  process.exit(1);
}

const given = process.argv.slice(2);
const named = given[0] === '--script';
const [program, ...before] = scripts[named ? given[1] : 'moorage'];
// An installed package is built already and has no sources.
if (fs.existsSync(at('tsconfig.build.json'))) await prepare();
const file = at('out', program);
process.argv = [process.argv[0], file, ...before, ...given.slice(named ? 2 : 0)];
await import(pathToFileURL(file).href);

async function prepare() {
  if (isInstalled() && isBuilt()) return;
  const lock = at('out.lock');
  const onExit = () => fs.rmSync(lock, { force: true });
  await takeLock(lock);
  process.on('exit', onExit);
  // Looked at again, because another one may have done it while we waited for the lock.
  if (!isInstalled()) await install();
  if (!isBuilt()) await build();
  process.off('exit', onExit);
  onExit();
}

/** Changes when other dependencies, or the same for another system, are needed. */
function wantedDependencies() {
  const hash = createHash('sha256').update(fs.readFileSync(at('package-lock.json')));
  return hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex');
}

function isInstalled() {
  return read(at('node_modules', '.moorage')) === wantedDependencies() || installedByHand();
}

/** Somebody's own `npm install` of the same versions does as well. npm writes this file when it has finished. */
function installedByHand() {
  const theirs = read(at('node_modules', '.package-lock.json'));
  if (theirs === undefined) return false;
  const wanted = JSON.parse(read(at('package-lock.json'))).packages;
  const there = JSON.parse(theirs).packages;
  const same = Object.entries(wanted).every(
    ([path, one]) => path === '' || (there[path] ? there[path].integrity === one.integrity : one.optional),
  );
  if (same) fs.writeFileSync(at('node_modules', '.moorage'), wantedDependencies());
  return same;
}

async function install() {
  say('installing dependencies …', '正在安装依赖……');
  const wanted = wantedDependencies();
  // Not `npm ci`: that refuses a lockfile which lacks programs for other systems, and a registry's mirror may have only
  // those of its own. This takes the locked versions and checks their hashes too, and changes no file of the project.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const code = await (npm ? run(process.execPath, [npm, ...args]) : run('npm', args));
  if (code !== 0) {
    say(
      'the dependencies could not be installed. Check the network, then run the same command again.',
      '无法安装依赖。请检查网络，然后再次运行同一命令。',
    );
    process.exit(1);
  }
  // Last, so that an interrupted installation is done again.
  fs.writeFileSync(at('node_modules', '.moorage'), wanted);
}

/** Names, sizes and times of everything that is compiled, and what it is compiled with. */
function wantedBuild() {
  const hash = createHash('sha256').update(fs.readFileSync(at('package-lock.json')));
  const add = (path) => {
    const { size, mtimeMs } = fs.statSync(at(path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const walk = (folder) => {
    if (!fs.existsSync(at(folder))) return;
    const entries = fs.readdirSync(at(folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.(?:c?ts|tsx|css|html|svg)$/.test(entry.name)) add(path);
    }
  };
  ['main', 'renderer', 'vm-images', 'test/bench', 'test/fixtures', 'test/scripts'].forEach(walk);
  ['tsconfig.json', 'tsconfig.build.json'].forEach(add);
  return hash.digest('hex');
}

function isBuilt() {
  return read(at('out', '.built')) === wantedBuild();
}

/** Builds aside and swaps the whole folder, so that a half build is never run. */
async function build() {
  say('building …', '正在构建……');
  // We hold the lock: what others left of such folders, they left in a crash.
  const leftovers = fs.readdirSync(root).filter((name) => /^out\.(?:part|old)$/.test(name));
  for (const name of leftovers) fs.rmSync(at(name), { recursive: true, force: true });
  // Taken before: what changes during the build must be built again.
  const wanted = wantedBuild();
  const [part, old] = [at('out.part'), at('out.old')];
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--outDir', part, '--tsBuildInfoFile', join(part, '.tsbuildinfo')];
  const vite = at('node_modules', 'vite', 'bin', 'vite.js');
  const window = ['build', '--config', at('renderer', 'vite.config.ts'), '--logLevel', 'warn'];
  const code =
    (await run(process.execPath, [tsc, '-p', at('tsconfig.build.json'), ...options])) ||
    (await run(process.execPath, [vite, ...window], {
      MOORAGE_RENDERER_OUT: join(part, 'renderer'),
      // Whoever builds it: with another word, as where tests are run, React is the one for its developers, half as fast.
      NODE_ENV: 'production',
    }));
  if (code !== 0) {
    fs.rmSync(part, { recursive: true, force: true });
    say(
      'the build failed, see above. Mend the sources, then try again.',
      '构建失败，见上。请修正源码后重试。',
    );
    process.exit(1);
  }
  fs.writeFileSync(join(part, '.built'), wanted);
  if (fs.existsSync(at('out'))) fs.renameSync(at('out'), old);
  fs.renameSync(part, at('out'));
  fs.rmSync(old, { recursive: true, force: true });
}

/** Runs a program with its output on standard error, and resolves to its exit code. It ends when we are ended. */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    // On Windows npm is a batch file, which only a shell can run; none of our arguments needs quoting.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell,
      env: { ...process.env, ...env },
    });
    const stop = (signal, number) => {
      child.kill(signal);
      process.exit(128 + number);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code);
    });
  });
}

/** A file that holds its owner's process id, so that what a crash left can be told from what is in use. */
async function takeLock(path) {
  for (let told = false; ; await delay(100)) {
    try {
      fs.writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = read(path);
    if (holder !== undefined && !isHeld(path, holder)) breakLock(path, holder);
    else if (!told) {
      told = true;
      say('another one is preparing this folder; waiting for it …', '另一个进程正在准备此文件夹；等待中……');
    }
  }
}

/** One at a time, lest a second one removes what a third has meanwhile taken. */
function breakLock(path, holder) {
  const breaking = `${path}.breaking`;
  try {
    fs.mkdirSync(breaking);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (Date.now() - fs.statSync(breaking).mtimeMs > 10_000) fs.rmdirSync(breaking);
    return;
  }
  if (read(path) === holder) fs.rmSync(path, { force: true });
  fs.rmdirSync(breaking);
}

function isHeld(path, holder) {
  // Its owner has made the file but not written its number: a moment ago, or before a crash.
  if (holder === '') return Date.now() - fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs < 10_000;
  try {
    process.kill(Number(holder), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The content of a file, or undefined if there is none. */
function read(path) {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
