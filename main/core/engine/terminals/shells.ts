/** Which shells a container's files hold. Nothing is run in it: it may have no program that could tell. */
import type Docker from 'dockerode';
import { engineError, request } from '../docker.ts';

/** Where images keep shells, the most comfortable first. `/bin` is often a link to `/usr/bin`. */
const places = [
  '/bin/bash',
  '/usr/local/bin/bash',
  '/bin/zsh',
  '/usr/bin/fish',
  '/bin/ash',
  '/bin/sh',
  // The "debug" images of distroless.
  '/busybox/sh',
];

/**
 * Asks the engine for each place whether there is a file (`HEAD /containers/{id}/archive`). Throws `engine.unreachable`,
 * `cancelled`; a container that isn't there has none.
 */
export async function findShells(docker: Docker, id: string, signal: AbortSignal): Promise<string[]> {
  const found = await Promise.all(places.map((path) => isThere(docker, id, path, signal)));
  return places.filter((_, at) => found[at]);
}

async function isThere(docker: Docker, id: string, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    await request(docker, {
      path: `/containers/${encodeURIComponent(id)}/archive?`,
      method: 'HEAD',
      abortSignal: signal,
      statusCodes: { 200: true, 404: 'no such file' },
      options: { path },
    });
    return true;
  } catch (error) {
    const failure = engineError(error);
    if (failure.code === 'engine.unreachable' || failure.code === 'cancelled') throw failure;
    return false; // refused: no such file
  }
}
