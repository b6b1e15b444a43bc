/** Electron's way to the system's key store (https://www.electronjs.org/docs/latest/api/safe-storage). */
import type { SafeStorage } from 'electron';
import type { SecretSeal } from '../../core/registries/secret-store.ts';

/** Where Linux has no key store, Electron would seal with a key that everybody knows: that is none. */
export function desktopSeal(
  storage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
  >,
  platform: NodeJS.Platform,
): SecretSeal {
  return {
    works: () =>
      storage.isEncryptionAvailable() &&
      (platform !== 'linux' || !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())),
    seal: (text) => storage.encryptString(text),
    open: (sealed) => storage.decryptString(sealed),
  };
}
