/**
 * The window's texts in English, a file for each part of it. `{name}` is filled in; `{n|one|other}` chooses by a number.
 */
import { changes } from './en/changes.ts';
import { containers } from './en/containers.ts';
import { imagePage } from './en/image-page.ts';
import { images } from './en/images.ts';
import { machine } from './en/machine.ts';
import { networks } from './en/networks.ts';
import { ports } from './en/ports.ts';
import { registries } from './en/registries.ts';
import { run } from './en/run.ts';
import { settings } from './en/settings.ts';
import { shares } from './en/shares.ts';
import { shell } from './en/shell.ts';
import { volumes } from './en/volumes.ts';

export const english = {
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
