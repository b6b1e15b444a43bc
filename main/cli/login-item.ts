/** What the system really does at login: the settings only say what was asked for. */
import type { Settings } from '../contract/model.ts';
import { nodeAutostart } from '../hosts/node/autostart.ts';
import type { Cli } from './cli.ts';
import { withCore } from './connection.ts';

/** The settings with the system's own word in them. */
export async function withLoginItem(cli: Cli, settings: Settings): Promise<Settings> {
  const item = await withCore(
    cli,
    async (core) => (await core['autostart.get']({}, { signal: cli.signal })).item,
    async () => (await nodeAutostart(cli.env)?.read()) ?? null,
  );
  if (item === null) return settings;
  return {
    ...settings,
    startOnLogin: item.enabled,
    // Of what isn't started, the system keeps nothing.
    startHidden: item.enabled ? item.hidden : settings.startHidden,
  };
}
