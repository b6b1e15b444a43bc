/** Has a person edit the settings file, and takes the text over only if it makes sense. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { AppError } from '../contract/errors.ts';
import type { Settings } from '../contract/model.ts';
import { prepareHome } from '../core/home.ts';
import { writeFileAtomic } from '../core/lib/atomic.ts';
import { systemCode, systemReason } from '../core/lib/system-error.ts';
import { checkSettings, defaultSettings } from '../core/settings/schema.ts';
import { openSettings } from '../core/settings/store.ts';
import { hostFacts } from '../hosts/node/this-computer.ts';
import { note, type Cli } from './cli.ts';
import { presentDisk } from './without-core.ts';

/**
 * Opens a copy in the editor. When that ends well and the copy makes sense it becomes the settings file, and `save` has
 * it read, and done what was changed about the login; else the copy is kept and the file is as it was. Throws
 * `cli.editor` and what reading settings throws.
 */
export async function editSettings(
  cli: Cli,
  save: (patch: Partial<Settings>) => Promise<void>,
): Promise<void> {
  const paths = cli.paths();
  await prepareHome(paths);
  const copy = `${paths.settings}.edited`;
  await writeFileAtomic(
    copy,
    (await textOf(copy)) ?? (await textOf(paths.settings)) ?? (await defaults(cli)),
  );
  await runEditor(cli, copy);
  const before = await settingsBefore(paths.settings);
  let edited: Settings;
  try {
    edited = (await openSettings(copy, hostFacts())).topic.value;
    checkSettings(edited, hostFacts(), (await presentDisk(paths))?.sizeGiB);
  } catch (error) {
    note(cli, cli.text('config.edited', { path: copy }));
    throw error;
  }
  await writeFileAtomic(paths.settings, (await textOf(copy)) ?? '{}\n');
  await rm(copy, { force: true });
  await save(loginChanges(before, edited));
}

/** A file that can't be read has asked for nothing; editing is how it is mended. */
async function settingsBefore(path: string): Promise<Settings> {
  try {
    return (await openSettings(path, hostFacts())).topic.value;
  } catch {
    return defaultSettings(hostFacts());
  }
}

/** What the system has to be told. It has its own word about the login, which stays unless it was changed here. */
function loginChanges(before: Settings, { startOnLogin, startHidden }: Settings): Partial<Settings> {
  return {
    ...(startOnLogin === before.startOnLogin ? {} : { startOnLogin }),
    ...(startHidden === before.startHidden ? {} : { startHidden }),
  };
}

/** Somebody who has set nothing gets to see what there is to set. */
async function defaults(cli: Cli): Promise<string> {
  const { topic } = await openSettings(cli.paths().settings, hostFacts());
  return `${JSON.stringify(topic.value, null, 2)}\n`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
}

/** The editor may be given with arguments, as in `code --wait`. */
async function runEditor({ env }: Cli, path: string): Promise<void> {
  const usual = process.platform === 'win32' ? 'notepad' : 'vi';
  const editor = env['VISUAL'] || env['EDITOR'] || usual;
  const [program = usual, ...args] = editor.split(/\s+/).filter((word) => word !== '');
  const failed = (reason: string) => new AppError('cli.editor', { params: { editor, reason } });
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [...args, path], { stdio: 'inherit' });
    child.once('error', (error) => reject(failed(systemReason(error))));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failed(signal ?? `exit code ${code}`));
    });
  });
}
