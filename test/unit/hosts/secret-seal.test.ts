/** Electron's key store as the core sees it. */
import { expect, it } from 'vitest';
import { desktopSeal } from '../../../main/hosts/electron/secret-seal.ts';

function storage(available: boolean, backend: 'basic_text' | 'unknown' | 'gnome_libsecret') {
  return {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (text: string) => Buffer.from(`sealed ${text}`),
    decryptString: (sealed: Buffer) => sealed.toString().replace('sealed ', ''),
  };
}

it('seals and opens', () => {
  const seal = desktopSeal(storage(true, 'gnome_libsecret'), 'linux');
  expect(seal.works()).toBe(true);
  expect(seal.open(seal.seal('sesame'))).toBe('sesame');
});

it('does not count where its key is no secret', () => {
  expect(desktopSeal(storage(true, 'basic_text'), 'linux').works()).toBe(false);
  expect(desktopSeal(storage(true, 'unknown'), 'linux').works()).toBe(false);
  expect(desktopSeal(storage(true, 'unknown'), 'darwin').works()).toBe(true);
  expect(desktopSeal(storage(false, 'gnome_libsecret'), 'linux').works()).toBe(false);
});
