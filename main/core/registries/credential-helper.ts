/**
 * Docker's own programs for the system's key store: `docker-credential-NAME get|store|erase|list`, with JSON on their
 * standard input and output (https://github.com/docker/docker-credential-helpers). A secret is never an argument.
 */
import { spawn } from 'node:child_process';
import { isRecord } from '../engine/untrusted.ts';
import type { Secret } from './secret-store.ts';

export interface HelperOptions {
  /** What follows `docker-credential-`. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds: a key store may ask its user to unlock it. */
const patienceMs = 60_000;
/** Milliseconds for a first look, which no one shall wait for. */
const glanceMs = 5_000;
const mostOutput = 1024 * 1024;
/** What the programs say where there is no such entry (`credentials/error.go`). */
const notFound = /credentials not found in native keychain/i;

/** A name from Docker's configuration becomes the name of a program, so it may lead nowhere else. */
export function isHelperName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

/** Whether the program is there and its key store answers. */
export async function helperWorks(helper: HelperOptions): Promise<boolean> {
  try {
    await runHelper(helper, 'list', '', glanceMs);
    return true;
  } catch {
    return false; // not there, or its key store isn't: either way another place is wanted
  }
}

/** The secret under this key; undefined when there is none. Throws what the program says. */
export async function helperGet(helper: HelperOptions, key: string): Promise<Secret | undefined> {
  let output: string;
  try {
    output = await runHelper(helper, 'get', key);
  } catch (error) {
    if (error instanceof Error && notFound.test(error.message)) return undefined;
    throw error;
  }
  const answer = parseQuietly(output);
  if (!isRecord(answer)) return undefined;
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  // By the protocol this user name means that the secret is an identity token.
  return username === '<token>' ? { username: '', identityToken: secret } : { username, password: secret };
}

export async function helperStore(helper: HelperOptions, key: string, secret: Secret): Promise<void> {
  const { username, password, identityToken } = secret;
  const [name, value] = identityToken === undefined ? [username, password] : ['<token>', identityToken];
  await runHelper(helper, 'store', JSON.stringify({ ServerURL: key, Username: name, Secret: value }));
}

/** Succeeds where there is nothing to erase. */
export async function helperErase(helper: HelperOptions, key: string): Promise<void> {
  try {
    await runHelper(helper, 'erase', key);
  } catch (error) {
    if (!(error instanceof Error && notFound.test(error.message))) throw error;
  }
}

/** Names of users by the server that they are signed in to. */
export async function helperList(helper: HelperOptions): Promise<ReadonlyMap<string, string>> {
  const answer = parseQuietly(await runHelper(helper, 'list', '', glanceMs));
  const entries = isRecord(answer) ? Object.entries(answer).slice(0, 1000) : [];
  return new Map(entries.flatMap(([server, user]) => (typeof user === 'string' ? [[server, user]] : [])));
}

/** Parses JSON that may hold secrets: the error doesn't quote it, as Node's own does. */
export function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('what was kept is not understood'); // the cause would quote it
  }
}

/** Throws with the program's own words, which hold no secret: it puts its complaint on standard output. */
function runHelper(
  { name, env }: HelperOptions,
  action: 'get' | 'store' | 'erase' | 'list',
  input: string,
  ms = patienceMs,
): Promise<string> {
  const program = `docker-credential-${name}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [action], {
      env: { ...env },
      stdio: 'pipe',
      windowsHide: true,
      timeout: ms,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < mostOutput) output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, 2000);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const said = action === 'get' ? output.slice(0, 2000) : complaint || output.slice(0, 2000);
      reject(new Error(`${program} ${action}: ${said.trim() || `ended by ${signal ?? code}`}`));
    });
    child.stdin.on('error', () => undefined); // one that doesn't read says why by its end
    child.stdin.end(input);
  });
}
