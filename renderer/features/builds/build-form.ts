/** What the form for a build holds, and what it means. Pure. */
import type { BuildWish } from '../../../main/contract/build-model.ts';
import { parseReference } from '../../../main/contract/image-reference.ts';
import type { TextKey } from '../../text.ts';

export interface BuildForm {
  readonly folder: string;
  readonly dockerfile: string;
  /** Names with spaces or commas between them. */
  readonly tags: string;
  readonly args: readonly { readonly name: string; readonly value: string }[];
  readonly target: string;
  readonly platform: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly builder: BuildWish['builder'];
}

export const emptyBuild: BuildForm = {
  folder: '',
  dockerfile: 'Dockerfile',
  tags: '',
  args: [],
  target: '',
  platform: '',
  noCache: false,
  pull: false,
  builder: 'buildkit',
};

export type Faults = Readonly<Partial<Record<string, TextKey>>>;

/** Absolute on some system: which one the core is on, it knows itself. */
const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/;

/** What would be asked of the core, and what is wrong with it, by field; rows of arguments are `arg0`, `arg1`, … */
export function readBuild(form: BuildForm): { readonly wish: BuildWish; readonly faults: Faults } {
  const faults: Partial<Record<string, TextKey>> = {};
  const folder = form.folder.trim();
  if (folder === '') faults['folder'] = 'builds.folder.missing';
  else if (!absolute.test(folder)) faults['folder'] = 'builds.folder.relative';
  const tags = form.tags.split(/[\s,]+/).filter((tag) => tag !== '');
  if (tags.some((tag) => parseReference(tag)?.digest !== undefined || parseReference(tag) === undefined))
    faults['tags'] = 'builds.tags.wrong';
  const args = form.args.map(({ name, value }) => ({ name: name.trim(), value }));
  for (const [index, { name }] of args.entries()) {
    if (!/^[A-Za-z_]\w*$/.test(name)) faults[`arg${index}`] = 'builds.arg.wrong';
  }
  const target = form.target.trim();
  const platform = form.platform.trim();
  if (platform !== '' && !/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(platform))
    faults['platform'] = 'builds.platform.wrong';
  const wish: BuildWish = {
    folder,
    dockerfile: dockerfileOf(form),
    tags,
    args,
    ...(target === '' ? {} : { target }),
    ...(platform === '' ? {} : { platform }),
    noCache: form.noCache,
    pull: form.pull,
    builder: form.builder,
  };
  return { wish, faults };
}

/** The usual one where none is named. */
export function dockerfileOf(form: BuildForm): string {
  const typed = form.dockerfile.trim();
  return typed === '' ? 'Dockerfile' : typed;
}

/** The form that leads to a build again. */
export function formOf({ target = '', platform = '', tags, ...wish }: BuildWish): BuildForm {
  return { ...wish, target, platform, tags: tags.join(' ') };
}

/** What a build is called: its first tag, else its folder. */
export function nameOf({ tags, folder }: Pick<BuildWish, 'tags' | 'folder'>): string {
  return tags[0] ?? folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder;
}
