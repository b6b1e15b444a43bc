/** `moorage port`: the ports of this computer that lead into the VM. */
import { describeError, hasCode, type AppError, type WireError } from '../../contract/errors.ts';
import type { CoreClient } from '../../contract/contract.ts';
import type { PortForward } from '../../contract/model.ts';
import { endpointWord, parseForward } from '../../contract/port-notation.ts';
import { asUsage, oneOf, parseWords, usage } from '../args.ts';
import { note, print, printJson, type Cli } from '../cli.ts';
import { withCore } from '../connection.ts';
import { portsWithoutCore } from '../ports-without-core.ts';

const actions = ['ls', 'add', 'move', 'rm', 'restore'] as const;

/** What the actions need; the core has it, and without a core the file of rules does. */
export type PortCalls = Pick<
  CoreClient,
  'ports.list' | 'port.add' | 'port.change' | 'port.remove' | 'port.restore'
>;

const options = {
  json: { type: 'boolean' },
  container: { type: 'string' },
  to: { type: 'string' },
  lan: { type: 'string' },
} as const;

/** What the engine lets a container be called. */
const containerName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/** Most forwards of one command. */
const mostWords = 100;

export async function run(cli: Cli): Promise<number> {
  const { values, positionals } = parseWords(cli, 'port', options, mostWords);
  const [what, ...words] = positionals;
  if (what === undefined) throw usage(cli, 'port', 'usage.missing', { what: actions.join(' | ') });
  const action = oneOf(cli, 'port', what, actions);
  refuseOthers(cli, action, values, words);
  if (action === 'ls') return inCore(cli, (core) => list(cli, core, values.json === true));
  const [id] = words;
  if (id === undefined)
    throw usage(cli, 'port', 'usage.missing', { what: action === 'add' ? '[HOST:]PORT:PORT[/udp]' : 'ID' });
  if (action === 'add') return add(cli, words, values);
  const change = action === 'move' ? changeOf(cli, values) : {};
  return inCore(cli, async (core) => {
    const { signal } = cli;
    if (action === 'move') await core['port.change']({ id, ...change }, { signal });
    else if (action === 'rm') await core['port.remove']({ id }, { signal });
    else await core['port.restore']({ id }, { signal });
    return 0;
  });
}

function inCore(cli: Cli, task: (core: PortCalls) => Promise<number>): Promise<number> {
  return withCore(cli, task, async () => task(await portsWithoutCore(cli.paths())));
}

interface Values {
  readonly json?: boolean | undefined;
  readonly container?: string | undefined;
  readonly to?: string | undefined;
  readonly lan?: string | undefined;
}

/** An option of another action would be passed over in silence. */
function refuseOthers(cli: Cli, action: string, values: Values, words: readonly string[]): void {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    ls: ['json'],
    add: ['json', 'container'],
    move: ['to', 'lan'],
  };
  for (const name of Object.keys(values)) {
    if (!(allowed[action] ?? []).includes(name))
      throw usage(cli, 'port', 'usage.unknownOption', { option: `--${name}` });
  }
  const extra = action === 'add' ? undefined : words[action === 'ls' ? 0 : 1];
  if (extra !== undefined) throw usage(cli, 'port', 'usage.unexpected', { value: extra });
}

function changeOf(cli: Cli, { to, lan }: Values): { hostPort?: number; lan?: boolean } {
  if (to === undefined && lan === undefined)
    throw usage(cli, 'port', 'usage.missing', { what: '--to PORT | --lan on|off' });
  const hostPort = to === undefined ? undefined : portOf(cli, to);
  return {
    ...(hostPort === undefined ? {} : { hostPort }),
    ...(lan === undefined ? {} : { lan: oneOf(cli, 'port', lan, ['on', 'off'] as const) === 'on' }),
  };
}

function portOf(cli: Cli, word: string): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw usage(cli, 'port', 'usage.choice', { value: `"${word}"`, choices: '1, 2, … 65535' });
}

async function list(cli: Cli, core: PortCalls, json: boolean): Promise<number> {
  const rows = await core['ports.list']({}, { signal: cli.signal });
  if (json) printJson(cli, rows);
  else if (rows.length === 0) print(cli, cli.text('port.none'));
  else for (const row of rows) tell(cli, row);
  return 0;
}

/** Each by itself: one that fails leaves the others be. */
async function add(cli: Cli, words: readonly string[], { container, json }: Values): Promise<number> {
  const forwards = words.flatMap((word) => asUsage(() => parseForward(word)));
  if (container !== undefined && !containerName.test(container)) {
    const choices = containerName.source;
    throw usage(cli, 'port', 'usage.choice', { value: `"${container}"`, choices });
  }
  return inCore(cli, async (core) => {
    const rows: PortForward[] = [];
    let refused = false;
    for (const forward of forwards) {
      const wish = { ...forward, ...(container === undefined ? {} : { container }) };
      try {
        rows.push(...(await core['port.add'](wish, { signal: cli.signal })));
      } catch (error) {
        if (!hasCode(error, 'port.ruleExists')) throw error;
        refused = true;
        complain(cli, error);
      }
    }
    if (json === true) {
      printJson(cli, rows);
      for (const { error } of rows) if (error !== undefined) complain(cli, error);
    } else for (const row of rows) tell(cli, row);
    return refused || rows.some(({ error }) => error !== undefined) ? 1 : 0;
  });
}

/** One line for a forward, and one on standard error for what is wrong with it. */
function tell(cli: Cli, row: PortForward): void {
  const { hostAddress, hostPort, protocol, target, source, state, error } = row;
  const host = endpointWord(hostAddress, hostPort);
  const end = endpointWord(target.container ?? cli.text('port.vm'), target.port);
  const values = {
    host,
    protocol,
    target: end,
    source: cli.text(`port.source.${source}`),
    state: cli.text(`port.state.${state}`),
  };
  print(cli, cli.text('port.row', values));
  if (error !== undefined) complain(cli, error);
}

function complain(cli: Cli, error: AppError | WireError): void {
  const { what, hint } = describeError(error, cli.language);
  note(cli, `moorage: ${what} ${hint}`.replace(/\s*[\r\n]+\s*/g, ' '));
}
