/** `moorage run`, which is what `npm start` does: the core in this process, until Ctrl-C. */
import { contract, type CoreClient } from '../../contract/contract.ts';
import { AppError, describeError, isCancel } from '../../contract/errors.ts';
import { memoryLinks } from '../../contract/memory-link.ts';
import { connect } from '../../contract/rpc.ts';
import type { VmState } from '../../contract/model.ts';
import { shellEnv, detectShell } from '../../core/engine/env.ts';
import { orAbort } from '../../core/lib/retry.ts';
import { openSettings } from '../../core/settings/store.ts';
import { runCore, type RunningCore } from '../../hosts/node/main.ts';
import { hostFacts } from '../../hosts/node/this-computer.ts';
import { parseWords } from '../args.ts';
import { bootOptionsOf, bootWords, prepare, showingSteps } from '../boot.ts';
import { openBrowser, wantsBrowser } from '../browser.ts';
import { note, print, type Cli } from '../cli.ts';
import { electronProgram, openElectron } from '../electron-window.ts';
import { findCore } from '../connection.ts';
import { ProgressLine } from '../progress-line.ts';

export async function run(cli: Cli): Promise<number> {
  const { values } = parseWords(cli, 'run', { ...bootWords, 'no-browser': { type: 'boolean' } });
  const options = bootOptionsOf(cli, 'run', values);
  const driver = options.driver ?? 'qemu';
  const paths = cli.paths();
  const other = await findCore(cli);
  other?.close();
  // Said before set-up, which may take a while.
  if (other !== undefined) {
    throw new AppError('core.alreadyRunning', { params: { path: paths.controlSocket } });
  }
  await prepare(cli, driver);
  const running = await runCore({ paths, driver, env: cli.env });
  // Waited for below; it may fail before that.
  running.ended.catch(() => {});
  cli.onSecondInterrupt(() => hurry(cli, running));
  cli.onPanic(() => running.end({ stopVm: true }));
  try {
    const [ours, theirs] = memoryLinks();
    running.app.serve(theirs);
    const core = connect(ours, contract);
    await offerWindow(cli, running, core, values['no-browser'] !== true);
    await showingSteps(cli, core, () => core['vm.start'](options.vm, { signal: cli.signal }));
    await tellHowToUse(cli, core);
    await untilAskedToEnd(cli, running);
  } finally {
    await stop(cli, running);
  }
  return 0;
}

/** Tells where the window is, and opens it where somebody is there to see it: the boot can be watched in it. */
async function offerWindow(
  cli: Cli,
  { log }: RunningCore,
  core: CoreClient,
  mayOpen: boolean,
): Promise<void> {
  const fresh = async () => (await core['window.address']({}, { signal: cli.signal })).url;
  const shown = await fresh();
  if (shown === null) return;
  print(cli, cli.text('run.window', { url: shown }));
  const { platform } = process;
  if (!mayOpen || !wantsBrowser({ platform, env: cli.env, isTTY: cli.stdout.isTTY })) return;
  const electron = electronProgram();
  if (electron !== undefined) {
    openElectron(electron, { ...cli.env }).catch((error: unknown) => log.failure('window', error));
    return;
  }
  // Another address than the one that is shown: each opens once.
  const opened = await fresh();
  if (opened !== null) openBrowser(platform, opened).catch((error: unknown) => log.failure('window', error));
}

/** Until Ctrl-C, or until a client has had the core end; meanwhile, what becomes of the VM is told. */
async function untilAskedToEnd(cli: Cli, { app, ended }: RunningCore): Promise<void> {
  const unsubscribe = app.state.subscribe((state) => tellChange(cli, state));
  try {
    await orAbort(ended, cli.signal);
  } catch (error) {
    if (!isCancel(error)) throw error;
  } finally {
    unsubscribe();
  }
}

function tellChange(cli: Cli, state: VmState): void {
  if (state.kind === 'failed') {
    const { what, hint } = describeError(state.error, cli.language);
    note(cli, `moorage: ${what} ${hint}`);
  } else if (state.kind !== 'running') {
    note(cli, cli.text(`state.${state.kind}`));
  }
}

async function stop(cli: Cli, running: RunningCore): Promise<void> {
  const line = new ProgressLine(cli.stderr);
  if (cli.signal.aborted) note(cli, cli.text('run.again'));
  line.show(cli.text('stop.stopping'));
  try {
    await running.end({ stopVm: true });
  } finally {
    line.end();
  }
  note(cli, cli.text('stop.done'));
}

/** Milliseconds until somebody who is in a hurry is let go, whatever is still to be put in order. */
const hurryMs = 10_000;

/** What a second Ctrl-C does. The orderly end, which is still under way, then has nothing left to wait for. */
function hurry(cli: Cli, running: RunningCore): void {
  note(cli, cli.text('run.hurry'));
  setTimeout(() => process.exit(130), hurryMs).unref();
  running.killVm().catch((error: unknown) => {
    running.log.failure('core', error);
  });
}

async function tellHowToUse(cli: Cli, core: CoreClient): Promise<void> {
  const { dockerHost, settings } = cli.paths();
  const { engine } = await core.status({}, { signal: cli.signal });
  const line = shellEnv(detectShell(cli.env, process.platform), dockerHost).trim();
  const { dockerContext } = (await openSettings(settings, hostFacts())).topic.value;
  print(cli, cli.text('run.ready', { version: engine?.version ?? '', env: line }));
  if (dockerContext) print(cli, cli.text('run.context'));
  print(cli, cli.text('run.end'));
}
