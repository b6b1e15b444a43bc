/**
 * The browser that these tests drive: Debian's Chromium, or one that the environment names. Where there is none and we
 * may install one, that happens once.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const places = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);
const run = promisify(execFile);

/** As root there is no sandbox, and nothing but our own page should be asked for. */
export const chromiumFlags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export type Chromium =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly why: string };

/** Finds a browser, or installs one with apt-get; says why there is none. */
export async function ensureChromium(say: (text: string) => void): Promise<Chromium> {
  const named = process.env['CHROMIUM'] ?? '';
  if (named !== '') {
    if (existsSync(named)) return { kind: 'found', path: named };
    return { kind: 'missing', why: `CHROMIUM is ${named}, where there is nothing` };
  }
  const present = places.find((path) => existsSync(path));
  if (present !== undefined) return { kind: 'found', path: present };
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { kind: 'missing', why: `there is no Chromium; install one, or name it in CHROMIUM` };
  }
  say('installing chromium with apt-get');
  try {
    await install();
  } catch (error) {
    return { kind: 'missing', why: `chromium could not be installed: ${String(error)}` };
  }
  const installed = places.find((path) => existsSync(path));
  return installed === undefined
    ? { kind: 'missing', why: 'apt-get installed no chromium' }
    : { kind: 'found', path: installed };
}

/** Two test runs at once wait for each other; the second one finds it done. */
async function install(): Promise<void> {
  const script = [
    'command -v chromium >/dev/null && exit 0',
    'apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk',
  ].join('\n');
  const lock = join(tmpdir(), 'moorage-chromium.lock');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('flock', [lock, 'sh', '-c', script], { env, timeout: 10 * 60_000, maxBuffer: 2 ** 24 });
}
