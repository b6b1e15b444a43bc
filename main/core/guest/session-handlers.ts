/** Sessions in the guest for one client: what it opened only it can write to, and ends with it. */
import { randomBytes } from 'node:crypto';
import type { CoreHandlers } from '../../contract/contract.ts';
import { AppError } from '../../contract/errors.ts';
import type { Link } from '../../contract/rpc.ts';
import { writeAll } from '../lib/write-all.ts';
import type { Guest, GuestSession } from './guest.ts';

/** What is answered for each link by itself. */
export type SessionEntries =
  | 'guest.session'
  | 'container.exec'
  | 'container.attach'
  | 'container.debug'
  | 'guest.write'
  | 'guest.resize'
  | 'guest.end';

/** Bytes of output in one item: a frame stays small, and base64 of it within what the contract allows. */
const itemBytes = 48 * 1024;

export interface SessionSources {
  /** Throws `vm.notRunning` when there is none. */
  readonly guest: () => Guest;
  /** Opens a terminal in a container. */
  readonly exec: (options: Input<'container.exec'>, signal: AbortSignal) => Promise<GuestSession>;
  /** Joins a container's main process. */
  readonly attach: (options: Input<'container.attach'>, signal: AbortSignal) => Promise<AttachedSession>;
  /** Opens a terminal of the VM's own in a container. */
  readonly debug: (options: Input<'container.debug'>, signal: AbortSignal) => Promise<DebugSession>;
}

type Input<K extends SessionEntries> = Parameters<CoreHandlers[K]>[0];

/** The main process of a container, which may go on after one has left it. */
export interface AttachedSession extends Omit<GuestSession, 'exited'> {
  /** It has a terminal of its own. */
  readonly tty: boolean;
  /** It reads what is typed. */
  readonly stdin: boolean;
  readonly outcome: Promise<AttachOutcome>;
}

/** Its exit code, where the engine still knows it. */
export type AttachOutcome =
  { readonly kind: 'ended'; readonly code?: number } | { readonly kind: 'detached' };

export interface DebugSession extends GuestSession {
  /** The process in the VM whose namespaces are entered. */
  readonly pid: number;
}

/** The handlers for one link. */
export function sessionHandlers(
  { guest, exec, attach, debug }: SessionSources,
  link: Link,
): Pick<CoreHandlers, SessionEntries> {
  const sessions = new Map<string, Talking>();
  link.onClose(() => sessions.clear());
  const find = (id: string): Talking => {
    const session = sessions.get(id);
    if (session === undefined)
      throw new AppError('link.invalidInput', {
        params: { entry: 'guest.session', reason: 'the session has ended' },
      });
    return session;
  };
  async function* pass(session: Talking) {
    const id = randomBytes(8).toString('hex');
    sessions.set(id, session);
    try {
      yield { kind: 'opened' as const, id };
      for await (const { fd, data } of output(session)) {
        for (let at = 0; at < data.length; at += itemBytes) {
          yield { kind: 'output' as const, fd, data: data.subarray(at, at + itemBytes).toString('base64') };
        }
      }
    } finally {
      sessions.delete(id);
      session.stream.destroy();
    }
  }
  async function* talk(session: GuestSession) {
    yield* pass(session);
    yield { kind: 'exit' as const, code: await session.exited };
  }
  return {
    'guest.session': async function* (input, signal) {
      yield* talk(await guest().session({ ...input, signal }));
    },
    'container.exec': async function* (input, signal) {
      yield* talk(await exec(input, signal));
    },
    'container.attach': async function* (input, signal) {
      const session = await attach(input, signal);
      yield { kind: 'attached' as const, tty: session.tty, stdin: session.stdin };
      yield* pass(session);
      yield await session.outcome;
    },
    'container.debug': async function* (input, signal) {
      const session = await debug(input, signal);
      yield { kind: 'entered' as const, pid: session.pid };
      yield* talk(session);
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

/** What goes in and out of a session, however it ends. */
type Talking = Omit<GuestSession, 'exited'>;

interface Output {
  readonly fd: 1 | 2;
  readonly data: Buffer;
}

/** Both outputs in the order in which they came; reading slowly slows the program. */
async function* output({ stream, stderr }: Talking): AsyncGenerator<Output, void> {
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
