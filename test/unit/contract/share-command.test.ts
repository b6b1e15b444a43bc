import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArgs } from 'node:util';
import { splitWords } from '../../../main/core/vm/fake-shell.ts';
import { shareArgs, shareCommand, type ShareAction } from '../../../main/contract/share-command.ts';

describe('the command of an action on shares', () => {
  it.each<[string, ShareAction]>([
    ['moorage share ls', { kind: 'shares' }],
    ['moorage share add /srv/data', { kind: 'share.add', path: '/srv/data' }],
    [
      "moorage share add '/srv/my data' --read-only --provider ssh",
      { kind: 'share.add', path: '/srv/my data', readOnly: true, provider: 'ssh' },
    ],
    [
      "moorage share add /srv/data --provider sync --ignore '*.log' --ignore=-x",
      { kind: 'share.add', path: '/srv/data', provider: 'sync', ignore: ['*.log', '-x'] },
    ],
    ['moorage share rm /srv/data', { kind: 'share.remove', id: '/srv/data' }],
    ['moorage share pause /srv/data', { kind: 'share.pause', id: '/srv/data' }],
    ['moorage share resume /srv/data', { kind: 'share.resume', id: '/srv/data' }],
    ['moorage config set shares.home false', { kind: 'share.home', on: false }],
  ])('parity M06 C20 %s', (line, action) => {
    expect(shareCommand(action)).toBe(line);
  });

  it('is the same words for a shell and for the command line, whatever is in them', () => {
    const text = fc.string({ minLength: 1 }).filter((one) => !one.includes('\0'));
    fc.assert(
      fc.property(text, fc.array(text), (name, ignore) => {
        const action: ShareAction = { kind: 'share.add', path: `/${name}`, provider: 'sync', ignore };
        const words = splitWords(shareCommand(action));
        expect(words).toEqual(['moorage', ...shareArgs(action)]);
        const options = {
          ignore: { type: 'string', multiple: true },
          provider: { type: 'string' },
        } as const;
        const { values, positionals } = parseArgs({
          ...{ args: words.slice(1), options, strict: true, allowPositionals: true },
        });
        expect([positionals, values.ignore ?? []]).toEqual([['share', 'add', `/${name}`], ignore]);
      }),
    );
  });
});
