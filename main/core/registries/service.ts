/** Registries that the user has to do with: which they are, who is signed in, and what the engine is to be told of it. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import { dockerHub, parseReference } from '../../contract/image-reference.ts';
import { registryHost, secretPlaces, type RegistrySummary } from '../../contract/registry-model.ts';
import { ask, engineError } from '../engine/docker.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import { openListFile, type ListFile } from '../lib/list-file.ts';
import type { Log } from '../lib/log.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import { RegistryClient } from './client.ts';
import { hubServer, type DockerConfig } from './docker-config.ts';
import { isInsecure } from './insecure.ts';
import { dropSecret, findSecret, keepSecret, type Secret, type SecretStore } from './secret-store.ts';
import { createTransport } from './transport.ts';

const entrySchema = v.object({
  host: registryHost,
  username: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
  place: v.exactOptional(v.picklist(secretPlaces)),
});
export type RegistryEntry = v.InferOutput<typeof entrySchema>;

/** Opens the file; a missing one means none. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export function openRegistryFile(path: string): Promise<ListFile<RegistryEntry>> {
  return openListFile(path, 'registries', v.pipe(v.array(entrySchema), v.maxLength(500)));
}

export interface RegistryServiceOptions {
  readonly docker: Docker;
  readonly file: ListFile<RegistryEntry>;
  /** The best place first; read anew each time, since the user's docker may have got another helper. */
  readonly stores: (preferred: string | undefined) => readonly SecretStore[];
  /** Undefined where Docker's own files are none of our business. */
  readonly dockerConfig: DockerConfig | undefined;
  /** Connects to an address as the VM sees it. Throws `vm.notRunning`, `guest.*`. */
  readonly dial: (target: { port: number; address: string }, signal: AbortSignal) => Promise<Duplex>;
  readonly log: Log;
}

/** What the engine takes in `X-Registry-Auth` (Docker Engine API, "Authentication"). */
export interface RegistryAuth {
  readonly serveraddress: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

export class RegistryService {
  readonly #options: RegistryServiceOptions;
  readonly #list = new Topic<readonly RegistrySummary[]>([]);

  constructor(options: RegistryServiceOptions) {
    this.#options = options;
  }

  get list(): ReadableTopic<readonly RegistrySummary[]> {
    return this.#list;
  }

  /** Looks again who is signed in where. */
  async refresh(): Promise<void> {
    const { file, dockerConfig } = this.#options;
    const users = (await dockerConfig?.users()) ?? new Map<string, string>();
    const own = new Map(file.topic.value.map((entry) => [entry.host, entry]));
    const hosts = new Set([dockerHub, ...own.keys(), ...users.keys()]);
    this.#list.set(
      [...hosts].map((host) => {
        const { username, place } = own.get(host) ?? {};
        const listed = own.has(host) && host !== dockerHub;
        if (username !== undefined && place !== undefined) return { host, username, place, listed };
        const user = users.get(host);
        return user === undefined ? { host, listed } : { host, username: user, place: 'docker', listed };
      }),
    );
  }

  async add(host: string): Promise<void> {
    await this.#put({ host }, false);
  }

  async remove(host: string): Promise<void> {
    await this.signOutOurs(host);
    await this.#options.file.change((list) => list.filter((entry) => entry.host !== host));
    await this.refresh();
  }

  /**
   * Has the engine ask the registry (`POST /auth`), then keeps the secret. Throws `registry.signInRefused`,
   * `registry.unreachable`, `vm.notRunning`.
   */
  async signIn(host: string, username: string, password: string, signal: AbortSignal): Promise<void> {
    const { docker, log, dockerConfig, stores } = this.#options;
    this.#hide({ username, password });
    const asked = { username, password, serveraddress: serverAddress(host), abortSignal: signal };
    let answer: unknown;
    try {
      answer = await docker.checkAuth(asked);
    } catch (error) {
      throw signInError(error, host);
    }
    const token = asRecord(answer)['IdentityToken'];
    const secret: Secret =
      typeof token === 'string' && token !== '' ? { username, identityToken: token } : { username, password };
    this.#hide(secret);
    const preferred = (await dockerConfig?.logins())?.store;
    const place = await keepSecret(stores(preferred), host, secret, log);
    await this.#put({ host, username, place }, true);
  }

