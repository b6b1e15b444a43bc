/** A core of its own for a test file: the built one, in the background, on the driver `fake`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { homePaths } from '../../main/core/home.ts';
import { builtMain } from '../fixtures/built.ts';
import { windowAddress } from '../fixtures/window-address.ts';

export interface CoreOptions {
  /** What the engine holds; default `demo`. */
  readonly scenario?: 'demo' | 'empty' | 'few' | 'many' | 'hostile';
  /** Milliseconds that each slow step of a start takes. */
  readonly slowMs?: number;
  /** Minutes for which removals can be undone; default 0. */
  readonly undoMinutes?: number;
  /** Milliseconds after its start at which the VM crashes. */
  readonly diesMs?: number;
}

export class Core {
  readonly home: string;
  /** What it takes for the home folder of the user. */
  readonly userFolder: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: ChildProcess | undefined;

  private constructor(folder: string, { scenario = 'demo', slowMs, diesMs }: CoreOptions) {
    this.#folder = folder;
    this.home = join(folder, 'h');
    this.userFolder = join(folder, 'user');
    this.#env = {
      ...process.env,
      MOORAGE_HOME: this.home,
      HOME: this.userFolder,
      USERPROFILE: this.userFolder,
      MOORAGE_CACHE: join(folder, 'cache'),
      DOCKER_CONFIG: join(folder, 'docker'),
      MOORAGE_FAKE: scenario,
      ...(slowMs === undefined ? {} : { MOORAGE_FAKE_SLOW_MS: String(slowMs) }),
      ...(diesMs === undefined ? {} : { MOORAGE_FAKE_DIES_MS: String(diesMs) }),
      LC_ALL: 'C.UTF-8',
    };
  }

  /** On a new, empty home. */
  static async begin(options: CoreOptions = {}): Promise<Core> {
    const core = new Core(await mkdtemp(join(tmpdir(), 'mwn-')), options);
    await mkdir(core.userFolder);
    await mkdir(core.home, { recursive: true, mode: 0o700 });
    // What most tests look at is removed at once, after asking.
    await writeFile(
      join(core.home, 'settings.json'),
      JSON.stringify({ undoMinutes: options.undoMinutes ?? 0 }),
    );
    await core.start();
    return core;
  }

  /** Starts the core, and resolves when it answers. */
  async start(): Promise<void> {
    const program = join(builtMain, 'hosts', 'node', 'background.js');
    const child = spawn(process.execPath, [program, 'fake'], {
      env: this.#env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process = child;
    const [report]: unknown[] = await once(child, 'message');
    const ready =
      typeof report === 'object' && report !== null && 'kind' in report && report.kind === 'ready';
    if (!ready) throw new Error(`the core does not start: ${JSON.stringify(report)}`);
  }

  /** Makes a folder beside the home folder, to be shared; answers its path. */
  async folder(name: string): Promise<string> {
    const path = join(this.#folder, name);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** Ends it with no chance to tidy up. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Runs the command line to its end; answers its standard output. */
  async moorage(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [join(builtMain, 'cli', 'main.js'), ...args], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    if (child.exitCode !== 0) throw new Error(`moorage ${args.join(' ')}: ${complaint}`);
    return said.trim();
  }

  /** An address that lets one browser in. */
  address(): Promise<string> {
    const { platform } = process;
    return windowAddress(homePaths({ platform, env: this.#env, homedir: this.userFolder }));
  }

  async remove(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
