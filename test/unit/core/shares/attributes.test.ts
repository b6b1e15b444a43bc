import { lstatSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attributesOf, hostModeOf, ownershipOn } from '../../../../main/core/shares/fuse/attributes.ts';
import { attributesReply } from '../../../../main/core/shares/fuse/protocol.ts';

it('a file’s number of which the topmost bit is set, which Node gives as a negative one, can be told', () => {
  const stat = Object.assign(lstatSync('.', { bigint: true }), { ino: -0x7fff_0000_0000_1234n });
  const attributes = attributesOf(stat, undefined, ownershipOn('win32'));
  expect(attributes.ino).toBe(0x8000_ffff_ffff_edccn);
  expect(attributesReply(attributes, 1).readBigUInt64LE(16)).toBe(attributes.ino);
});

it('a file that no chmod could make writable again is never made read-only', () => {
  expect(hostModeOf(0o104444, ownershipOn('win32'))).toBe(0o666);
  expect(hostModeOf(0o104444, ownershipOn('linux'))).toBe(0o444);
});
