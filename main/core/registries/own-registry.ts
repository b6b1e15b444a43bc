/** A registry of one's own: the image `registry` in a container, which only this computer reaches. */
import type Docker from 'dockerode';
import { ownRegistry } from '../../contract/commands/registries.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import { engineCall } from '../engine/containers.ts';

/** Whether the engine has this image. */
export async function hasImage(docker: Docker, image: string): Promise<boolean> {
  try {
    await docker.getImage(encodeURIComponent(image)).inspect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false;
    throw error;
  }
}

/** Makes the container and starts it; one that can't be started is taken back, its volume stays. */
export async function* startRegistry(
  docker: Docker,
  { image, port }: { readonly image: string; readonly port: number },
): AsyncGenerator<TransferItem, void> {
  const inside = `${ownRegistry.port}/tcp`;
  await engineCall(async () => {
    const container = await docker.createContainer({
      name: ownRegistry.name,
      Image: image,
      Env: [ownRegistry.env],
      ExposedPorts: { [inside]: {} },
      HostConfig: {
        Binds: [`${ownRegistry.name}:${ownRegistry.folder}`],
        PortBindings: { [inside]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
        RestartPolicy: { Name: 'always' },
      },
    });
    try {
      await container.start();
    } catch (error) {
      await container.remove({ force: true }).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
  });
  yield { kind: 'line', text: `localhost:${port}` };
}
