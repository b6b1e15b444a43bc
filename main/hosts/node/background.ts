/**
 * The core as a process of its own, started by `moorage start`: argument 1 is the driver's name. It tells whoever
 * started it, over the channel that Node gives a child, when it answers or why it doesn't, and then lets go of it.
 */
import { homedir } from 'node:os';
import { toWire, type WireError } from '../../contract/errors.ts';
import { homePaths } from '../../core/home.ts';
import { FileLog } from '../../core/lib/log.ts';
import { driverNames } from '../../core/vm/driver-names.ts';
import { runCore, type RunningCore } from './main.ts';

/** What the starter gets to hear, once. */
export type BackgroundReport =
  { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly error: WireError };

/** Milliseconds that an orderly end may take after something unforeseen has happened. */
const lastWordsMs = 15_000;

async function background(): Promise<void> {
  const paths = homePaths({ platform: process.platform, env: process.env, homedir: homedir() });
  const log = new FileLog(paths.appLog);
  const driver = driverNames.find((name) => name === process.argv[2]) ?? 'qemu';
  let core: RunningCore | undefined;
  const panic = (error: unknown) => {
    log.failure('core', error);
    setTimeout(() => process.exit(1), lastWordsMs).unref();
    void lastWords(core, log);
  };
  process.on('uncaughtException', panic);
  try {
    core = await runCore({ paths, driver, env: process.env });
  } catch (error) {
    await report({ kind: 'failed', error: toWire(error, (id, cause) => log.failure('core', cause, id)) });
    process.exitCode = 1;
    return;
  }
  const started = core;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      started.log.write('info', 'core', `${signal}: stopping the VM`);
      started.end({ stopVm: true }).catch(panic);
    });
  }
  await report({ kind: 'ready' });
  await started.ended;
}

/** The VM goes on running, and the next core adopts it: containers need not die of our mistake. */
async function lastWords(core: RunningCore | undefined, log: FileLog): Promise<never> {
  try {
    await core?.end({ stopVm: false });
  } catch (error) {
    log.failure('core', error);
  }
  process.exit(1);
}

/** The starter may be gone already, by Ctrl-C; the core goes on without it. */
async function report(message: BackgroundReport): Promise<void> {
  if (!process.connected) return;
  await new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
  if (process.connected) process.disconnect();
}

await background();
