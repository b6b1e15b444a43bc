/** `docker load` of a large image and `docker save` of it, over several ways to one engine in turn. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bigArchive } from '../fixtures/images.ts';
import type { DockerTools } from '../fixtures/docker-tools.ts';
import { capture } from './capture.ts';

/** What can't be compressed, so that no way gains by compressing. */
const archiveBytes = 200_000_000;

/** MB a second, one value for each round. */
export interface BulkSamples {
  readonly load: number[];
  readonly save: number[];
}

export interface BulkOptions {
  /** Paths of local sockets, by name. */
  readonly sockets: ReadonlyMap<string, string>;
  readonly tools: Pick<DockerTools, 'docker' | 'env'>;
  readonly rounds: number;
  /** A folder for the archives. */
  readonly dir: string;
  readonly say: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Measures all ways. Before each `load` the image is removed, so that the engine has the same to do each time. */
export async function measureBulk(options: BulkOptions): Promise<Map<string, BulkSamples>> {
  const { sockets, tools, rounds, dir, say, signal } = options;
  const archive = join(dir, 'big.tar');
  const saved = join(dir, 'saved.tar');
  const image = await bigArchive({ path: archive, bytes: archiveBytes, signal });
  const env = { ...process.env, ...tools.env };
  const docker = (socket: string, ...args: string[]) =>
    capture([...tools.docker, '-H', `unix://${socket}`, ...args], { env, signal });
  const samples = new Map<string, BulkSamples>();
  for (const name of sockets.keys()) samples.set(name, { load: [], save: [] });
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, socket] of sockets) {
      const load = await rate(image.size, () => docker(socket, 'load', '-q', '-i', archive));
      const save = await rate(image.size, () => docker(socket, 'save', '-o', saved, image.tag));
      await docker(socket, 'rmi', image.tag);
      const { size } = await stat(saved);
      if (size < archiveBytes) throw new Error(`the saved image has ${size} bytes only`);
      await rm(saved);
      say(`round ${round} of ${rounds}, ${name}: load ${load.toFixed(1)}, save ${save.toFixed(1)} MB/s`);
      samples.get(name)?.load.push(load);
      samples.get(name)?.save.push(save);
    }
  }
  return samples;
}

async function rate(bytes: number, task: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await task();
  return bytes / 1e6 / ((performance.now() - begun) / 1000);
}
