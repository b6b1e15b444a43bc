/** Containers with a past. */
import { say } from './chatter.ts';
import { addContainer } from './create.ts';
import type { Engine } from './engine.ts';
import type { Fields } from './fields.ts';
import { start } from './life.ts';
import type { Container } from './model.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface Past {
  readonly name: string;
  /** The body of `POST /containers/create`. */
  readonly body: Fields;
  /** Milliseconds ago that it was made, started and ended. One that never started has no `started`. */
  readonly made: number;
  readonly started?: number;
  readonly ended?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly paused?: boolean;
  readonly health?: Container['health'];
  /** Lines that it writes over and over while it runs; some are in its log already. */
  readonly chatter?: readonly string[];
  /** The last lines in its log. One for errors begins with `!`. */
  readonly lines?: readonly string[];
}

const chatterLines = 40;

/** Adds a container in the state that its past led to. Its image and networks must be there. */
export function seedContainer(engine: Engine, past: Past): Container {
  const now = engine.now();
  const { name, body, chatter = [], lines = [] } = past;
  const container = addContainer(engine, { name, body, created: now - past.made, chatter });
  if (past.started === undefined) return container;
  const startedAt = now - past.started;
  container.startedAt = startedAt;
  const end = now - (past.ended ?? 0);
  if (chatter.length > 0) {
    const from = Math.max(startedAt, end - chatterLines * 2000);
    for (let n = 0; n < chatterLines; n += 1) say(container, n, from + ((end - from) * n) / chatterLines);
  }
  for (const [n, line] of lines.entries()) {
    container.log.write(line.startsWith('!') ? 2 : 1, `${line.replace(/^!/, '')}\n`, end - lines.length + n);
  }
  if (past.ended !== undefined) {
    container.state = 'exited';
    container.finishedAt = end;
    container.exitCode = past.exitCode ?? 0;
    container.oomKilled = past.oomKilled ?? false;
    return container;
  }
  start(engine, container);
  container.startedAt = startedAt;
  container.health = past.health;
  if (past.paused === true) {
    container.state = 'paused';
    container.pausedAt = now - minute;
  }
  return container;
}
