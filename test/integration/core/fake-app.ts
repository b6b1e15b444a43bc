/** A whole core on the fake driver, in this process, with a client. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract, type CoreClient } from '../../../main/contract/contract.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { connect } from '../../../main/contract/rpc.ts';
import { createApp, type App } from '../../../main/core/app.ts';
import { homePaths, prepareHome, type HomePaths } from '../../../main/core/home.ts';
import { FileLog } from '../../../main/core/lib/log.ts';
import type { VmDriver } from '../../../main/core/vm/driver.ts';
import { fakeDriver, type FakeOptions } from '../../../main/core/vm/fake.ts';

export interface FakeCore {
  readonly app: App;
  readonly client: CoreClient;
  readonly paths: HomePaths;
  readonly driver: VmDriver;
  end(): Promise<void>;
}

export async function fakeCore(
  options: FakeOptions = {},
  home?: string,
  driver: VmDriver = fakeDriver(options),
): Promise<FakeCore> {
  const dir = home ?? (await mkdtemp(join(tmpdir(), 'mo-')));
  const paths = homePaths({ platform: process.platform, env: { MOORAGE_HOME: dir }, homedir: dir });
  await prepareHome(paths);
  const log = new FileLog(paths.appLog);
  const image = { id: 'fake', kernel: '', initrd: '', root: '', tools: undefined };
  const app = await createApp({
    paths,
    driver,
    arch: 'x86_64',
    image: () => Promise.resolve(image),
    host: { cpus: 4, memoryMiB: 8192 },
    version: '0.0.0-test',
    log,
    homeFolder: dir,
    cacheFolder: `${dir}/cache`,
    shareHelper: [],
  });
  const [near, far] = memoryLinks();
  app.serve(near);
  return {
    app,
    paths,
    driver,
    client: connect(far, contract),
    end: async () => {
      await app.close({ stopVm: true });
      log.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
