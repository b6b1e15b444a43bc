/** Names of set-up's steps in the user's language. Set-up itself has no languages; what it reports is matched here. */
import type { TextKey, Translate } from './texts.ts';

const known: Readonly<Record<string, TextKey>> = {
  'fetch qemu': 'setup.fetchQemu',
  'unpack qemu': 'setup.unpackQemu',
  'fetch image-tools': 'setup.fetchTools',
  'unpack image-tools': 'setup.unpackTools',
  'fetch packages for the VM': 'setup.fetchPackages',
  'unpack packages': 'setup.unpackPackages',
};

/** What a step of set-up is called; a single file that is fetched has its own name. */
export function setupLabel(text: Translate, step: string): string {
  const key = known[step];
  return key === undefined ? text('setup.fetch', { name: step }) : text(key);
}
