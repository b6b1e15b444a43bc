/** QEMU's monitor, as far as the benchmarks need it (QEMU Machine Protocol: one JSON object a line). */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const reply = v.union([
  v.object({ QMP: v.unknown() }),
  v.object({ return: v.unknown() }),
  v.object({ error: v.object({ desc: v.string() }) }),
  v.object({ event: v.string() }),
]);

export interface MonitorCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/**
 * Runs commands one after another and returns what they answer. QEMU talks to one client at a time and lets others
 * wait, so this throws after `patience` milliseconds without a greeting.
 */
export async function monitor(
  path: string,
  commands: readonly MonitorCommand[],
  patience = 3_000,
): Promise<unknown[]> {
  const socket = connect(path);
  const timer = setTimeout(
    () => socket.destroy(new Error('the monitor is in use by another program')),
    patience,
  );
  try {
    await once(socket, 'connect');
    let failure: Error | undefined;
    socket.on('error', (error) => (failure = error));
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const next = async (): Promise<v.InferOutput<typeof reply>> => {
      const line = await lines.next();
      if (line.done === true) throw failure ?? new Error('the monitor closed the connection');
      const parsed = v.parse(reply, JSON.parse(line.value));
      return 'event' in parsed ? next() : parsed;
    };
    await next();
    clearTimeout(timer);
    const answers: unknown[] = [];
    for (const command of [{ execute: 'qmp_capabilities' }, ...commands]) {
      socket.write(`${JSON.stringify(command)}\n`);
      const answer = await next();
      if ('error' in answer) throw new Error(`${command.execute}: ${answer.error.desc}`);
      answers.push('return' in answer ? answer.return : undefined);
    }
    return answers.slice(1);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Adds forwards from ports of the host's loopback to ports of the guest. Throws with QEMU's complaint. */
export async function addForwards(path: string, guestByHost: ReadonlyMap<number, number>): Promise<void> {
  const lines = [...guestByHost].map(([host, guest]) => `hostfwd_add n0 tcp:127.0.0.1:${host}-:${guest}`);
  const commands = lines.map((line) => {
    return { execute: 'human-monitor-command', arguments: { 'command-line': line } };
  });
  const answers = await monitor(path, commands);
  for (const [position, answer] of answers.entries()) {
    // This command's errors come as the text of a reply that says all is well.
    if (typeof answer === 'string' && answer.trim() !== '')
      throw new Error(`${lines[position] ?? ''}: ${answer.trim()}`);
  }
}
