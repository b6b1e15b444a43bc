/** Changes of real files, as the watch on the host tells them. */
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchHost } from '../../../main/core/shares/events/host-watch.ts';
import { few, pause, realTree, watchedWhileTested } from './watched.ts';

const start = watchedWhileTested();

const kinds = process.platform === 'linux' ? [false, true] : [true];

describe.each(kinds)('one change (one watch for the whole tree: %s)', (recursive) => {
  const begin = () => start(few, [''], { recursive });

  it('a file created, written, with other rights, deleted', async () => {
    const w = await begin();
    writeFileSync(w.at('new'), 'x');
    expect(await w.news()).toEqual(['created new']);
    writeFileSync(w.at('new'), 'more');
    expect(await w.news()).toEqual(['modified new']);
    chmodSync(w.at('new'), 0o600);
    expect(await w.news()).toEqual(['attributes new']);
    rmSync(w.at('new'));
    expect(await w.news()).toEqual(['deleted new']);
  });

  it('a file of the same length written again', async () => {
    const w = await begin();
    writeFileSync(w.at('a'), 'b');
    expect(await w.news()).toEqual(['modified a']);
  });

  it('folders and links', async () => {
    const w = await begin();
    mkdirSync(w.at('d/inner/deep/deeper'), { recursive: true });
    expect(await w.news()).toEqual(['created d/inner/deep (dir)', 'created d/inner/deep/deeper (dir)']);
    symlinkSync('/', w.at('d/inner/deep/link'));
    expect(await w.news()).toEqual(['created d/inner/deep/link (link)']);
    chmodSync(w.at('d/inner'), 0o700);
    // Node's own recursive watch, which Linux has no part in, doesn't tell of it.
    const told = !(recursive && process.platform === 'linux');
    expect(await w.news()).toEqual(told ? ['attributes d/inner (dir)'] : []);
    rmSync(w.at('d'), { recursive: true });
    expect(new Set(await w.news())).toEqual(
      new Set([
        'deleted d/inner/deep/deeper (dir)',
        'deleted d/inner/deep/link (link)',
        'deleted d/inner/deep (dir)',
        'deleted d/inner/y',
        'deleted d/inner (dir)',
        'deleted d/x',
        'deleted d (dir)',
      ]),
    );
    expect(w.tree).toEqual(realTree(w.root));
  });

  it('a file and a folder renamed, and what happens in the folder afterwards', async () => {
    const w = await begin();
    renameSync(w.at('a'), w.at('c'));
    expect(await w.news()).toEqual(['renamed a -> c']);
    renameSync(w.at('d'), w.at('e/f'));
    expect(await w.news()).toEqual(['renamed d -> e/f (dir)']);
    writeFileSync(w.at('e/f/inner/y'), 'other');
    expect(await w.news()).toEqual(['modified e/f/inner/y']);
    writeFileSync(w.at('e/f/z'), '');
    expect(await w.news()).toEqual(['created e/f/z']);
    expect(w.tree).toEqual(realTree(w.root));
  });
});

describe('renames', () => {
  it('between followed folders, out of them, and into them', async () => {
    const w = await start(few, ['d', 'e']);
    renameSync(w.at('d/inner'), w.at('e/moved'));
    expect(await w.news()).toEqual(['renamed d/inner -> e/moved (dir)']);
    renameSync(w.at('e/moved'), w.at('out'));
    expect(await w.news()).toEqual(['deleted e/moved/y', 'deleted e/moved (dir)']);
    writeFileSync(w.at('out/y'), 'unseen');
    expect(await w.news()).toEqual([]);
    renameSync(w.at('out'), w.at('d/back'));
    expect(await w.news()).toEqual(['created d/back (dir)', 'created d/back/y']);
    writeFileSync(w.at('d/back/y'), 'seen');
    expect(await w.news()).toEqual(['modified d/back/y']);
  });

  it('that exchange names, at once', async () => {
    const w = await start(few);
    renameSync(w.at('a'), w.at('t'));
    renameSync(w.at('b'), w.at('a'));
    renameSync(w.at('t'), w.at('b'));
    renameSync(w.at('d'), w.at('t'));
    renameSync(w.at('e'), w.at('d'));
    renameSync(w.at('t'), w.at('e'));
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('e/inner/y'), 'new');
    expect(await w.news()).toEqual(['modified e/inner/y']);
  });

  it('one after another, in a chain', async () => {
    const w = await start(few);
    renameSync(w.at('b'), w.at('c'));
    renameSync(w.at('a'), w.at('b'));
    expect(await w.news()).toEqual(['renamed b -> c', 'renamed a -> b']);
  });

  it('of a folder, and then of what is in it', async () => {
    const w = await start(few);
    renameSync(w.at('d'), w.at('p'));
    renameSync(w.at('p/inner/y'), w.at('y'));
    writeFileSync(w.at('p/inner/z'), '');
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('p/inner/z'), '1');
    expect(await w.news()).toEqual(['modified p/inner/z']);
  });

  it('of a folder into a new one that has its name', async () => {
    const w = await start(few);
    renameSync(w.at('d'), w.at('tmp'));
    mkdirSync(w.at('d'));
    renameSync(w.at('tmp'), w.at('d/old'));
    await w.news();
    expect(w.tree).toEqual(realTree(w.root));
    writeFileSync(w.at('d/old/x'), '1');
    expect(await w.news()).toEqual(['modified d/old/x']);
  });
});

