/** The `docker` commands about building images, as arguments. */
import type { BuildWish } from '../build-model.ts';
import { each, flag, operands, option } from './words.ts';

export const buildCommands = {
  /** With the classic builder, `DOCKER_BUILDKIT=0` stands before it: see `build-command.ts`. */
  build: ({ wish }: { readonly wish: BuildWish }) => [
    'build',
    ...each('--tag', wish.tags),
    ...option('--file', isUsual(wish.dockerfile) ? undefined : fileWord(wish)),
    ...each(
      '--build-arg',
      wish.args.map(({ name, value }) => `${name}=${value}`),
    ),
    ...option('--target', wish.target),
    ...option('--platform', wish.platform),
    ...flag('--no-cache', wish.noCache),
    ...flag('--pull', wish.pull),
    ...operands([wish.folder]),
  ],
};

function isUsual(dockerfile: string): boolean {
  return dockerfile === 'Dockerfile' || dockerfile === './Dockerfile';
}

/** Docker takes the path from where one is, and not from the folder that is built. */
function fileWord({ folder, dockerfile }: BuildWish): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(dockerfile)) return dockerfile;
  const slash = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.replace(/[\\/]+$/, '')}${slash}${dockerfile.replace(/^\.[\\/]/, '')}`;
}
