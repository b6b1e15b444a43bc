/** A file's attributes as the guest shall see them, from what the host says and what containers have set. */
import type { BigIntStats } from 'node:fs';
import type { Remembered } from './owners.ts';
import type { Attributes } from './protocol.ts';

export const kindMask = 0o170000;
export const kind = { folder: 0o040000, file: 0o100000, link: 0o120000 } as const;
/** Set-user-ID, set-group-ID and sticky bits. */
export const specialMask = 0o7000;

/** Who files of the host belong to, in the guest. */
export interface Ownership {
  /** Owners on the host mean something in the guest, as on Linux; else all files are root's until a container says otherwise. */
  readonly ownersCount: boolean;
  /** The modes of the host mean something; else everything may be read, written and run. */
  readonly modesCount: boolean;
}

/** The mode that the host is to make a file with: where modes mean nothing, never Windows' read-only mark, which no chmod would take away. */
export function hostModeOf(mode: number, { modesCount }: Ownership): number {
  return modesCount ? mode & 0o777 : 0o666;
}

export function ownershipOn(platform: NodeJS.Platform): Ownership {
  return { ownersCount: platform === 'linux', modesCount: platform !== 'win32' };
}

export function attributesOf(
  stat: BigIntStats,
  what: Remembered | undefined,
  { ownersCount, modesCount }: Ownership,
): Attributes {
  const hostMode = Number(stat.mode);
  const hostKind = hostMode & kindMask;
  const permissions = modesCount || hostKind === kind.link ? hostMode & 0o777 : 0o777;
  const special = what?.special ?? hostMode & specialMask;
  return {
    // Node reads it as a signed number, and NTFS uses the topmost bit.
    ino: BigInt.asUintN(64, stat.ino),
    size: stat.size,
    // Windows doesn't tell it; programs take a file with none for one that is all holes.
    blocks: stat.blocks > 0n ? stat.blocks : (stat.size + 511n) / 512n,
    atimeNs: stat.atimeNs,
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    mode: (what?.kind ?? hostKind) | permissions | special,
    nlink: Number(stat.nlink),
    uid: what?.uid ?? (ownersCount ? Number(stat.uid) : 0),
    gid: what?.gid ?? (ownersCount ? Number(stat.gid) : 0),
  };
}
