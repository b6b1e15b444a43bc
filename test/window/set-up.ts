/** Before the tests of the window: there must be a window that is built, and should be a browser to open it in. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The browser's program; empty if there is none. */
    chromium: string;
    noChromium: string;
  }
}

const page = resolve(import.meta.dirname, '..', '..', 'out', 'renderer', 'index.html');

/** Vitest's global set-up. */
export default async function setUp(project: TestProject): Promise<void> {
  if (!existsSync(page)) {
    throw new Error(
      `${page} is missing: the window is not built. "node main/setup/bootstrap.mjs --help" does it.`,
    );
  }
  const chromium = await ensureChromium((text) => process.stderr.write(`${text}\n`));
  project.provide('chromium', chromium.kind === 'found' ? chromium.path : '');
  project.provide('noChromium', chromium.kind === 'missing' ? chromium.why : '');
}
