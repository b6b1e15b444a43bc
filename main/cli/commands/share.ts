/** `moorage share`: the folders of this computer that are in the VM. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CoreClient } from '../../contract/contract.ts';
import { AppError, describeError, type WireError } from '../../contract/errors.ts';
import { shareProviders, type Share, type ShareList } from '../../contract/model.ts';
import { shareCommand } from '../../contract/share-command.ts';
import { cleanText } from '../../core/engine/untrusted.ts';
import { systemCode } from '../../core/lib/system-error.ts';
import { oneOf, parseWords, usage } from '../args.ts';
import { note, print, printJson, type Cli } from '../cli.ts';
import { withCore } from '../connection.ts';
import { sharesWithoutCore } from '../shares-without-core.ts';
import { tableLines } from '../table.ts';

const actions = ['ls', 'add', 'rm', 'pause', 'resume'] as const;

/** What the actions need; the core has it, and without a core the file of shares does. */
export type ShareCalls = Pick<
  CoreClient,
  'shares.list' | 'share.add' | 'share.remove' | 'share.pause' | 'share.resume'
>;

const options = {
  json: { type: 'boolean' },
  'read-only': { type: 'boolean' },
  provider: { type: 'string' },
  ignore: { type: 'string', multiple: true },
} as const;

interface Values {
  readonly json?: boolean | undefined;
  readonly 'read-only'?: boolean | undefined;
  readonly provider?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
}

/** What an action takes beside its name; an option of another one would be passed over in silence. */
const allowed: Readonly<Record<(typeof actions)[number], readonly string[]>> = {
  ls: ['json'],
  add: ['read-only', 'provider', 'ignore'],
  rm: [],
  pause: [],
  resume: [],
};

export async function run(cli: Cli): Promise<number> {
  const { values, positionals } = parseWords(cli, 'share', options, 2);
  const [what, word] = positionals;
  if (what === undefined) throw usage(cli, 'share', 'usage.missing', { what: actions.join(' | ') });
  const action = oneOf(cli, 'share', what, actions);
  const strange = Object.keys(values).find((name) => !allowed[action].includes(name));
  if (strange !== undefined) throw usage(cli, 'share', 'usage.unknownOption', { option: `--${strange}` });
  if (action === 'ls') {
    if (word !== undefined) throw usage(cli, 'share', 'usage.unexpected', { value: word });
    return inCore(cli, (core) => list(cli, core, values.json === true));
  }
  if (word === undefined || word === '')
    throw usage(cli, 'share', 'usage.missing', { what: action === 'add' ? 'PATH' : 'PATH | ID' });
  if (action === 'add') return add(cli, word, values);
  return inCore(cli, async (core) => {
    const { signal } = cli;
    const { id } = await find(cli, core, word);
    if (action === 'rm') await core['share.remove']({ id }, { signal });
    else if (action === 'pause') await core['share.pause']({ id }, { signal });
    else await core['share.resume']({ id }, { signal });
    return 0;
  });
}

function inCore(cli: Cli, task: (core: ShareCalls) => Promise<number>): Promise<number> {
  return withCore(cli, task, async () => task(await sharesWithoutCore(cli.paths(), cli.env, cli.signal)));
}

async function add(cli: Cli, word: string, values: Values): Promise<number> {
  const { provider: written, ignore } = values;
  const provider = written === undefined ? undefined : oneOf(cli, 'share', written, shareProviders);
  if (ignore !== undefined && provider !== 'sync')
    throw usage(cli, 'share', 'usage.missing', { what: '--provider sync' });
  return inCore(cli, async (core) => {
    const share = await core['share.add'](
      {
        path: resolve(word),
        ...(values['read-only'] === true ? { readOnly: true } : {}),
        ...(provider === undefined ? {} : { provider }),
        ...(ignore === undefined ? {} : { ignore: [...ignore] }),
      },
      { signal: cli.signal },
    );
    for (const line of tableLines([cellsOf(cli, share)])) print(cli, line);
    complainOf(cli, share);
    return share.state === 'failed' ? 1 : 0;
  });
}

/** The share that somebody means: by its id, or by its folder, written in any way. Throws `share.notFound`. */
async function find(cli: Cli, core: ShareCalls, word: string): Promise<Share> {
  const { shares } = await core['shares.list']({}, { signal: cli.signal });
  const path = resolve(word);
  const real = await realpath(path).catch((error: unknown) => {
    // The folder of a share may be gone; any other reason makes it one that is not found, too.
    if (systemCode(error) === undefined) throw error;
    return path;
  });
  const found =
    shares.find(({ id }) => id === word) ?? shares.find((share) => [word, path, real].includes(share.path));
  if (found === undefined) throw new AppError('share.notFound', { params: { id: word } });
  return found;
}

async function list(cli: Cli, core: ShareCalls, json: boolean): Promise<number> {
  const all = await core['shares.list']({}, { signal: cli.signal });
  if (json) {
    printJson(cli, all);
    return 0;
  }
  if (all.shares.length === 0) print(cli, cli.text('share.none'));
  else {
    const head = (['path', 'rights', 'provider', 'state'] as const).map((key) =>
      cli.text(`share.column.${key}`),
    );
    const rows = all.shares.map((share) => cellsOf(cli, share));
    for (const line of tableLines([head, ...rows])) print(cli, line);
  }
  for (const share of all.shares) complainOf(cli, share);
  tellRefused(cli, all);
  return 0;
}

function cellsOf(cli: Cli, share: Share): string[] {
  const { path, guestPath, readOnly, wanted, provider = wanted, state, sync } = share;
  // What serves it is only decided when the VM starts.
  const served = state === 'off' ? wanted : provider;
  const busy = state === 'ready' && (sync?.phase === 'comparing' || sync?.phase === 'copying');
  return [
    cleanText(guestPath === path ? path : `${path} -> ${guestPath}`),
    cli.text(readOnly ? 'share.readOnly' : 'share.readWrite'),
    served === 'auto' ? cli.text('share.auto') : served,
    cli.text(busy ? `share.phase.${sync.phase}` : `share.state.${state}`, {
      done: String(sync?.filesDone ?? 0),
      total: String(sync?.filesTotal ?? 0),
    }),
  ];
}

/** A line on standard error for each thing that is wrong with a share, or to be known of it. */
function complainOf(cli: Cli, { path, state, error, warning, sync }: Share): void {
  if (error !== undefined) complain(cli, error);
  if (warning !== undefined) complain(cli, warning);
  if (state === 'restartNeeded') complain(cli, new AppError('share.restartNeeded'));
  for (const conflict of sync?.conflicts ?? [])
    note(cli, cleanText(cli.text('share.conflict', { share: path, ...conflict })));
}

function tellRefused(cli: Cli, { refused }: ShareList): void {
  for (const { path } of refused) {
    const command = shareCommand({ kind: 'share.add', path });
    note(cli, cleanText(cli.text('share.refused', { path, command })));
  }
}

function complain(cli: Cli, error: AppError | WireError): void {
  const { what, hint } = describeError(error, cli.language);
  note(cli, cleanText(`moorage: ${what} ${hint}`));
}
