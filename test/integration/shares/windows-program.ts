/**
 * What runs in Windows' Node: serves a folder as the shares' helper does, over a connection to the test, and tells
 * over another one, a line of JSON each, what changes in it. Ends when the first connection does.
 */
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import { watchHost } from '../../../main/core/shares/events/host-watch.ts';
import { ShareServer } from '../../../main/core/shares/helper/share-server.ts';

const optionsSchema = v.object({
  root: v.string(),
  hidden: v.array(v.string()),
  ownersFile: v.string(),
  readOnly: v.boolean(),
  /** Ports of 127.0.0.1 where the test listens. */
  requests: v.number(),
  events: v.number(),
});

/** The program's one argument, as JSON. */
export type WindowsProgramOptions = v.InferOutput<typeof optionsSchema>;

const options = v.parse(optionsSchema, JSON.parse(process.argv[2] ?? ''));
const { root, hidden, ownersFile, readOnly } = options;
const events = await dial(options.events);
const tell = (what: object) => events.write(`${JSON.stringify(what)}\n`);
tell({ platform: process.platform });

const server = new ShareServer({
  root,
  hidden,
  ownersFile,
  readOnly,
  platform: process.platform,
  onProblem: () => undefined,
  log: {
    write: () => undefined,
    failure: (_part, error) => {
      tell({ failure: String(error) });
      return '';
    },
    redact: () => undefined,
  },
});
const watch = watchHost({
  root,
  hidden,
  onChanges: (changes) => tell({ changes }),
  onProblem: (error) => tell({ problem: error?.code ?? '' }),
});
watch.follow(['']);
await watch.ready(AbortSignal.timeout(10_000));
tell({ ready: true });

const { ended } = await server.serve(await dial(options.requests));
await ended;
watch.close();
server.close();
events.end();

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}
