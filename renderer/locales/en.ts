/**
 * The window's texts in English, a file for each part of it. `{name}` is filled in; `{n|one|other}` chooses by a number.
 */
import { containerPage } from './en/container-page.ts';
import { builds } from './en/builds.ts';
import { changes } from './en/changes.ts';
import { compose } from './en/compose.ts';
import { containers } from './en/containers.ts';
import { daemonConfig } from './en/daemon-config.ts';
import { engine } from './en/engine.ts';
import { history } from './en/history.ts';
import { imagePage } from './en/image-page.ts';
import { files } from './en/files.ts';
import { inspect } from './en/inspect.ts';
import { images } from './en/images.ts';
import { lists } from './en/lists.ts';
import { login } from './en/login.ts';
import { logs } from './en/logs.ts';
import { machine } from './en/machine.ts';
import { networks } from './en/networks.ts';
import { ports } from './en/ports.ts';
import { registries } from './en/registries.ts';
import { run } from './en/run.ts';
import { settings } from './en/settings.ts';
import { shares } from './en/shares.ts';
import { stats } from './en/stats.ts';
import { shell } from './en/shell.ts';
import { terminals } from './en/terminals.ts';
import { volumes } from './en/volumes.ts';

export const english = {
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
