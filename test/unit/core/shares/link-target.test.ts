import { expect, it } from 'vitest';
import { guestTarget } from '../../../../main/core/shares/fuse/link-target.ts';

it.each([
  ['..\\a\\b', '../a/b'],
  ['a', 'a'],
  ['C:\\Users\\x\\a', '/c/Users/x/a'],
  ['\\\\?\\C:\\Users\\x\\a\\', '/c/Users/x/a'],
  ['\\etc\\hosts', '/etc/hosts'],
  ['\\\\server\\share', '//server/share'],
  ['ünder\\x', 'ünder/x'],
])('a link of Windows to %s leads to %s', (target, inGuest) => {
  expect(guestTarget(Buffer.from(target)).toString()).toBe(inGuest);
});