describe('as editors save', () => {
  it('a temporary file renamed onto the file within one batch', async () => {
    const w = await start(few);
    writeFileSync(w.at('.a.tmp'), 'new');
    renameSync(w.at('.a.tmp'), w.at('a'));
    expect(await w.news()).toEqual(['modified a']);
  });

  it('a temporary file that was there for a while', async () => {
    const w = await start(few);
    writeFileSync(w.at('.a.tmp'), 'new');
    expect(await w.news()).toEqual(['created .a.tmp']);
    renameSync(w.at('.a.tmp'), w.at('a'));
    expect(await w.news()).toEqual(['renamed .a.tmp -> a']);
  });

  it('the old file renamed to a backup', async () => {
    const w = await start(few);
    renameSync(w.at('a'), w.at('a~'));
    writeFileSync(w.at('a'), 'new');
    expect(await w.news()).toEqual(['renamed a -> a~', 'created a']);
  });
});

describe('names', () => {
  it('of any bytes', async () => {
    const w = await start();
    const names = [
      'new\nline',
      `quo"te's`,
      ' ',
      '\xff\xfe',
      '\xe4\xb8\xad',
      '\\',
      'n'.repeat(255),
      '\xff'.repeat(255),
    ];
    const path = (name: string) => Buffer.concat([Buffer.from(`${w.root}/`), Buffer.from(name, 'latin1')]);
    for (const name of names) {
      writeFileSync(path(name), '');
      expect(await w.news(80)).toEqual([`created ${name}`]);
    }
    mkdirSync(path('\xfd'));
    await w.news(80);
    renameSync(path('\xff\xfe'), path('\xfd/\n'));
    expect(await w.news(80)).toEqual(['renamed \xff\xfe -> \xfd/\n']);
    w.watch.follow(['\xfd']);
    await w.watch.ready(AbortSignal.timeout(5000));
    writeFileSync(path('\xfd/\n'), 'x');
    expect(await w.news(80)).toEqual(['modified \xfd/\n']);
  });
});

describe('our own changes', () => {
  it('are not told', async () => {
    const w = await start(few);
    const own = (path: string, change: (path: string) => void) => {
      change(w.at(path));
      w.watch.note(path);
    };
    own('new', (path) => writeFileSync(path, 'x'));
    own('a', (path) => writeFileSync(path, 'changed'));
    own('b', (path) => chmodSync(path, 0o600));
    own('d/x', (path) => rmSync(path));
    own('made', (path) => mkdirSync(path));
    own('made/file', (path) => writeFileSync(path, ''));
    own('made/more', (path) => mkdirSync(path));
    own('made/more/file', (path) => writeFileSync(path, ''));
    renameSync(w.at('d/inner'), w.at('e/moved'));
    w.watch.noteRename('d/inner', 'e/moved');
    renameSync(w.at('new'), w.at('a'));
    w.watch.noteRename('new', 'a');
    for (const unknown of ['nowhere', 'no/where', 'a/b', '', '..']) w.watch.note(unknown);
    w.watch.noteRename('no', 'where');
    expect(await w.news()).toEqual([]);
    writeFileSync(w.at('made/more/file'), 'by others');
    writeFileSync(w.at('e/moved/y'), 'by others');
    expect((await w.news()).sort()).toEqual(['modified e/moved/y', 'modified made/more/file']);
  });

  it('are not told either when they come from outside of what is followed', async () => {
    const w = await start(few, ['e']);
    renameSync(w.at('d'), w.at('e/d'));
    w.watch.noteRename('d', 'e/d');
    expect(await w.news()).toEqual([]);
    writeFileSync(w.at('e/d/inner/y'), 'by others');
    expect(await w.news()).toEqual(['modified e/d/inner/y']);
    renameSync(w.at('e/d'), w.at('d'));
    w.watch.noteRename('e/d', 'd');
    expect(await w.news()).toEqual([]);
  });

  it('do not hide what others do in a folder that we made', async () => {
    const w = await start();
    mkdirSync(w.at('made'));
    writeFileSync(w.at('made/theirs'), '');
    w.watch.note('made');
    expect(await w.news()).toEqual(['created made/theirs']);
  });
});

