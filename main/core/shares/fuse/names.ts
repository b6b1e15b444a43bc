/**
 * Names of files as they are on disk: raw bytes, which needn't be UTF-8. They are held as byte strings (`latin1`, one
 * character a byte), which compare and key maps as the bytes would, and go to the system as bytes.
 */
import { Refusal } from './protocol.ts';

const longestName = 255;

export function bytesOf(name: string): Buffer {
  return Buffer.from(name, 'latin1');
}

export function nameOf(bytes: Buffer): string {
  return bytes.toString('latin1');
}

/** Characters that Windows has another meaning for or none, and ends of names that it drops. */
// oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
const windowsRefuses = /[\x00-\x1f<>:"\\|?*]|[. ]$/;

/**
 * What Windows takes for a device, whatever follows a dot. Its digits are those of Latin-1, with the raised ones, which
 * have two bytes. See https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)(?:\d|\xc2[\xb9\xb2\xb3])) *(?:\.|$)/i;

/** Whether Windows has a device of this name, a byte string, in every folder. */
export function isWindowsDevice(name: string): boolean {
  return windowsDevice.test(name);
}

/**
 * A name that the guest has sent, as it may be used in a folder of the host. The kernel never sends others than plain
 * ones, but a hostile guest may; Windows has further names that mean something else.
 */
export function checkedName(bytes: Buffer, platform: NodeJS.Platform): string {
  if (bytes.length > longestName) throw new Refusal('ENAMETOOLONG');
  const name = nameOf(bytes);
  const plain = name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
  if (!plain) throw new Refusal('EINVAL');
  if (platform === 'win32' && (windowsRefuses.test(name) || isWindowsDevice(name)))
    throw new Refusal('EINVAL');
  return name;
}