  /** Throws `registry.keptByDocker` for a sign-in that isn't ours. */
  async signOut(host: string): Promise<void> {
    const ours = await this.signOutOurs(host);
    await this.refresh();
    const left = this.#list.value.find((one) => one.host === host)?.place;
    if (!ours && left === 'docker') throw new AppError('registry.keptByDocker', { params: { host } });
  }

  /** What the engine needs to know for this image; undefined where nobody is signed in. */
  async authFor(reference: string): Promise<RegistryAuth | undefined> {
    const host = parseReference(reference)?.domain;
    if (host === undefined) return undefined;
    const secret = await this.#secret(host);
    if (secret === undefined) return undefined;
    const serveraddress = serverAddress(host);
    const { username, password = '', identityToken } = secret;
    return identityToken === undefined
      ? { serveraddress, username, password }
      : { serveraddress, identitytoken: identityToken };
  }

  /** A client for what the registry itself can be asked. */
  async client(host: string, signal: AbortSignal): Promise<RegistryClient> {
    const { docker, dial } = this.#options;
    const [secret, info] = await Promise.all([this.#secret(host), ask(docker, '/info', signal)]);
    return new RegistryClient({
      transport: createTransport({ dial }),
      host,
      secret,
      insecure: isInsecure(host, asRecord(info)['RegistryConfig']),
    });
  }

  /** Whether there was something of ours. */
  private async signOutOurs(host: string): Promise<boolean> {
    const { file, log, dockerConfig, stores } = this.#options;
    const ours = file.topic.value.some((entry) => entry.host === host && entry.place !== undefined);
    if (!ours) return false;
    await dropSecret(stores((await dockerConfig?.logins())?.store), host, log);
    await file.change((list) => list.map((entry) => (entry.host === host ? { host } : entry)));
    return true;
  }

  async #secret(host: string): Promise<Secret | undefined> {
    const { file, log, dockerConfig, stores } = this.#options;
    const ours = file.topic.value.some((entry) => entry.host === host && entry.place !== undefined);
    const preferred = (await dockerConfig?.logins())?.store;
    const own = ours ? await findSecret(stores(preferred), host, log) : undefined;
    const secret = own ?? (await dockerConfig?.secret(host));
    if (secret !== undefined) this.#hide(secret);
    return secret;
  }

  async #put(entry: RegistryEntry, replace: boolean): Promise<void> {
    await this.#options.file.change((list) => {
      const known = list.some(({ host }) => host === entry.host);
      if (known && !replace) return list;
      return known ? list.map((one) => (one.host === entry.host ? entry : one)) : [...list, entry];
    });
    await this.refresh();
  }

  /** From now on none of the forms that a secret takes on its way gets into the log. */
  #hide({ username, password, identityToken }: Secret): void {
    const { log } = this.#options;
    for (const word of [password, identityToken]) if (word !== undefined) log.redact(word);
    if (password !== undefined) log.redact(Buffer.from(`${username}:${password}`).toString('base64'));
  }
}

/** As the engine and docker name it. */
function serverAddress(host: string): string {
  return host === dockerHub ? hubServer : host;
}

/** A refusal of the registry's, told apart from not getting there. Texts: moby's `registry/auth.go`. */
function signInError(error: unknown, host: string): AppError {
  const told = engineError(error);
  const message = String(told.params['message'] ?? '');
  if (!/unauthorized|incorrect username or password|\bstatus: 40[13]\b|\bdenied: /i.test(message))
    return told;
  return new AppError('registry.signInRefused', {
    params: { host, message: cleanText(message).slice(0, 300) },
    cause: error,
  });
}
