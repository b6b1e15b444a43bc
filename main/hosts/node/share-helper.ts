/**
 * The process that serves shares, started by a core and left running when the core ends: the last argument is the home.
 * See `core/shares/helper`.
 */
import { homedir } from 'node:os';
import { homePaths } from '../../core/home.ts';
import { FileLog } from '../../core/lib/log.ts';
import { runHelper } from '../../core/shares/helper/helper.ts';
import { appVersion } from '../../setup/version.ts';

const paths = homePaths({
  platform: process.platform,
  env: { MOORAGE_HOME: process.argv.at(-1) },
  homedir: homedir(),
});
const log = new FileLog(paths.shareLog);
process.on('uncaughtException', (error) => {
  log.failure('shares', error);
  process.exit(1);
});
// A terminal's end is not ours: containers go on working with their folders.
process.on('SIGHUP', () => undefined);
try {
  await runHelper({ paths, version: appVersion(), log });
} catch (error) {
  log.failure('shares', error);
  process.exitCode = 1;
}
process.exit();
