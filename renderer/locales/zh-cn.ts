/** The window's texts in Simplified Chinese. */
import { containerPage } from './zh-cn/container-page.ts';
import { builds } from './zh-cn/builds.ts';
import { changes } from './zh-cn/changes.ts';
import { compose } from './zh-cn/compose.ts';
import { containers } from './zh-cn/containers.ts';
import { daemonConfig } from './zh-cn/daemon-config.ts';
import { engine } from './zh-cn/engine.ts';
import { history } from './zh-cn/history.ts';
import { imagePage } from './zh-cn/image-page.ts';
import { files } from './zh-cn/files.ts';
import { inspect } from './zh-cn/inspect.ts';
import { images } from './zh-cn/images.ts';
import { lists } from './zh-cn/lists.ts';
import { login } from './zh-cn/login.ts';
import { logs } from './zh-cn/logs.ts';
import { machine } from './zh-cn/machine.ts';
import { networks } from './zh-cn/networks.ts';
import { ports } from './zh-cn/ports.ts';
import { registries } from './zh-cn/registries.ts';
import { run } from './zh-cn/run.ts';
import { settings } from './zh-cn/settings.ts';
import { shares } from './zh-cn/shares.ts';
import { stats } from './zh-cn/stats.ts';
import { shell } from './zh-cn/shell.ts';
import { terminals } from './zh-cn/terminals.ts';
import { volumes } from './zh-cn/volumes.ts';

export const simplifiedChinese = {
  ...shell,
  ...lists,
  ...machine,
  ...login,
  ...containers,
  ...compose,
  ...logs,
  ...containerPage,
  ...changes,
  ...files,
  ...run,
  ...engine,
  ...daemonConfig,
  ...images,
  ...imagePage,
  ...volumes,
  ...networks,
  ...ports,
  ...registries,
  ...builds,
  ...shares,
  ...settings,
  ...inspect,
  ...stats,
  ...terminals,
  ...history,
};
