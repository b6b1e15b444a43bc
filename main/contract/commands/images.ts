/** The `docker` commands about images, as arguments. */
import { flag, operands } from './words.ts';

export const imageCommands = {
  images: () => ['images'],
  'image.pull': ({ reference }: { readonly reference: string }) => ['pull', ...operands([reference])],
  'image.remove': ({
    references,
    force,
  }: {
    readonly references: readonly string[];
    readonly force: boolean;
  }) => ['rmi', ...flag('--force', force), ...operands(references)],
  'image.save': ({ references, path }: { readonly references: readonly string[]; readonly path: string }) => [
    'save',
    '--output',
    path,
    ...operands(references),
  ],
  'image.load': ({ file }: { readonly file: string }) => ['load', '--input', file],
  'image.import': ({ file, reference }: { readonly file: string; readonly reference: string }) => [
    'import',
    // A single dash would be the standard input.
    ...operands([file === '-' ? './-' : file, reference]),
  ],
};
