/** Sessions in the guest for one client: what it opened only it can write to, and ends with it. */
import { randomBytes } from 'node:crypto';
import type { CoreHandlers } from '../../contract/contract.ts';
import { AppError } from '../../contract/errors.ts';
import type { Link } from '../../contract/rpc.ts';
import { writeAll } from '../lib/write-all.ts';
import type { Guest, GuestSession } from './guest.ts';

type SessionEntries = 'guest.session' | 'container.exec' | 'guest.write' | 'guest.resize' | 'guest.end';

/** Bytes of output in one item: a frame stays small, and base64 of it within what the contract allows. */
const itemBytes = 48 * 1024;

export interface SessionSources {
  /** Throws `vm.notRunning` when there is none. */
  readonly guest: () => Guest;
  /** Opens a terminal in a container. */
  readonly exec: (options: ExecRequest, signal: AbortSignal) => Promise<GuestSession>;
}

export type ExecRequest = Parameters<CoreHandlers['container.exec']>[0];

/** The handlers for one link. */
export function sessionHandlers(
  { guest, exec }: SessionSources,
  link: Link,
): Pick<CoreHandlers, SessionEntries> {
  const sessions = new Map<string, GuestSession>();
  link.onClose(() => sessions.clear());
  const find = (id: string): GuestSession => {
    const session = sessions.get(id);
    if (session === undefined)
      throw new AppError('link.invalidInput', {
        params: { entry: 'guest.session', reason: 'the session has ended' },
      });
    return session;
  };
  async function* talk(session: GuestSession) {
    const id = randomBytes(8).toString('hex');
    sessions.set(id, session);
    try {
      yield { kind: 'opened' as const, id };
      for await (const { fd, data } of output(session)) {
        for (let at = 0; at < data.length; at += itemBytes) {
          yield { kind: 'output' as const, fd, data: data.subarray(at, at + itemBytes).toString('base64') };
        }
      }
      yield { kind: 'exit' as const, code: await session.exited };
    } finally {
      sessions.delete(id);
      session.stream.destroy();
    }
  }
  return {
    'guest.session': async function* (input, signal) {
      yield* talk(await guest().session({ ...input, signal }));
    },
    'container.exec': async function* (input, signal) {
      yield* talk(await exec(input, signal));
    },
    'guest.write': async ({ id, data }, signal) => {
      await writeAll(find(id).stream, Buffer.from(data, 'base64'), signal);
      return null;
    },
    'guest.resize': ({ id, columns, rows }) => {
      find(id).resize(columns, rows);
      return Promise.resolve(null);
    },
    'guest.end': ({ id }) => {
      find(id).stream.end();
      return Promise.resolve(null);
    },
  };
}

interface Output {
  readonly fd: 1 | 2;
  readonly data: Buffer;
}

/** Both outputs in the order in which they came; reading slowly slows the program. */
async function* output({ stream, stderr }: GuestSession): AsyncGenerator<Output, void> {
  const waiting: Output[] = [];
  const ended = new Set<1 | 2>();
  let wake: () => void = () => {};
  const listen = (source: NodeJS.ReadableStream, fd: 1 | 2) => {
    source.on('data', (data: Buffer) => {
      waiting.push({ fd, data });
      source.pause();
      wake();
    });
    const end = () => {
      ended.add(fd);
      wake();
    };
    source.once('end', end).once('close', end);
  };
  listen(stream, 1);
  listen(stderr, 2);
  // ssh2 tells the channel's end with that of standard output, when the other may still hold much; and one that breaks
  // off need not end at all.
  const endOther = () => {
    if ('readableLength' in stderr && Number(stderr.readableLength) > 0)
      return void setTimeout(endOther, 500);
    ended.add(2);
    wake();
  };
  stream.once('close', () => {
    ended.add(1);
    setTimeout(endOther, 500);
    wake();
  });
  while (ended.size < 2 || waiting.length > 0) {
    const next = waiting.shift();
    if (next === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    yield next;
    (next.fd === 1 ? stream : stderr).resume();
  }
}
