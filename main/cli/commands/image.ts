/** `moorage image`: the VM image that serves, and how to have it built anew. */
import { currentImage, verifyImage } from '../../../vm-images/image.ts';
import { AppError } from '../../contract/errors.ts';
import { isCurrent, rebuildImage } from '../../setup/ensure.ts';
import { cacheFolder } from '../../setup/cache.ts';
import { hostArchitecture } from '../../hosts/node/this-computer.ts';
import { oneOf, parseWords, usage } from '../args.ts';
import { withSetup } from '../boot.ts';
import { print, printJson, type Cli } from '../cli.ts';
import { join } from 'node:path';

const architectures = ['x86_64', 'aarch64'] as const;

export async function run(cli: Cli): Promise<number> {
  const options = {
    arch: { type: 'string' },
    tools: { type: 'boolean' },
    json: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseWords(cli, 'image', options, 1);
  const what = positionals[0];
  if (what === undefined) throw usage(cli, 'image', 'usage.missing', { what: 'build | status' });
  const action = oneOf(cli, 'image', what, ['build', 'status'] as const);
  const arch =
    values.arch === undefined ? hostArchitecture() : oneOf(cli, 'image', values.arch, architectures);
  const cache = cacheFolder({ ...cli.env });
  if (action === 'build') {
    const manifest = await withSetup(cli, (setup) => rebuildImage({ ...setup, arch }, values.tools === true));
    const dir = join(cache, 'images', manifest.id);
    if (values.json === true) printJson(cli, { ...manifest, dir });
    else print(cli, cli.text('image.built', { id: manifest.id, arch, dir }));
    return 0;
  }
  return status(cli, { cache, arch, json: values.json === true });
}

async function status(
  cli: Cli,
  { cache, arch, json }: { cache: string; arch: (typeof architectures)[number]; json: boolean },
): Promise<number> {
  const current = await currentImage(cache, arch);
  if (current === undefined) {
    if (json) printJson(cli, null);
    else print(cli, cli.text('image.none', { arch }));
    return 0;
  }
  const { dir, manifest } = current;
  const state = await stateOf(dir, manifest, cli.signal);
  if (json) printJson(cli, { ...manifest, dir, state });
  else
    print(cli, cli.text('image.status', { id: manifest.id, arch, dir, state: cli.text(`image.${state}`) }));
  return 0;
}

async function stateOf(
  dir: string,
  manifest: Parameters<typeof verifyImage>[1],
  signal: AbortSignal,
): Promise<'current' | 'stale' | 'damaged'> {
  try {
    await verifyImage(dir, manifest, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'vm.imageDamaged') return 'damaged';
    throw error;
  }
  return (await isCurrent(manifest, {})) ? 'current' : 'stale';
}
