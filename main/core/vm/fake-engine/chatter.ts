/** The lines that the demo's containers write, so that there is something to watch. */
import { numberOf, type Engine } from './engine.ts';
import type { Container } from './model.ts';

const tickMs = 500;

/** Lets each running container that has something to say say it every second or two. */
export function startChatter(engine: Engine): void {
  let tick = 0;
  engine.timers.every(tickMs, () => {
    tick += 1;
    for (const container of engine.containers.values()) {
      if (container.state !== 'running' || container.chatter.length === 0) continue;
      if (numberOf(3, 'chatter', container.name, tick) === 0) say(container, tick, engine.now());
    }
  });
}

/** Writes the next of its lines. `%t` in it becomes the time, `%n` a number. One for errors begins with `!`. */
export function say(container: Container, n: number, at: number): void {
  const { chatter, name, log } = container;
  const line = chatter[n % chatter.length] ?? '';
  const number = String(1 + numberOf(400, 'number', name, n));
  const text = line.replaceAll('%t', new Date(at).toISOString()).replaceAll('%n', number);
  const error = text.startsWith('!') && !container.tty;
  log.write(error ? 2 : 1, `${text.replace(/^!/, '')}\n`, at);
}
