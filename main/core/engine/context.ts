/**
 * The docker context `moorage`: with it, `docker` finds the engine without any variable being set. Contexts and the
 * name of the current one live in Docker's own folder, which belongs to the user, so as little as possible changes there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { getString, setString } from './json-edit.ts';
import { isRecord } from './untrusted.ts';

export const contextName = 'moorage';

export interface ContextOptions {
  /** Docker's folder; see `dockerConfigDir`. */
  readonly configDir: string;
  /** The engine socket as docker writes it: `unix:///…` or `npipe:////./pipe/…`. */
  readonly dockerHost: string;
  /** File in which we remember what was current before we changed it. */
  readonly memory: string;
  /** Whether an engine answers where docker looks by default. */
  readonly defaultAnswers: () => Promise<boolean>;
}

/** What we changed: which file, and the context that was current there (null: none was named). */
interface Memory {
  readonly config: string;
  readonly previous: string | null;
}

/** Where docker keeps its settings: `DOCKER_CONFIG`, else `.docker` in the user's folder. */
export function dockerConfigDir(env: Readonly<Record<string, string | undefined>>, homedir: string): string {
  const own = env['DOCKER_CONFIG'] ?? '';
  return own === '' ? join(homedir, '.docker') : own;
}

/**
 * Makes the context, and makes it the current one if the current one is `default` and nothing answers there. Resolves
 * with whether it is current now. Throws `docker.config`; then Docker's own settings are as they were.
 */
export async function installContext(options: ContextOptions): Promise<boolean> {
  const { configDir, memory } = options;
  const path = join(configDir, 'config.json');
  return guard(path, async () => {
    await writeMeta(options);
    const file = await readConfig(path);
    const current = getString(file.text, 'currentContext') ?? '';
    if (current === contextName) return true;
    if ((current !== '' && current !== 'default') || (await options.defaultAnswers())) return false;
    // Remembered first: after a crash in between there is nothing to put back, which does no harm.
    const remembered: Memory = { config: file.path, previous: current === '' ? null : current };
    await writeFileAtomic(memory, `${JSON.stringify(remembered)}\n`);
    await writeFileAtomic(file.path, setString(file.text, 'currentContext', contextName), file.mode);
    return true;
  });
}

/**
 * Puts back what was current before `installContext` changed it, unless somebody has chosen another context since. The
 * context itself stays. Throws `docker.config`.
 */
export async function restoreContext({ memory }: Pick<ContextOptions, 'memory'>): Promise<void> {
  const remembered = await readMemory(memory);
  if (remembered === undefined) return;
  await guard(remembered.config, async () => {
    const file = await readConfig(remembered.config);
    if (getString(file.text, 'currentContext') === contextName) {
      const text = setString(file.text, 'currentContext', remembered.previous ?? undefined);
      await writeFileAtomic(file.path, text, file.mode);
    }
    await rm(memory, { force: true });
  });
}

/** `contexts/meta/<sha256 of the name>/meta.json`, with the fields that `docker context create` writes. */
async function writeMeta({ configDir, dockerHost }: ContextOptions): Promise<void> {
  const id = createHash('sha256').update(contextName).digest('hex');
  const folder = join(configDir, 'contexts', 'meta', id);
  const path = join(folder, 'meta.json');
  const meta = JSON.stringify({
    Name: contextName,
    Metadata: { Description: 'Moorage' },
    Endpoints: { docker: { Host: dockerHost, SkipTLSVerify: false } },
  });
  if ((await readIfThere(path)) === meta) return;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFileAtomic(path, meta, 0o644);
}

/** Docker's settings and where they really are: people keep them in a repository and link to them. */
async function readConfig(link: string): Promise<{ path: string; text: string; mode: number }> {
  const text = await readIfThere(link);
  // Docker writes a new one with this mode, since it may hold passwords. An empty one counts as `{}`.
  if (text === undefined) return { path: link, text: '{}\n', mode: 0o600 };
  const path = await realpath(link);
  const mode = (await stat(path)).mode & 0o777;
  const settings = text.trim() === '' ? '{}\n' : text;
  setString(settings, 'currentContext', ''); // throws if it isn't JSON
  return { path, text: settings, mode };
}

async function readMemory(path: string): Promise<Memory | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // not written by us; there is nothing that we could put back
  }
  if (!isRecord(value)) return undefined;
  const { config, previous } = value;
  if (typeof config !== 'string' || (previous !== null && typeof previous !== 'string')) return undefined;
  return { config, previous };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function guard<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const reason = systemReason(error instanceof AppError ? (error.cause ?? error) : error);
    throw new AppError('docker.config', { params: { path, reason }, cause: error });
  }
}
