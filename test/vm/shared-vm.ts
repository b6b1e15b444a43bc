/**
 * The one VM that most of these tests use, booted once before them by the command line, and stopped after them. It has
 * the image `moorage-test`. A test file begins with `sharedHome()` and leaves no container behind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { cacheFolder } from '../../main/setup/cache.ts';
import { busyboxArchive } from '../fixtures/images.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';
import { bootSeconds, makeHome, openHome, removeHome, type Home, type HomeFacts } from './home.ts';
import { limit } from './pace.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    shared: HomeFacts;
  }
}

/** The image that every test may rely on: busybox, and a web page in /var/www. */
export const image = 'moorage-test';

/** Vitest's global set-up. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dockerConfig = await mkdtemp('/tmp/mvd-');
  const tools = await ensureDockerTools({ cache: cacheFolder(), config: dockerConfig });
  const home = await makeHome({ dockerConfig, docker: tools.docker[0] ?? '' });
  const dispose = async () => {
    try {
      await home.tryMoorage(['stop'], { seconds: 40 });
    } finally {
      await removeHome(home);
      await rm(dockerConfig, { recursive: true, force: true });
    }
  };
  try {
    // The first start of all fetches and builds the image, which takes its time at any pace.
    await home.start({ seconds: 100 });
    // What most tests look at is removed at once, after asking.
    await home.moorage(['config', 'set', 'undoMinutes', '0']);
    const input = await busyboxArchive(await tools.readBusybox());
    await importImage(home, input);
    project.provide('shared', home.facts);
    return dispose;
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function importImage(home: Home, input: Buffer): Promise<void> {
  const imported = await home.tryDocker(['import', '-', image], { input });
  if (imported.code !== 0) throw new Error(`docker import: ${imported.stderr}`);
}

/** The shared VM, running; containers that a test leaves are removed after the file's last test. */
export function sharedHome(): Home {
  const home = openHome(inject('shared'));
  beforeAll(async () => {
    await home.start();
  }, limit(bootSeconds));
  afterAll(() => removeContainers(home), limit(10));
  return home;
}

/** For files whose tests all use the same names: one that fails must not fail the next ones. */
export function removeAfterEach(home: Home): void {
  afterEach(() => removeContainers(home), limit(10));
}

async function removeContainers({ docker }: Pick<Home, 'docker'>): Promise<void> {
  const left = await docker('ps', '--all', '--quiet');
  if (left !== '') await docker('rm', '--force', '--volumes', ...left.split('\n'));
}
