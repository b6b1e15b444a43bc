/** Where secrets are kept: the best place that this computer has, and how each keeps them. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { SecretPlace } from '../../contract/registry-model.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import type { Log } from '../lib/log.ts';
import { systemCode } from '../lib/system-error.ts';
import {
  helperErase,
  helperGet,
  helperStore,
  helperWorks,
  isHelperName,
  parseQuietly,
  type HelperOptions,
} from './credential-helper.ts';

/** What signs a user in: a password (or access token), or what the registry gave in its place. */
export interface Secret {
  readonly username: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** One place that keeps secrets by a registry's name. */
export interface SecretStore {
  readonly place: Exclude<SecretPlace, 'docker'>;
  /** Whether it can keep one now. */
  works(): Promise<boolean>;
  /** Undefined when it has none. */
  get(host: string): Promise<Secret | undefined>;
  set(host: string, secret: Secret): Promise<void>;
  /** Succeeds where there is nothing to remove. */
  remove(host: string): Promise<void>;
}

/** The desktop's way to make a text unreadable for other users and programs; Electron's `safeStorage` is one. */
export interface SecretSeal {
  /** False where the desktop has no key store, and sealing would only hide. */
  readonly works: () => boolean;
  readonly seal: (text: string) => Buffer;
  /** Throws for what another user or another installation has sealed. */
  readonly open: (sealed: Buffer) => string;
}

/**
 * A helper's entries have keys of our own, so that signing out here leaves alone what `docker login` has kept. Shaped
 * as an address, because the helper of macOS takes it apart.
 */
export function helperKey(host: string): string {
  return `https://moorage.invalid/registry/${host}`;
}

export function helperSecrets(helper: HelperOptions): SecretStore {
  return {
    place: 'helper',
    works: () => helperWorks(helper),
    get: (host) => helperGet(helper, helperKey(host)),
    set: (host, secret) => helperStore(helper, helperKey(host), secret),
    remove: (host) => helperErase(helper, helperKey(host)),
  };
}

const secretSchema = v.object({
  username: v.string(),
  password: v.exactOptional(v.string()),
  identityToken: v.exactOptional(v.string()),
});

/** A file that only its owner may read (0600). With a seal, what is in it can't be read elsewhere either. */
export function fileSecrets(path: string, seal?: SecretSeal): SecretStore {
  let last: Promise<unknown> = Promise.resolve();
  const change = (edit: (all: Map<string, string>) => void) => {
    const task = async () => {
      const all = await readAll(path);
      edit(all);
      await writeFileAtomic(path, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    };
    const mine = last.then(task);
    last = mine.catch(() => undefined); // told to the one who asked
    return mine;
  };
  return {
    place: seal === undefined ? 'file' : 'sealed',
    works: () => Promise.resolve(seal?.works() ?? true),
    async get(host) {
      const kept = (await readAll(path)).get(host);
      if (kept === undefined) return undefined;
      const text = seal === undefined ? kept : seal.open(Buffer.from(kept, 'base64'));
      return readSecret(text);
    },
    set(host, secret) {
      const text = JSON.stringify(secret);
      const kept = seal === undefined ? text : seal.seal(text).toString('base64');
      return change((all) => all.set(host, kept));
    },
    remove: (host) => change((all) => all.delete(host)),
  };
}

/** Valibot's own error would quote what it got. */
function readSecret(text: string): Secret | undefined {
  const result = v.safeParse(secretSchema, parseQuietly(text));
  return result.success ? result.output : undefined;
}

async function readAll(path: string): Promise<Map<string, string>> {
  try {
    const content = v.safeParse(v.record(v.string(), v.string()), parseQuietly(await readFile(path, 'utf8')));
    return new Map(content.success ? Object.entries(content.output) : []);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Map();
    throw error;
  }
}

export interface SecretPlaces {
  readonly platform: NodeJS.Platform;
  /** Of the programs that are started; without it, docker's programs are left alone. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** The helper that the user's docker uses. */
  readonly preferred: string | undefined;
  readonly seal: SecretSeal | undefined;
  readonly sealedFile: string;
  readonly plainFile: string;
}

/** All places that there may be, the best first; the last one always works. */
export function secretStores(options: SecretPlaces): readonly SecretStore[] {
  const { env, preferred, seal } = options;
  const names = new Set([preferred, ...usualHelpers(options.platform)].filter(isHelperName));
  return [
    ...(env === undefined ? [] : [...names].map((name) => helperSecrets({ name, env }))),
    ...(seal === undefined ? [] : [fileSecrets(options.sealedFile, seal)]),
    fileSecrets(options.plainFile),
  ];
}

function usualHelpers(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['osxkeychain'];
  if (platform === 'win32') return ['wincred'];
  return ['secretservice', 'pass'];
}

/**
 * Keeps the secret in the first place that takes it and gives it back, and takes it out of all others. Answers which
 * that is. Throws when even the file can't be written.
 */
export async function keepSecret(
  stores: readonly SecretStore[],
  host: string,
  secret: Secret,
  log: Log,
): Promise<SecretStore['place']> {
  let failure: unknown;
  for (const store of stores) {
    try {
      if (!(await store.works())) continue;
      await store.set(host, secret);
      if ((await store.get(host)) === undefined) continue;
      await dropSecret(
        stores.filter((one) => one !== store),
        host,
        log,
      );
      return store.place;
    } catch (error) {
      log.failure('registry', error);
      failure = error;
    }
  }
  throw failure ?? new Error('no place for a secret');
}

/** Takes it out of every place that works. What a place says against it is logged: the others go on. */
export async function dropSecret(stores: readonly SecretStore[], host: string, log: Log): Promise<void> {
  for (const store of stores) {
    try {
      if (await store.works()) await store.remove(host);
    } catch (error) {
      log.failure('registry', error);
    }
  }
}

/** The secret from the first place that has it. */
export async function findSecret(
  stores: readonly SecretStore[],
  host: string,
  log: Log,
): Promise<Secret | undefined> {
  for (const store of stores) {
    try {
      if (!(await store.works())) continue;
      const secret = await store.get(host);
      if (secret !== undefined) return secret;
    } catch (error) {
      // Sealed by another installation, say: signing in again mends it.
      log.failure('registry', error);
    }
  }
  return undefined;
}
