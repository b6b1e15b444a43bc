/** The real thing, where there is one: Electron's binary is fetched from a place that isn't always in reach. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { Fixtures } from './fixture.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const fixtures = new Fixtures();
afterEach(() => fixtures.end());

/** Asking the package `electron` itself would begin to fetch it. */
function binary(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return undefined;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const path = join(dist, readFileSync(named, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

function missing(): string | undefined {
  if (binary() === undefined) return 'Electron’s binary is not here';
  const { platform, env } = process;
  if (platform === 'linux' && (env['DISPLAY'] ?? env['WAYLAND_DISPLAY']) === undefined)
    return 'there is no display';
  return existsSync(join(root, 'out/renderer/index.html')) ? undefined : 'the window has not been built';
}

const reason = missing();

describe('Electron', () => {
  it.skipIf(reason !== undefined)(
    `opens the window on the core${reason === undefined ? '' : ` (skipped: ${reason})`}`,
    async () => {
      const own = Object.fromEntries(
        Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
      const env = fixtures.env(await fixtures.folder());
      // Chromium's sandbox refuses to run as root.
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const app = await _electron.launch({
        executablePath: binary() ?? '',
        args: [...sandbox, root, '--driver', 'fake'],
        env: { ...own, ...env },
      });
      try {
        const page = await app.firstWindow();
        expect(page.url()).toMatch(/^app:\/\/moorage\//);
        expect(await page.title()).toBe('Moorage');
        // The page has the bridge, and neither Node nor the preload's own world.
        const seen = await page.evaluate(
          `[typeof window.moorage.open, typeof require, typeof process, Object.keys(window.moorage).sort().join()]`,
        );
        expect(seen).toEqual(['function', 'undefined', 'undefined', 'onClose,onFrame,open,send']);
        expect(
          await page.evaluate(`fetch('https://example.com').then(() => 'reached', () => 'refused')`),
        ).toBe('refused');
      } finally {
        await app.close();
      }
    },
  );
});
