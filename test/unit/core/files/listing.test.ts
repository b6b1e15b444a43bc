/** What the guest's program answers, as the core reads it. */
import { describe, expect, it } from 'vitest';
import { fieldsOf, readList, readText } from '../../../../main/core/files/listing.ts';
import { bytesOf, hexOf, queryValue, textOf } from '../../../../main/core/files/path-bytes.ts';
import { containerRoot } from '../../../../main/core/files/roots.ts';

const ended = (...fields: (string | number | Buffer)[]) =>
  Buffer.concat(
    fields.map((one) => Buffer.concat([Buffer.isBuffer(one) ? one : Buffer.from(String(one)), Buffer.of(0)])),
  );

describe('names that are bytes', () => {
  it.each([
    ['plain', 'plain'],
    ['ä€😀', 'ä€😀'],
    ['\ufeffbom', '\ufeffbom'],
  ])('%s stays what it is', (text, same) => {
    expect(textOf(Buffer.from(text))).toBe(same);
    expect(bytesOf(text).equals(Buffer.from(text))).toBe(true);
  });

  it('brings back what is no UTF-8', () => {
    const all = Buffer.from([0x61, 0xff, 0xc3, 0xa4, 0xe2, 0x82, 0x62, 0xed, 0xa0, 0x80, 0xf0, 0x9f]);
    const text = textOf(all);
    expect(text).toContain('ä');
    expect(bytesOf(text).equals(all)).toBe(true);
    expect(JSON.parse(JSON.stringify(text))).toBe(text);
    expect(hexOf('\udcff/')).toBe('ff2f');
    expect(queryValue("/a b&ä\udcff'")).toBe('%2fa%20b%26%c3%a4%ff%27');
  });
});

describe('a folder', () => {
  const head = (n: number) =>
    ['ok', 'root:x:0:0::/:/bin/sh\nme:x:1000:7:::\n', 'root:x:0:\nstaff:x:7:me\n', n, n] as const;

  it('is read: folders first, with names of owners, and links with what they lead to', () => {
    const { items, total } = readList(
      ended(
        ...head(5),
        ...['z', 0o100640, 1000, 7, 12, 1_700_000_000, '', ''],
        ...['link', 0o120777, 0, 0, 3, -5, 'dir', 0o040755],
        ...['broken', 0o120777, 0, 0, 3, 0, '/x', ''],
        ...['dir', 0o041777, 5, 6, 4096, 0, '', ''],
        ...['null', 0o020666, 0, 0, 0, 0, '', ''],
      ),
    );
    expect(total).toBe(5);
    expect(items.map(({ name }) => name)).toEqual(['dir', 'link', 'broken', 'null', 'z']);
    expect(items.at(-1)).toEqual({
      name: 'z',
      kind: 'file',
      bytes: 12,
      mode: 0o640,
      owner: 'me',
      group: 'staff',
      modifiedAt: 1_700_000_000_000,
    });
    expect(items[0]).toMatchObject({ kind: 'folder', mode: 0o1777, owner: '5', group: '6' });
    expect(items[1]).toMatchObject({ kind: 'link', target: 'dir', leadsTo: 'folder' });
    expect(items[2]).not.toHaveProperty('leadsTo');
    expect(items[3]?.kind).toBe('device');
  });

  it('leaves out what makes no sense', () => {
    const { items } = readList(
      ended(...head(9), '', 1, 0, 0, 0, 0, '', '', '../up', 1, 0, 0, 0, 0, '', '', 'half', 1),
    );
    expect(items).toEqual([]);
  });

  it('tells errors by what one can do', () => {
    const code = (bytes: Buffer, verb?: 'rename') => {
      try {
        fieldsOf(bytes, verb);
        return 'none';
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error;
      }
    };
    expect(code(ended('error', 2, '/x'))).toBe('entry.missing');
    expect(code(ended('error', 18, '/x'))).toBe('entry.busy');
    expect(code(ended('error', 18, '/x'), 'rename')).toBe('entry.ofImage');
    expect(code(ended('error', 40, '/x'))).toBe('entry.refused');
    expect(code(ended('error', 'x'))).toBe('entry.refused');
    expect(code(Buffer.from('garbage'))).toBe('guest.command');
    expect(code(ended('ok'))).toBe('none');
  });
});

describe('a file', () => {
  const file = (size: number, content: Buffer) => Buffer.concat([ended('ok', size), content]);

  it('is text, or is not', () => {
    expect(readText(file(3, Buffer.from('a\tb')))).toEqual({ text: 'a\tb', bytes: 3, cut: false });
    expect(readText(file(4, Buffer.from([1, 0, 2, 3])))).toEqual({ bytes: 4, cut: false });
    expect(readText(file(9, Buffer.alloc(9, 0xff)))).toEqual({ bytes: 9, cut: false });
    expect(readText(file(0, Buffer.alloc(0)))).toEqual({ text: '', bytes: 0, cut: false });
  });

  it('is cut after a megabyte', () => {
    const { text, bytes, cut } = readText(file(5_000_000, Buffer.alloc(1_048_577, 'x')));
    expect([text?.length, bytes, cut]).toEqual([1_048_576, 5_000_000, true]);
  });
});

describe('the root of a container', () => {
  const id = 'a'.repeat(64);
  const layers = { GraphDriver: { Data: { UpperDir: `/var/lib/docker/overlay2/${id}/diff` } } };

  it('is its process while it runs', () => {
    expect(containerRoot({ Id: id, State: { Running: true, Pid: 12 } }, true)).toEqual(['pid', '12', id]);
  });

  it('is its layers with its mounts while it does not', () => {
    const Mounts = [
      { Type: 'volume', Source: '/v', Destination: '/d', RW: false },
      { Type: 'tmpfs', Source: '', Destination: '/t' },
      { Type: 'bind', Source: 'relative', Destination: '/e' },
    ];
    const root = containerRoot({ Id: id, State: { Running: false, Pid: 0 }, ...layers, Mounts }, true);
    expect(root).toEqual([
      'layers',
      hexOf('/var/lib/docker/overlay2'),
      id,
      'rw',
      '1',
      hexOf('/v'),
      hexOf('/d'),
      'ro',
    ]);
    expect(containerRoot({ ...layers }, false)[3]).toBe('ro');
  });

  it.each([
    {},
    { GraphDriver: { Data: { UpperDir: '/x/overlay2/../../etc/diff' } } },
    { State: { Running: true, Pid: 1 } },
  ])('is out of reach where the engine says nothing of use', (answer) =>
    expect(() => containerRoot(answer, false)).toThrow(/Start it/),
  );
});
