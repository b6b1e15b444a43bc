/**
 * What `docker login` has kept: Docker's `config.json` with `auths`, `credsStore` and `credHelpers`
 * (https://docs.docker.com/reference/cli/docker/login/#credential-stores). Only ever read.
 */
import { readFile } from 'node:fs/promises';
import { dockerHub, isRegistryHost } from '../../contract/image-reference.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import type { Log } from '../lib/log.ts';
import { systemCode } from '../lib/system-error.ts';
import { helperGet, helperList, isHelperName } from './credential-helper.ts';
import type { Secret } from './secret-store.ts';

export interface DockerLogins {
  /** The server as docker writes it, by the registry's host. */
  readonly servers: ReadonlyMap<string, string>;
  /** What stands in the file itself, by host. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** The helper for all registries that have none of their own. */
  readonly store: string | undefined;
  /** The helper by host. */
  readonly helpers: ReadonlyMap<string, string>;
}

const mostServers = 500;

/** Docker Hub's name among the servers. */
export const hubServer = 'https://index.docker.io/v1/';

/**
 * `https://index.docker.io/v1/` → `docker.io`; undefined for what names no host, and for the tokens of Docker's own that
 * stand beside a sign-in (`…/v1/access-token`).
 */
export function hostOfServer(server: string): string | undefined {
  if (/\/v1\/./.test(server)) return undefined;
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
  if (/^(?:index\.|registry-1\.)?docker\.io$/.test(host)) return dockerHub;
  return isRegistryHost(host) ? host : undefined;
}

/** Reads the content of the file; whatever isn't as it should be is left out. */
export function parseLogins(content: unknown): DockerLogins {
  const { auths, credsStore, credHelpers } = asRecord(content);
  const servers = new Map<string, string>();
  const secrets = new Map<string, Secret>();
  const helpers = new Map<string, string>();
  for (const [server, value] of Object.entries(asRecord(auths)).slice(0, mostServers)) {
    const host = hostOfServer(server);
    if (host === undefined) continue;
    servers.set(host, server);
    const secret = parseSecret(asRecord(value));
    if (secret !== undefined) secrets.set(host, secret);
  }
  for (const [server, helper] of Object.entries(asRecord(credHelpers)).slice(0, mostServers)) {
    const host = hostOfServer(server);
    if (host === undefined || !isHelperName(helper)) continue;
    helpers.set(host, helper);
    if (!servers.has(host)) servers.set(host, server);
  }
  return { servers, secrets, helpers, store: isHelperName(credsStore) ? credsStore : undefined };
}

function parseSecret({
  auth,
  identitytoken,
  username,
  password,
}: Record<string, unknown>): Secret | undefined {
  // As docker's own reader: the two together, in base64, and a colon between them.
  const both = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = both.indexOf(':');
  const name = colon > 0 ? both.slice(0, colon) : typeof username === 'string' ? username : '';
  const word = colon > 0 ? both.slice(colon + 1).replace(/\0+$/, '') : password;
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { username: name, identityToken: identitytoken };
  return name !== '' && typeof word === 'string' && word !== ''
    ? { username: name, password: word }
    : undefined;
}

/** Docker's logins, read anew with each question: `docker login` may have run in between. */
export class DockerConfig {
  readonly #path: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #log: Log;

  constructor(path: string, env: Readonly<Record<string, string | undefined>>, log: Log) {
    this.#path = path;
    this.#env = env;
    this.#log = log;
  }

  async logins(): Promise<DockerLogins> {
    try {
      return parseLogins(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch (error) {
      // A file that docker couldn't read either tells nothing.
      if (systemCode(error) !== 'ENOENT') this.#log.write('warn', 'registry', `${this.#path} is not read`);
      return parseLogins({});
    }
  }

  /** Who is signed in where, as far as can be told without asking for a secret. */
  async users(): Promise<ReadonlyMap<string, string>> {
    const { servers, secrets, helpers, store } = await this.logins();
    const users = new Map<string, string>();
    const kept = new Map<string, string>();
    for (const name of new Set([...helpers.values(), ...(store === undefined ? [] : [store])])) {
      try {
        for (const [server, user] of await helperList({ name, env: this.#env })) {
          const host = hostOfServer(server);
          if (host !== undefined && !server.includes('moorage.invalid')) kept.set(host, user);
        }
      } catch (error) {
        this.#log.failure('registry', error);
      }
    }
    for (const host of servers.keys()) {
      const user = kept.get(host) ?? secrets.get(host)?.username;
      if (user !== undefined) users.set(host, cleanText(user).slice(0, 256));
    }
    return users;
  }

  async secret(host: string): Promise<Secret | undefined> {
    const { servers, secrets, helpers, store } = await this.logins();
    const name = helpers.get(host) ?? store;
    const server = servers.get(host) ?? (host === dockerHub ? hubServer : host);
    if (name !== undefined) {
      try {
        const kept = await helperGet({ name, env: this.#env }, server);
        if (kept !== undefined) return kept;
      } catch (error) {
        this.#log.failure('registry', error);
      }
    }
    return secrets.get(host);
  }
}
