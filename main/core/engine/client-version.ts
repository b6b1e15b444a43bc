/** Which docker program this computer has, if any: Moorage brings none, and needs none. */
import { execFile } from 'node:child_process';
import { asRecord, cleanText } from './untrusted.ts';

const limitMs = 10_000;

/** Runs the `docker` on PATH against our engine. Without one, or with one that says nothing of use, nothing comes back. */
export async function clientVersion(
  dockerHost: string,
  signal: AbortSignal,
): Promise<{ readonly version?: string }> {
  // It fails when the engine doesn't answer, and tells of itself all the same.
  const text = await new Promise<string>((resolve) => {
    execFile(
      'docker',
      ['--host', dockerHost, 'version', '--format', 'json'],
      { signal, timeout: limitMs, windowsHide: true },
      (_error, stdout) => resolve(stdout),
    );
  });
  signal.throwIfAborted();
  const version = parseClientVersion(text);
  return version === undefined ? {} : { version };
}

/** The client's version in what `docker version --format json` prints; undefined if it isn't there. */
export function parseClientVersion(text: string): string | undefined {
  try {
    const { Version: version } = asRecord(asRecord(JSON.parse(text))['Client']);
    return typeof version === 'string' && version !== '' ? cleanText(version).slice(0, 100) : undefined;
  } catch {
    return undefined; // not JSON: a program of the same name that isn't Docker's
  }
}
