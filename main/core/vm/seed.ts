/**
 * The seed disk: what the host tells the guest before anything else runs there. A tar archive written straight onto a
 * disk, which every system can make and busybox can read. It holds the guest's host key, so its mode is 0600.
 */
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { writeFileAtomic } from '../lib/atomic.ts';

export interface SeedContent {
  /** The guest's SSH host key, in OpenSSH's format. */
  readonly hostKey: string;
  /** Public keys that may come in, a line each. */
  readonly authorizedKeys: string;
  /** The engine's certificate and key, and the one certificate that it accepts, in PEM. */
  readonly engine: { readonly certificate: string; readonly key: string; readonly client: string };
  /** Lines `name=value` for the guest's own scripts; see `vm-images/README.md`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Drives want whole sectors. */
const sectorBytes = 512;

/** Writes the seed anew. Throws `home.diskFull`, `home.notWritable`; `TypeError` for a setting that would be two lines. */
export async function writeSeed(path: string, content: SeedContent): Promise<void> {
  const tar = pack();
  const lines = Object.entries(content.settings).map(([name, value]) => {
    if (/[\n\r]/.test(name + value) || name.includes('=')) throw new TypeError(`not a setting: ${name}`);
    return `${name}=${value}\n`;
  });
  const put = (name: string, body: string) => tar.entry({ name, mode: 0o600, mtime: new Date(0) }, body);
  put('ssh_host_ed25519_key', content.hostKey);
  put('authorized_keys', content.authorizedKeys);
  put('engine_server.pem', content.engine.certificate);
  put('engine_server.key', content.engine.key);
  put('engine_client.pem', content.engine.client);
  put('settings', lines.join(''));
  tar.finalize();
  const bytes = await buffer(tar);
  await writeFileAtomic(path, Buffer.concat([bytes, Buffer.alloc(-bytes.length & (sectorBytes - 1))]), 0o600);
}
