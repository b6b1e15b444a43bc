/** The agent in the guest, spoken to over the standard streams of `share-events.lua`. */
import type { Duplex } from 'node:stream';
import type { AgentCall } from '../fuse/phantoms.ts';
import type { Agent } from './event-source.ts';

/** Longest line that is listened to. */
const longestLine = 200;

/**
 * Starts to speak with an agent that has just been started; resolves when it has said who it is. `base` is where the
 * share is mounted in the guest. Rejects when the stream ends first.
 */
export async function openAgent(
  stream: Duplex,
): Promise<{ readonly at: (base: string) => Agent; readonly ended: Promise<void> }> {
  const waiting = new Map<number, { resolve: (error: number) => void; reject: (error: Error) => void }>();
  let next = 1;
  let rest = '';
  // Calls of one moment go together: each message of SSH has its price.
  let unsent = '';
  const send = (line: string) => {
    if (unsent === '') {
      setImmediate(() => {
        stream.write(unsent);
        unsent = '';
      });
    }
    unsent += line;
  };
  let hello: (pid: number) => void = () => undefined;
  const pid = new Promise<number>((resolve) => (hello = resolve));
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) {
      const greeting = /^pid (\d{1,9})$/.exec(line)?.[1];
      if (greeting !== undefined) hello(Number(greeting));
      const found = /^(\d{1,12}) (\d{1,5})$/.exec(line);
      const number = Number(found?.[1] ?? 0);
      waiting.get(number)?.resolve(Number(found?.[2] ?? 0));
      waiting.delete(number);
    }
  });
  stream.on('error', () => undefined); // its end is what counts
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the agent is gone'));
    waiting.clear();
  });
  const known = await Promise.race([pid, ended]);
  if (known === undefined) throw new Error('the agent ended before it had begun');
  return {
    ended,
    at: (base) => ({
      pid: known,
      call: (call) =>
        new Promise((resolve, reject) => {
          const number = next;
          next += 1;
          waiting.set(number, { resolve, reject });
          send(`${number} ${words(base, call)}\n`);
        }),
    }),
  };
}

function words(base: string, call: AgentCall): string {
  const hex = (path: string) =>
    Buffer.concat([Buffer.from(path === '' ? base : `${base}/`), Buffer.from(path, 'latin1')]).toString(
      'hex',
    );
  const other = 'to' in call ? ` ${hex(call.to)}` : '';
  const state =
    'state' in call && call.state !== undefined ? ` ${Buffer.from(call.state).toString('hex')}` : '';
  return `${call.call} ${hex(call.path)}${other}${state}`;
}
