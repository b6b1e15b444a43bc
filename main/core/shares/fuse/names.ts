/**
 * Names of files as they are on disk: raw bytes, which needn't be UTF-8. They are held as byte strings (`latin1`, one
 * character a byte), which compare and key maps as the bytes would, and go to the system as bytes.
 */
import { nameProblem } from '../sync/names.ts';
import { Refusal } from './protocol.ts';

const longestName = 255;

export function bytesOf(name: string): Buffer {
  return Buffer.from(name, 'latin1');
}

export function nameOf(bytes: Buffer): string {
  return bytes.toString('latin1');
}

/** A name that no file of this host can have: nothing is there, and nothing can be made. */
export class NoHostName extends Refusal {
  constructor() {
    super('EINVAL');
  }
}

/**
 * A name that the guest has sent, as it may be used in a folder of the host. The kernel never sends others than plain
 * ones, but a hostile guest may; Windows has further names that mean something else. Throws `NoHostName` for those.
 */
export function checkedName(bytes: Buffer, platform: NodeJS.Platform): string {
  if (bytes.length > longestName) throw new Refusal('ENAMETOOLONG');
  const name = nameOf(bytes);
  const plain = name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
  if (!plain) throw new Refusal('EINVAL');
  if (nameProblem(name, { platform }) !== undefined) throw new NoHostName();
  return name;
}
