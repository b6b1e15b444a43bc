/** The shell on the double, with a real core on the fake driver in a home of its own. */
import { mkdtemp, rm, mkdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contract, type CoreClient } from '../../main/contract/contract.ts';
import { connect } from '../../main/contract/rpc.ts';
import { createApp } from '../../main/core/app.ts';
import { homePaths, prepareHome, type HomePaths } from '../../main/core/home.ts';
import { FileLog } from '../../main/core/lib/log.ts';
import { fakeDriver, type FakeOptions } from '../../main/core/vm/fake.ts';
import { startShell, type Surroundings } from '../../main/hosts/electron/shell.ts';
import { runCore, type CoreOptions, type RunningCore } from '../../main/hosts/node/main.ts';
import { trackVm } from '../../main/hosts/node/track-vm.ts';
import { fakeElectron, type FakeElectron, type FakeElectronOptions } from '../fakes/electron.ts';

export interface ShellFixture {
  readonly electron: FakeElectron;
  readonly paths: HomePaths;
  /** Panics as if Node had told of an error that nobody caught. */
  readonly panic: (error: unknown) => void;
  /** A client of the core over the window's page. */
  readonly client: () => Promise<CoreClient>;
}

export interface FixtureOptions
  extends FakeElectronOptions, Partial<Pick<Surroundings, 'runCore' | 'orderlyMs' | 'platform'>> {
  readonly argv?: readonly string[];
  readonly home?: string;
}

/** Homes, shells and cores of a test, and how all of them end. */
export class Fixtures {
  readonly #ends: (() => Promise<unknown>)[] = [];

  /** A folder with a built window and room for Docker's own folder. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'me-'));
    this.#ends.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
    await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Moorage</title>');
    await writeFile(join(folder, 'renderer', 'assets', 'index-abcdefgh.js'), 'export {};');
    return folder;
  }

  env(folder: string): Record<string, string> {
    return { MOORAGE_HOME: join(folder, 'home'), DOCKER_CONFIG: join(folder, 'docker') };
  }

  paths(folder: string): HomePaths {
    return homePaths({ platform: process.platform, env: this.env(folder), homedir: homedir() });
  }

  async shell(options: FixtureOptions = {}): Promise<ShellFixture> {
    const folder = options.home ?? (await this.folder());
    const electron = fakeElectron(options);
    const { panic } = startShell(electron.modules, {
      argv: options.argv ?? ['moorage', '--driver', 'fake'],
      env: this.env(folder),
      platform: options.platform ?? process.platform,
      homedir: homedir(),
      rendererFolder: join(folder, 'renderer'),
      preload: fileURLToPath(new URL('../../main/hosts/electron/preload.cts', import.meta.url)),
      runCore: options.runCore ?? runCore,
      ...(options.orderlyMs === undefined ? {} : { orderlyMs: options.orderlyMs }),
    });
    this.#ends.push(async () => {
      if (electron.app.exitCode === undefined) electron.app.quit();
      await electron.app.exited;
    });
    return {
      electron,
      paths: this.paths(folder),
      panic,
      client: async () => {
        const page = await until(() => electron.windows[0]?.webContents.page);
        return connect(await page.open(), contract);
      },
    };
  }

  /** A core in the role of another process, such as one that `moorage start` has begun. */
  async otherCore(folder: string): Promise<RunningCore> {
    const core = await runCore({ paths: this.paths(folder), driver: 'fake', env: this.env(folder) });
    core.ended.catch(() => undefined);
    this.#ends.push(() => core.end({ stopVm: true }));
    return core;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }
}

/** A core in this process like `runCore`'s, on a fake driver with faults, and how often its VM was killed. */
export function faultyCore(faults: FakeOptions) {
  const seen = { killed: 0 };
  const run = async ({ paths }: CoreOptions): Promise<RunningCore> => {
    await prepareHome(paths);
    const log = new FileLog(paths.appLog);
    const vm = trackVm(fakeDriver(faults));
    const app = await createApp({
      paths,
      driver: vm.driver,
      arch: 'x86_64',
      image: () => Promise.resolve({ id: 'none', kernel: '', initrd: '', root: '', tools: undefined }),
      host: { cpus: 4, memoryMiB: 8192 },
      version: '0.0.0-test',
      log,
      homeFolder: '/home/somebody',
      cacheFolder: '/home/somebody/.cache/moorage',
      shareHelper: [],
    });
    let ending: Promise<void> | undefined;
    let resolve: () => void = () => {};
    const ended = new Promise<void>((done) => (resolve = done));
    const end = (options: { stopVm: boolean }) => (ending ??= app.close(options).finally(resolve));
    const killVm = () => {
      seen.killed += 1;
      return vm.kill();
    };
    return { app, log, ended, end, killVm };
  };
  return { seen, run };
}

/** What `look` finds, as soon as it finds something. */
export async function until<T>(look: () => T | undefined | false, ms = 10_000): Promise<T> {
  for (const deadline = Date.now() + ms; Date.now() < deadline;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${ms} ms: ${look.toString()}`);
}
