/** The program that the images of these tests consist of. */
import { cacheFolder } from '../../main/setup/cache.ts';
import { ensureDockerTools } from '../fixtures/docker-tools.ts';

export async function testBusybox(): Promise<Buffer> {
  const tools = await ensureDockerTools({ cache: cacheFolder() });
  try {
    return await tools.readBusybox();
  } finally {
    await tools.dispose();
  }
}
