/** The guest's side of the engine's configuration: `engine-config` in the VM's image says what its verbs do. */
import { AppError } from '../../contract/errors.ts';
import type { Guest } from '../guest/guest.ts';
import { cleanText } from '../engine/untrusted.ts';

const program = '/usr/lib/moorage/engine-config';

/** What is there, each as its text. */
export interface GuestConfig {
  /** The image's own. */
  readonly own: string;
  /** With what the engine was started last; undefined before its first start. */
  readonly used?: string;
  readonly kept?: string;
  /** What the engine didn't start with, and its last words then. */
  readonly refused?: string;
  readonly reason?: string;
  /** Where what is used comes from. */
  readonly source: 'own' | 'kept' | 'trial';
}

const names = ['own', 'used', 'kept', 'refused', 'reason', 'source'] as const;

/** Throws `daemonConfig.guest`, `guest.unreachable`. */
export async function showConfig(guest: Guest, signal?: AbortSignal): Promise<GuestConfig> {
  const { exitCode, stdout, stderr } = await guest.exec([program, 'show'], options(signal));
  if (exitCode !== 0) throw failed(stderr, exitCode);
  return parseConfig(stdout.toString());
}

/** What the lines of `show` say; the guest wrote them, so whatever isn't understood counts as not there. */
export function parseConfig(text: string): GuestConfig {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name = '', content = ''] = line.split(' ');
    if (names.some((one) => one === name)) found.set(name, Buffer.from(content, 'base64').toString());
  }
  const source = found.get('source')?.trim();
  const optional = (name: 'used' | 'kept' | 'refused' | 'reason') => {
    const value = found.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    own: found.get('own') ?? '{}',
    ...optional('used'),
    ...optional('kept'),
    ...optional('refused'),
    ...optional('reason'),
    source: source === 'kept' || source === 'trial' ? source : 'own',
  };
}

/**
 * Has dockerd check a configuration, and with `try` puts it where the next start of the engine takes it from. Throws
 * `daemonConfig.refused` with dockerd's words.
 */
export async function checkInGuest(
  guest: Guest,
  verb: 'check' | 'try',
  config: string,
  signal?: AbortSignal,
): Promise<void> {
  const input = Buffer.from(config);
  const { exitCode, stdout, stderr } = await guest.exec([program, verb], { ...options(signal), input });
  if (exitCode === 0) return;
  const reason = dockerdWords(stdout.toString()) || cleanText(stderr) || `dockerd ended with ${exitCode}`;
  throw new AppError('daemonConfig.refused', { params: { reason } });
}

/** Keeps what is on trial. False if the engine has been started with something else by now. */
export async function keepInGuest(guest: Guest): Promise<boolean> {
  const { exitCode, stderr } = await guest.exec([program, 'keep']);
  if (exitCode !== 0 && exitCode !== 3) throw failed(stderr, exitCode);
  return exitCode === 0;
}

/** Ends a trial: the engine's next start is as before. */
export async function refuseInGuest(guest: Guest): Promise<void> {
  const { exitCode, stderr } = await guest.exec([program, 'refuse']);
  if (exitCode !== 0) throw failed(stderr, exitCode);
}

/** The sentence of dockerd's about a file, without what stands before it: the file's name is none of the user's. */
function dockerdWords(output: string): string {
  const line = output.split('\n').findLast((one) => one.trim() !== '') ?? '';
  return cleanText(line)
    .replace(/^.*?daemon with file \S+: /, '')
    .replace(/^merged configuration validation from file and command line flags failed: /, '')
    .slice(0, 500);
}

/** Why dockerd ended, from the last lines of its log: those that say so, or else the last one. */
export function lastWords(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => cleanText(line.replace(/^\d{4}-\d\d-\d\d_[\d:.]+ /, '')))
    .filter((line) => line !== '');
  const line =
    lines.findLast((one) => /failed to start|unable to configure|level=(?:fatal|error)/.test(one)) ??
    lines.at(-1);
  if (line === undefined) return undefined;
  const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replace(/\\(.)/g, '$1');
  return (message ?? line).replace(/^failed to start daemon: /, '').slice(0, 500);
}

function options(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { signal };
}

function failed(stderr: string, exitCode: number): AppError {
  const reason = cleanText(stderr).slice(0, 500) || `engine-config ended with ${exitCode}`;
  return new AppError('daemonConfig.guest', { params: { reason } });
}
