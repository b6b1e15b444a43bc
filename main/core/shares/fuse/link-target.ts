/** Where links that Windows itself has made lead to, as the guest understands it. */
import { guestPathOf } from '../paths.ts';

/**
 * The target of a link of Windows for the guest: `..\a` as `../a`, and `C:\Work\a`, which is what junctions have,
 * where a share of that folder is in the VM.
 */
export function guestTarget(target: Buffer): Buffer {
  const plain = target.toString().replace(/^\\\\\?\\(?=[A-Za-z]:)/, '');
  return Buffer.from(guestPathOf(plain, 'win32') ?? plain.replaceAll('\\', '/'));
}
