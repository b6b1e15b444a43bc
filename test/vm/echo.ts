/** An echo of TCP and UDP in a container, as an image of the shared VM. */
import { cacheFolder } from '../../main/setup/cache.ts';
import { ensurePortTools } from '../fixtures/port-tools.ts';
import type { Home } from './home.ts';

export const echoImage = 'moorage-echo';
/** The port on which it listens, of both protocols. */
export const echoPort = 7007;

/** Brings the image in, if it isn't there, and answers with the words after `docker run … IMAGE`. */
export async function ensureEcho({ tryDocker }: Pick<Home, 'tryDocker'>): Promise<readonly string[]> {
  const tools = await ensurePortTools({ cache: cacheFolder() });
  const there = await tryDocker(['image', 'inspect', echoImage]);
  if (there.code !== 0) {
    const imported = await tryDocker(['import', '-', echoImage], { input: await tools.archive() });
    if (imported.code !== 0) throw new Error(`docker import: ${imported.stderr}`);
  }
  return tools.inContainer.echo(echoPort);
}
