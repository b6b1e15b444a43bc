/**
 * The `docker` commands about files in containers and volumes, as arguments. Docker itself copies only; for the rest it
 * runs a program: the container's own, or one beside the volume.
 */
import type { NamedPlace } from '../files-model.ts';
import { folderOf, join, nameOf } from '../inner-path.ts';
import { operands } from './words.ts';

/** Holds the programs for what docker does to a volume. */
const toolImage = 'busybox';
/** Where the volume is in its container. */
const target = '/volume';

interface At {
  readonly place: NamedPlace;
  readonly path: string;
}

export const fileCommands = {
  'files.list': ({ place, path }: At) => inside(place, ['ls', '-la', within(place, path)], true),
  'files.read': ({ place, path }: At) => inside(place, ['cat', within(place, path)], true),
  'files.remove': ({ place, paths }: { readonly place: NamedPlace; readonly paths: readonly string[] }) =>
    inside(place, ['rm', '-r', ...paths.map((path) => within(place, path))]),
  'files.rename': ({ place, path, name }: At & { readonly name: string }) =>
    inside(place, ['mv', '-T', within(place, path), within(place, join(folderOf(path), name))]),
  'files.makeFolder': ({ place, path }: At) => inside(place, ['mkdir', within(place, path)]),
  /** `file` says whether it is one; of a folder an archive comes, on standard output. */
  'files.download': ({ place, path, file, to }: At & { readonly file: boolean; readonly to: string }) => {
    if (place.kind === 'container')
      return [
        'cp',
        ...(file ? ['--follow-link'] : []),
        `${place.name}:${path}`,
        // A path that begins with a dash would be an option.
        file ? to.replace(/^-/, './-') : '-',
      ];
    const words = file ? ['cat'] : ['tar', 'c', '-C'];
    const [folder, name] = [within(place, folderOf(path)), nameOf(path)];
    return inside(
      place,
      file ? [...words, within(place, path)] : [...words, folder, name === '' ? '.' : `./${name}`],
      true,
    );
  },
  /** `from` is a path of this computer, as far as the window knows it. */
  'files.upload': ({ place, path, from }: At & { readonly from: readonly string[] }) =>
    place.kind === 'container'
      ? ['cp', ...operands([from[0] ?? '.', `${place.name}:${path}`])]
      : [
          'run',
          '--rm',
          ...mounted(place.name),
          // Where the files are on the window's computer, a browser doesn't tell.
          '--volume',
          './:/upload',
          toolImage,
          'cp',
          '-r',
          ...from.map((one) => `/upload/${one}`),
          within(place, path),
        ],
};

/** A program in a container that runs, or beside a volume. */
function inside(place: NamedPlace, words: readonly string[], readOnly = false): string[] {
  if (place.kind === 'container') return ['exec', ...operands([place.name]), ...words];
  return ['run', '--rm', ...mounted(place.name, readOnly), toolImage, ...words];
}

function mounted(name: string, readOnly = false): string[] {
  return ['--mount', `type=volume,source=${name},target=${target}${readOnly ? ',readonly' : ''}`];
}

/** A path never begins with a dash: it begins with a slash. */
function within(place: NamedPlace, path: string): string {
  if (place.kind === 'container') return path;
  return path === '/' ? target : `${target}${path}`;
}
