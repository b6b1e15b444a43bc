/** The `docker` commands about images, as arguments. */
import { flag, operands, option } from './words.ts';

export const imageCommands = {
  images: () => ['images'],
  'image.pull': ({ reference, platform }: { readonly reference: string; readonly platform?: string }) => [
    'pull',
    ...option('--platform', platform),
    ...operands([reference]),
  ],
  'image.history': ({ reference }: { readonly reference: string }) => ['history', ...operands([reference])],
  'image.inspect': ({ reference }: { readonly reference: string }) => [
    'image',
    'inspect',
    ...operands([reference]),
  ],
  'image.save': ({ references, path }: { readonly references: readonly string[]; readonly path: string }) => [
    'save',
    '--output',
    path,
    ...operands(references),
  ],
  'image.prune': ({ all }: { readonly all: boolean }) => ['image', 'prune', ...flag('--all', all), '--force'],
  'image.remove': ({
    references,
    force,
  }: {
    readonly references: readonly string[];
    readonly force: boolean;
  }) => ['rmi', ...flag('--force', force), ...operands(references)],
  'image.load': ({ file }: { readonly file: string }) => ['load', '--input', file],
  'image.import': ({ file, reference }: { readonly file: string; readonly reference: string }) => [
    'import',
    // A single dash would be the standard input.
    ...operands([file === '-' ? './-' : file, reference]),
  ],
};
