/** Finds the QEMU to use: the one that the settings name, else the bundle, else what is on PATH. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { AppError, hasCode } from '../contract/errors.ts';
import type { OnProgress } from './progress.ts';
import { ensureQemu, findQemu, howToInstall, type QemuTools, type ToolOptions } from './qemu-bundle.ts';

/** A QEMU that is ready to run. Both programs are the start of a command line. */
export interface Qemu {
  readonly system: readonly string[];
  readonly img: readonly string[];
  /** Its own version, such as `10.0.13`. */
  readonly version: string;
  /** What serves folders to its VMs: the bundle's, whichever QEMU it is that runs them. */
  readonly virtiofsd?: { readonly dir: string; readonly command: readonly string[] };
}

export interface QemuOptions extends ToolOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path that the settings name; empty for none. */
  readonly qemuPath?: string;
  readonly onProgress?: OnProgress;
  /** Told when the bundle can't be had and a QEMU on PATH is used in its place. */
  readonly onSubstitute?: (error: AppError, path: string) => void;
}

/**
 * A QEMU, fetched now if need be. Throws `file.failed` when the settings name one that doesn't run, `qemu.missing`
 * where there is none and none can be fetched, and what fetching throws.
 */
export async function readyQemu(options: QemuOptions): Promise<Qemu> {
  const { qemuPath = '', platform = process.platform, onSubstitute } = options;
  if (qemuPath !== '') return named(qemuPath, options);
  if (platform !== 'linux') {
    const found = await onPath(options);
    if (found !== undefined) return found.qemu;
    throw new AppError('qemu.missing', { params: { how: howToInstall(platform) } });
  }
  try {
    return bundled(await ensureQemu(options));
  } catch (error) {
    if (!hasCode(error, 'setup.network')) throw error;
    const found = await onPath(options);
    if (found === undefined) throw error;
    onSubstitute?.(error, found.path);
    return found.qemu;
  }
}

/** The settings' QEMU, or the bundle if it is there; takes no network. Throws `file.failed` like `readyQemu`. */
export async function preferredQemu(options: QemuOptions): Promise<Qemu | undefined> {
  const { qemuPath = '' } = options;
  if (qemuPath !== '') return named(qemuPath, options);
  const tools = await findQemu(options);
  return tools && bundled(tools);
}

/** The QEMU that is there already, on PATH at last; takes no network. Throws `file.failed` like `readyQemu`. */
export async function presentQemu(options: QemuOptions): Promise<Qemu | undefined> {
  return (await preferredQemu(options)) ?? (await onPath(options))?.qemu;
}

function bundled(tools: QemuTools): Qemu {
  const { qemuSystem: system, qemuImg: img, version } = tools;
  return { system, img, version, virtiofsd: virtiofsdOf(tools) };
}

function virtiofsdOf({ dir, virtiofsd }: QemuTools): { dir: string; command: readonly string[] } {
  return { dir, command: virtiofsd };
}

async function named(path: string, options: QemuOptions): Promise<Qemu> {
  try {
    const version = await askVersion(path, options.signal);
    const beside = join(dirname(path), programName('qemu-img', options));
    const img = (await isProgram(beside)) ? beside : await findOnPath('qemu-img', options);
    if (img === undefined)
      throw new AppError('file.failed', { params: { path: beside, reason: 'not found' } });
    const bundle = await findQemu(options);
    return { system: [path], img: [img], version, ...(bundle && { virtiofsd: virtiofsdOf(bundle) }) };
  } catch (error) {
    if (error instanceof AppError || options.signal?.aborted === true) throw error;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new AppError('file.failed', { params: { path, reason }, cause: error });
  }
}

async function onPath(options: QemuOptions): Promise<{ qemu: Qemu; path: string } | undefined> {
  const path = await findOnPath(`qemu-system-${options.arch}`, options);
  return path === undefined ? undefined : { qemu: await named(path, options), path };
}

async function findOnPath(name: string, options: QemuOptions): Promise<string | undefined> {
  const folders = (options.env['PATH'] ?? options.env['Path'] ?? '').split(delimiter);
  // The installer for Windows doesn't put itself on PATH.
  const usual = join(options.env['ProgramFiles'] ?? String.raw`C:\Program Files`, 'qemu');
  if ((options.platform ?? process.platform) === 'win32') folders.push(usual);
  for (const folder of folders) {
    const path = join(folder, programName(name, options));
    if (folder !== '' && (await isProgram(path))) return path;
  }
  return undefined;
}

function programName(name: string, { platform = process.platform }: QemuOptions): string {
  return platform === 'win32' ? `${name}.exe` : name;
}

/** Whatever keeps us from running it, it is of no use. */
function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function askVersion(path: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 10_000, ...(signal && { signal }) };
    execFile(path, ['--version'], options, (error, stdout) => {
      if (error === null) resolve(/version (\d+(?:\.\d+)*)/.exec(stdout)?.[1] ?? '');
      else reject(error);
    });
  });
}
