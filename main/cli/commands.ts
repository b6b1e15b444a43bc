/** The table of commands. Each file is loaded only when its command is run, so that `env` and `status` start at once. */
import type { CommandModule } from './cli.ts';

export const commands = {
  start: () => import('./commands/start.ts'),
  stop: () => import('./commands/stop.ts'),
  restart: () => import('./commands/restart.ts'),
  delete: () => import('./commands/delete.ts'),
  status: () => import('./commands/status.ts'),
  window: () => import('./commands/window.ts'),
  env: () => import('./commands/env.ts'),
  engine: () => import('./commands/engine.ts'),
  ssh: () => import('./commands/ssh.ts'),
  port: () => import('./commands/port.ts'),
  share: () => import('./commands/share.ts'),
  logs: () => import('./commands/logs.ts'),
  config: () => import('./commands/config.ts'),
  image: () => import('./commands/image.ts'),
  run: () => import('./commands/run.ts'),
} satisfies Record<string, () => Promise<CommandModule>>;

export type CommandName = keyof typeof commands;

/** True for the name of a command. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