describe('what is watched', () => {
  it('is nothing hidden', async () => {
    const { root } = await start(few, []);
    const told: string[] = [];
    const watch = watchHost({
      root,
      hidden: [join(root, 'd/inner'), join(root, 'later')],
      onChanges: (changes) => void told.push(...changes.map(({ path }) => path)),
      onProblem: () => undefined,
    });
    watch.follow(['', 'd/inner']);
    await watch.ready(AbortSignal.timeout(5000));
    writeFileSync(join(root, 'd/inner/y'), 'secret');
    mkdirSync(join(root, 'later'));
    writeFileSync(join(root, 'later/x'), 'secret');
    chmodSync(join(root, 'd/inner'), 0o700);
    writeFileSync(join(root, 'seen'), '');
    await pause(150);
    watch.close();
    expect(told).toEqual(['seen']);
  });

  it('changes with what is asked for, and nothing is missed in between', async () => {
    const w = await start(few, ['d']);
    writeFileSync(w.at('d/inner/one'), '');
    w.watch.follow(['']);
    writeFileSync(w.at('d/inner/two'), '');
    await w.watch.ready(AbortSignal.timeout(5000));
    w.tree.clear();
    expect(w.batches).toEqual([]);
    for (const [path, type] of realTree(w.root)) if (!/one|two/.test(path)) w.tree.set(path, type);
    expect((await w.news()).sort()).toEqual(['created d/inner/one', 'created d/inner/two']);
    writeFileSync(w.at('d/inner/three'), '');
    w.watch.follow(['d/inner']);
    writeFileSync(w.at('d/inner/four'), '');
    writeFileSync(w.at('a'), 'unseen');
    expect((await w.news()).sort()).toEqual(['created d/inner/four', 'created d/inner/three']);
    w.watch.follow([]);
    writeFileSync(w.at('d/inner/five'), '');
    expect(await w.news()).toEqual([]);
    w.watch.follow(['e']);
    await w.watch.ready(AbortSignal.timeout(5000));
    writeFileSync(w.at('e/x'), '');
    expect(await w.news()).toEqual(['created e/x']);
  });

  it('is a single file, too', async () => {
    const w = await start(few, ['d/x']);
    writeFileSync(w.at('d/x'), 'more');
    expect(await w.news()).toEqual(['modified d/x']);
    writeFileSync(w.at('d/tmp'), 'again');
    renameSync(w.at('d/tmp'), w.at('d/x'));
    expect(await w.news()).toEqual(['modified d/x']);
    writeFileSync(w.at('d/x'), 'and more');
    expect(await w.news()).toEqual(['modified d/x']);
  });

  it('is not what links lead to', async () => {
    const w = await start(
      (root) => {
        few(root);
        symlinkSync('d', join(root, 'link'));
      },
      ['link/inner', 'e'],
    );
    expect(w.problems.at(-1)?.code).toBe('share.folderGone');
    writeFileSync(w.at('d/inner/y'), 'more');
    rmSync(w.at('e'), { recursive: true });
    symlinkSync('d', w.at('e'));
    writeFileSync(w.at('d/x'), 'more');
    expect((await w.news(300)).filter((one) => one.includes('/'))).toEqual([]);
  });
});
