/** `moorage engine start|stop|restart`: the engine, while the VM and its containers go on. */
import { oneOf, parseWords, usage } from '../args.ts';
import { note, type Cli } from '../cli.ts';
import { connectCore } from '../connection.ts';

const verbs = ['start', 'stop', 'restart'] as const;

export async function run(cli: Cli): Promise<number> {
  const { positionals } = parseWords(cli, 'engine', {}, 1);
  const [word] = positionals;
  if (word === undefined) throw usage(cli, 'engine', 'usage.missing', { what: verbs.join('|') });
  const verb = oneOf(cli, 'engine', word, verbs);
  const connection = await connectCore(cli);
  try {
    await connection.core[`engine.${verb}`]({}, { signal: cli.signal });
  } finally {
    connection.close();
  }
  note(cli, cli.text(verb === 'stop' ? 'engine.stopped' : 'engine.started'));
  return 0;
}
