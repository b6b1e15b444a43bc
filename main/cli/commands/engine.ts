/** `moorage engine`: the engine and its configuration, while the VM and its containers go on. */
import { oneOf, parseWords, usage } from '../args.ts';
import { note, type Cli } from '../cli.ts';
import { connectCore } from '../connection.ts';
import { engineConfig } from '../engine-config.ts';

const verbs = ['start', 'stop', 'restart', 'config'] as const;

export async function run(cli: Cli): Promise<number> {
  const { positionals, values } = parseWords(cli, 'engine', { json: { type: 'boolean' } }, 3);
  const [word, ...rest] = positionals;
  if (word === undefined) throw usage(cli, 'engine', 'usage.missing', { what: verbs.join('|') });
  const verb = oneOf(cli, 'engine', word, verbs);
  if (verb === 'config') return engineConfig(cli, rest, values.json === true);
  if (values.json === true) throw usage(cli, 'engine', 'usage.unknownOption', { option: '--json' });
  if (rest[0] !== undefined) throw usage(cli, 'engine', 'usage.unexpected', { value: rest[0] });
  const connection = await connectCore(cli);
  try {
    await connection.core[`engine.${verb}`]({}, { signal: cli.signal });
  } finally {
    connection.close();
  }
  note(cli, cli.text(verb === 'stop' ? 'engine.stopped' : 'engine.started'));
  return 0;
}
