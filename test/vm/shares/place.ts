/** A folder of this computer that a container has by one provider, and ways to act on both ends of it. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { delay } from '../../../main/core/lib/retry.ts';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureShareTools, type ShareTools } from '../../fixtures/share-tools.ts';
import type { Home } from '../home.ts';
import { limit } from '../pace.ts';
import type { Outcome } from '../program.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';

export const providers = ['virtiofs', 'ssh', 'sync'] as const;
export type Provider = (typeof providers)[number];

export interface Place {
  readonly provider: Provider;
  /** The folder on this computer. */
  readonly host: string;
  readonly home: Home;
  readonly tools: ShareTools;
  /** A path below the folder on this computer. */
  readonly at: (...names: string[]) => string;
  /** Runs a script in the container, in the folder; returns what it printed, without white space at its ends. */
  readonly inside: (script: string, ...args: string[]) => Promise<string>;
  /** The same with any exit code, and as any user. */
  readonly tryInside: (
    script: string,
    options?: { readonly args?: readonly string[]; readonly user?: string },
  ) => Promise<Outcome>;
  /** Repeats what is looked for on the other side until it holds: at once, or for a copy within seconds. */
  readonly settled: (look: () => Promise<void>) => Promise<void>;
}

/** Seconds, with hardware virtualization, within which the other side has what was changed. */
const settleSeconds: Readonly<Record<Provider, number>> = { virtiofs: 1, ssh: 1, sync: 5 };

/** The container that has all of the folders, each at `/PROVIDER`, and Debian's git and inotifywait. */
export const box = 'share-box';

/** Makes the folders, shares them and starts the container. `dispose` takes all of that away. */
export async function openPlaces(
  home: Home,
): Promise<{ readonly places: Readonly<Record<Provider, Place>>; readonly dispose: () => Promise<void> }> {
  const tools = await ensureShareTools({ cache: cacheFolder() });
  const folders: Record<Provider, string> = {
    // A device can only be given to a VM that starts: the home folder's was.
    virtiofs: await mkdtemp(join(homedir(), 'moorage-share-')),
    ssh: await mkdtemp('/srv/moorage-share-'),
    sync: await mkdtemp('/srv/moorage-share-'),
  };
  // Else only root gets beyond the folder itself.
  for (const folder of Object.values(folders)) await chmod(folder, 0o755);
  for (const provider of ['ssh', 'sync'] as const) await share(home, folders[provider], provider);
  const binds = providers.flatMap((provider) => ['-v', `${folders[provider]}:/${provider}`]);
  await home.docker('run', '-d', '--name', box, ...binds, image, 'sleep', '1000000');
  const copied = await home.tryDocker(['cp', '-', `${box}:/`], { input: await tools.archive() });
  if (copied.code !== 0) throw new Error(`docker cp: ${copied.stderr}`);
  const place = (provider: Provider) => placeAt(home, tools, provider, folders[provider]);
  return {
    places: { virtiofs: place('virtiofs'), ssh: place('ssh'), sync: place('sync') },
    async dispose() {
      await home.tryDocker(['rm', '-f', box]);
      for (const provider of providers) {
        if (provider !== 'virtiofs')
          await home.tryMoorage(['share', 'rm', folders[provider]], { seconds: 20 });
        await rm(folders[provider], { recursive: true, force: true });
      }
    },
  };
}

/** Shares a folder and waits until it is ready. */
export async function share(home: Home, folder: string, ...options: string[]): Promise<void> {
  const [provider = 'auto', ...more] = options;
  await home.moorage(['share', 'add', folder, '--provider', provider, ...more], { seconds: 20 });
  await shareState(home, folder, 'ready');
}

/** Waits until a share is in a state. */
export async function shareState(home: Home, folder: string, state: string): Promise<void> {
  const found = new RegExp(`"path":\\s*"${folder}"[^{}]*"state":\\s*"${state}"`);
  await eventually(`${folder} is ${state}`, async () => {
    const { text } = await home.moorage(['share', 'ls', '--json']);
    return found.test(text) ? true : undefined;
  });
}

function placeAt(home: Home, tools: ShareTools, provider: Provider, host: string): Place {
  const place: Place = {
    provider,
    host,
    home,
    tools,
    at: (...names) => join(host, ...names),
    async inside(script, ...args) {
      const { code, text, stderr } = await place.tryInside(script, { args });
      if (code !== 0) throw new Error(`${script}: exit code ${code}: ${stderr}${text}`);
      return text;
    },
    tryInside: (script, { args = [], user = '0:0' } = {}) =>
      home.tryDocker(['exec', '-u', user, '-w', `/${provider}`, box, 'sh', '-c', script, 'sh', ...args], {
        seconds: 30,
      }),
    async settled(look) {
      const end = Date.now() + limit(settleSeconds[provider]);
      // A look at thousands of files may take longer than that by itself.
      for (let looks = 1; ; looks += 1) {
        try {
          await look();
          return;
        } catch (error) {
          if (Date.now() > end && looks >= 3) throw error;
        }
        await delay(200);
      }
    },
  };
  return place;
}

/** A folder for one test, on both ends. */
export async function fresh(place: Place, name: string): Promise<Place> {
  const host = join(place.host, name);
  await mkdir(host);
  await place.settled(async () => void (await place.inside('test -d "$1"', name)));
  const cd = `cd "/${place.provider}/${name}" || exit 1\n`;
  const inner: Place = {
    ...place,
    host,
    at: (...names) => join(host, ...names),
    inside: (script, ...args) => place.inside(cd + script, ...args),
    tryInside: (script, options) => place.tryInside(cd + script, options),
  };
  return inner;
}
