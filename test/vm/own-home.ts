/** Homes of their own, for tests that a shared VM would not survive. The shared VM is stopped meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, inject } from 'vitest';
import { createApp, type App } from '../../main/core/app.ts';
import { homePaths, prepareHome } from '../../main/core/home.ts';
import { FileLog } from '../../main/core/lib/log.ts';
import { createDriver } from '../../main/core/vm/drivers.ts';
import { contract, type CoreClient } from '../../main/contract/contract.ts';
import { memoryLinks } from '../../main/contract/memory-link.ts';
import { connect } from '../../main/contract/rpc.ts';
import { hostArchitecture, hostFacts } from '../../main/hosts/node/this-computer.ts';
import { cacheFolder } from '../../main/setup/cache.ts';
import { chosenImage } from '../../main/setup/ensure.ts';
import { presentQemu } from '../../main/setup/qemu.ts';
import { openHome, removeHome, type Home, type HomeFacts } from './home.ts';
import { limit } from './pace.ts';

/** An empty home for the tests of one file. */
export async function ownHome(
  options: Partial<Pick<HomeFacts, 'home' | 'cache' | 'dockerConfig'>> = {},
): Promise<Home> {
  const { dockerConfig, docker } = inject('shared');
  const home = options.home ?? (await mkdtemp('/tmp/mv-'));
  return openHome({ dockerConfig, ...options, home, docker });
}

/** Two VMs at once would slow each other down. */
export function stopSharedVm(): void {
  const shared = openHome(inject('shared'));
  beforeAll(async () => {
    await shared.moorage(['stop'], { seconds: 40 });
  }, limit(40));
}

export function removeAfterwards(home: Home): void {
  afterAll(async () => {
    try {
      await home.tryMoorage(['stop'], { seconds: 40 });
    } finally {
      await removeHome(home);
      if (home.facts.cache !== undefined) await rm(home.facts.cache, { recursive: true, force: true });
    }
  }, limit(45));
}

export interface InnerCore {
  readonly app: App;
  readonly client: CoreClient;
  close(): Promise<void>;
}

/** A core in this process, as a host makes one. */
export async function openCore({ env }: Home): Promise<InnerCore> {
  const paths = homePaths({ platform: process.platform, env, homedir: '/' });
  await prepareHome(paths);
  const [cache, arch] = [cacheFolder(env), hostArchitecture()];
  const qemu = await presentQemu({ cache, arch, env });
  if (qemu === undefined) throw new Error('there is no QEMU');
  const { qmpSocket: qmp, consoleSocket } = paths;
  const log = new FileLog(paths.appLog);
  const app = await createApp({
    paths,
    driver: createDriver('qemu', {
      qemuSystem: qemu.system,
      qemuImg: qemu.img,
      version: qemu.version,
      virtiofsd: qemu.virtiofsd,
      arch,
      platform: process.platform,
      sockets: { qmp, console: consoleSocket },
    }),
    arch,
    image: (signal) => chosenImage(cache, arch, signal),
    host: hostFacts(),
    version: 'test',
    log,
    homeFolder: homedir(),
    cacheFolder: cache,
    shareHelper: [
      process.execPath,
      fileURLToPath(new URL('../../out/main/hosts/node/share-helper.js', import.meta.url)),
    ],
  });
  const [near, far] = memoryLinks();
  app.serve(far);
  return {
    app,
    client: connect(near, contract),
    async close() {
      near.close();
      await app.close({ stopVm: true });
      log.close();
    },
  };
}
