/** The `docker` commands about volumes, as arguments. */
import type { NamedValue, NewVolume } from '../volume-model.ts';
import { each, operands, option } from './words.ts';

/** Holds the program that packs and unpacks, where docker does it. */
const toolImage = 'busybox';

export const volumeCommands = {
  volumes: () => ['volume', 'ls'],
  'volume.create': ({ name, driver, labels = [], options = [] }: NewVolume) => [
    'volume',
    'create',
    ...option('--driver', driver),
    ...each('--label', labels.map(written)),
    ...each('--opt', options.map(written)),
    ...operands([name]),
  ],
  'volume.inspect': ({ name }: { readonly name: string }) => ['volume', 'inspect', ...operands([name])],
  'volume.remove': ({ names }: { readonly names: readonly string[] }) => ['volume', 'rm', ...operands(names)],
  'volume.export': ({ name, path }: { readonly name: string; readonly path: string }) => {
    const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const folder = at <= 0 ? '/' : path.slice(0, at);
    return [
      'run',
      '--rm',
      ...mount(['type=volume', `source=${name}`, 'target=/volume', 'readonly']),
      ...mount(['type=bind', `source=${folder}`, 'target=/backup']),
      toolImage,
      'tar',
      'cf',
      `/backup/${path.slice(at + 1)}`,
      '-C',
      '/volume',
      '.',
    ];
  },
  'volume.import': ({ name, file }: { readonly name: string; readonly file: string }) => [
    'run',
    '--rm',
    ...mount(['type=volume', `source=${name}`, 'target=/volume']),
    // Where the file is on the window's computer, a browser doesn't tell.
    '--volume',
    './:/backup',
    toolImage,
    'tar',
    'xf',
    `/backup/${file}`,
    '-C',
    '/volume',
  ],
};

/** The value is read as CSV (docker/cli, `opts/mount.go`). */
function mount(fields: readonly string[]): string[] {
  const words = fields.map((one) => (/[",\r\n]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one));
  return ['--mount', words.join(',')];
}

function written({ name, value }: NamedValue): string {
  return `${name}=${value}`;
}
