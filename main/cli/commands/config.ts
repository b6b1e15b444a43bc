/** `moorage config`: reads and changes settings, through the core where one runs. */
import { hasCode } from '../../contract/errors.ts';
import type { Settings } from '../../contract/model.ts';
import { prepareHome } from '../../core/home.ts';
import { applyAutostart } from '../../core/autostart/autostart.ts';
import { checkSettings, isSettingKey, parseSetting } from '../../core/settings/schema.ts';
import { openSettings } from '../../core/settings/store.ts';
import { nodeAutostart } from '../../hosts/node/autostart.ts';
import { hostFacts } from '../../hosts/node/this-computer.ts';
import { asUsage, oneOf, parseWords, usage } from '../args.ts';
import { BadUsage, note, print, printJson, type Cli } from '../cli.ts';
import { withCore } from '../connection.ts';
import { withLoginItem } from '../login-item.ts';
import { editSettings } from '../edit-settings.ts';
import { presentDisk } from '../without-core.ts';

export async function run(cli: Cli): Promise<number> {
  const { values, positionals } = parseWords(cli, 'config', { json: { type: 'boolean' } }, 3);
  const [what, key, value] = positionals;
  if (what === undefined) throw usage(cli, 'config', 'usage.missing', { what: 'get | set | edit' });
  const most = { get: 2, set: 3, edit: 1 };
  const action = oneOf(cli, 'config', what, ['get', 'set', 'edit'] as const);
  const extra = positionals[most[action]];
  if (extra !== undefined) throw usage(cli, 'config', 'usage.unexpected', { value: extra });
  if (action === 'get') return get(cli, key, values.json === true);
  if (action === 'edit') {
    await editSettings(cli, (patch) => save(cli, patch));
    return 0;
  }
  if (key === undefined) throw usage(cli, 'config', 'usage.missing', { what: 'KEY' });
  if (value === undefined) throw usage(cli, 'config', 'usage.missing', { what: 'VALUE' });
  await save(
    cli,
    asUsage(() => parseSetting(key, value, hostFacts())),
  );
  return 0;
}

async function get(cli: Cli, key: string | undefined, json: boolean): Promise<number> {
  const stored = (await openSettings(cli.paths().settings, hostFacts())).topic.value;
  const settings = await withLoginItem(cli, stored);
  if (key !== undefined && !isSettingKey(key)) {
    asUsage(() => parseSetting(key, '', hostFacts()));
    return 2;
  }
  if (key !== undefined) {
    if (json) printJson(cli, settings[key]);
    else print(cli, String(settings[key]));
  } else if (json) {
    printJson(cli, settings);
  } else {
    for (const [name, value] of Object.entries(settings)) print(cli, `${name}=${value}`);
  }
  return 0;
}

/** Changes settings; with none it only has them read again. */
async function save(cli: Cli, patch: Partial<Settings>): Promise<void> {
  const paths = cli.paths();
  try {
    const restartNeeded = await withCore(
      cli,
      async (core) => (await core['settings.set'](patch, { signal: cli.signal })).restartNeeded,
      async () => {
        await prepareHome(paths);
        const store = await openSettings(paths.settings, hostFacts());
        const wanted = { ...store.topic.value, ...patch };
        checkSettings(wanted, hostFacts(), (await presentDisk(paths))?.sizeGiB);
        await applyAutostart(nodeAutostart(cli.env), patch, wanted);
        await store.save(patch);
        return [];
      },
    );
    if (restartNeeded.length > 0) {
      note(cli, cli.text('config.restartNeeded', { keys: restartNeeded.join(', ') }));
    }
  } catch (error) {
    throw hasCode(error, 'config.diskShrink') ? new BadUsage(error) : error;
  }
}
