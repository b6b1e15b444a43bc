/** The `docker` commands about images, as arguments. */
import { flag, operands, option } from './words.ts';

export const imageCommands = {
  images: () => ['images'],
  'image.pull': ({
    reference,
    platform,
    all,
  }: {
    readonly reference: string;
    readonly platform?: string;
    readonly all?: boolean;
  }) => ['pull', ...flag('--all-tags', all), ...option('--platform', platform), ...operands([reference])],
  /** What a registry has behind a name. The engine isn't asked, so one without TLS is refused unless that is wanted. */
  'image.manifest': ({
    reference,
    insecure,
  }: {
    readonly reference: string;
    readonly insecure?: boolean;
  }) => ['manifest', 'inspect', ...flag('--insecure', insecure), ...operands([reference])],
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
