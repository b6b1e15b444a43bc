/** The window's texts in Simplified Chinese. */
import { changes } from './zh-cn/changes.ts';
import { containers } from './zh-cn/containers.ts';
import { imagePage } from './zh-cn/image-page.ts';
import { images } from './zh-cn/images.ts';
import { machine } from './zh-cn/machine.ts';
import { networks } from './zh-cn/networks.ts';
import { ports } from './zh-cn/ports.ts';
import { registries } from './zh-cn/registries.ts';
import { run } from './zh-cn/run.ts';
import { settings } from './zh-cn/settings.ts';
import { shares } from './zh-cn/shares.ts';
import { shell } from './zh-cn/shell.ts';
import { volumes } from './zh-cn/volumes.ts';

export const simplifiedChinese = {
  ...shell,
  ...machine,
  ...containers,
  ...changes,
  ...run,
  ...images,
  ...imagePage,
  ...volumes,
  ...networks,
  ...ports,
  ...registries,
  ...shares,
  ...settings,
};
