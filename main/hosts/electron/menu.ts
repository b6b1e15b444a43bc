/** The menu bar: where a system has one, what a person expects there. */
import type { MenuItemConstructorOptions } from 'electron';

/**
 * The template of the menu bar; null for none. Only macOS takes the keys for copy and paste from a menu. Electron's own
 * menu, with its tools for developers, stays in development.
 */
export function menuBar(
  platform: NodeJS.Platform,
  packaged: boolean,
): readonly MenuItemConstructorOptions[] | null {
  const developer: readonly MenuItemConstructorOptions[] = packaged ? [] : [{ role: 'viewMenu' }];
  if (platform === 'darwin') {
    return [{ role: 'appMenu' }, { role: 'editMenu' }, ...developer, { role: 'windowMenu' }];
  }
  return packaged ? null : developer;
}
