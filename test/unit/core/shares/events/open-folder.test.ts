import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAt, type Entry } from '../../../../../main/core/shares/events/entry.ts';
import {
  FolderOpener,
  type NoFolder,
  type OpenFolder,
} from '../../../../../main/core/shares/events/open-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'open-folder-'));
  mkdirSync(join(root, 'share/d/deep'), { recursive: true });
  mkdirSync(join(root, 'outside/deep'), { recursive: true });
  writeFileSync(join(root, 'outside/deep/secret'), '');
  writeFileSync(join(root, 'share/d/deep/known'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string) => Buffer.from(join(root, path));

function seen(path: string): Entry {
  const entry = lookAt(at(path));
  if (entry === undefined || entry === 'unknown') throw new Error(`${path} is not there`);
  return entry;
}

function names(opened: OpenFolder | NoFolder): string[] | string {
  if (typeof opened === 'string') return opened;
  const all = [...opened.names()];
  opened.close();
  return all;
}

describe.each(process.platform === 'linux' ? [true, false] : [false])(
  'a folder (by handle: %s)',
  (byHandle) => {
    const opener = new FolderOpener(byHandle);

    it('is opened if it is the one', () => {
      expect(names(opener.open(at('share/d/deep'), seen('share/d/deep')))).toEqual(['known']);
      expect(names(opener.open(at('share/none'), seen('share/d')))).toBe('elsewhere');
    });

    it('is not another one that a link leads to', () => {
      const deep = seen('share/d/deep');
      renameSync(at('share/d'), at('share/was'));
      symlinkSync('../outside', at('share/d'));
      expect(names(opener.open(at('share/d/deep'), deep))).toBe('elsewhere');
      expect(names(opener.openParent(at('share'), ['d', 'deep']))).toBe('elsewhere');
      expect(names(opener.openParent(at('share'), ['was', 'deep']))).toEqual(['known']);
    });
  },
);

it.runIf(process.platform === 'linux')(
  'an open folder stays the same while its name changes, and is closed',
  () => {
    const before = readdirSync('/proc/self/fd').length;
    const opened = new FolderOpener(true).open(at('share/d/deep'), seen('share/d/deep'));
    if (typeof opened === 'string') throw new Error(opened);
    renameSync(at('share/d'), at('share/was'));
    symlinkSync('../outside', at('share/d'));
    expect([...opened.names()]).toEqual(['known']);
    expect(lookAt(opened.at('known'))).toMatchObject({ type: 'file' });
    opened.close();
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  },
);
