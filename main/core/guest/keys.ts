/** The keys of one VM: ours, to come in with, and the guest's, made here so that it is known before the first connection. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode } from '../lib/system-error.ts';
import { ensureCertificates, type EngineCertificates } from './certificates.ts';

export interface KeyPair {
  /** OpenSSH's private key format. */
  readonly private: string;
  /** One line: type, base64, comment. */
  readonly public: string;
}

export interface VmKeys {
  readonly client: KeyPair;
  readonly host: KeyPair;
  readonly engine: EngineCertificates;
}

/** The keys in this folder; made if they are not there. Throws `home.diskFull`, `home.notWritable`. */
export async function ensureKeys(dir: string): Promise<VmKeys> {
  return {
    client: await ensurePair(join(dir, 'id_ed25519')),
    host: await ensurePair(join(dir, 'host_ed25519')),
    engine: await ensureCertificates(dir),
  };
}

/** The bytes by which a key is known on the wire (RFC 8709: type and point), from its public line. */
export function keyBlob(pair: KeyPair): Buffer {
  return Buffer.from(pair.public.split(' ')[1] ?? '', 'base64');
}

async function ensurePair(path: string): Promise<KeyPair> {
  const present = await readPair(path);
  if (present !== undefined) return present;
  const made = makePair();
  // The public half last: a pair counts only when both are there.
  await writeFileAtomic(path, made.private, 0o600);
  await writeFileAtomic(`${path}.pub`, `${made.public}\n`, 0o600);
  return made;
}

/**
 * A pair that can be read again. ssh2 1.17 strips leading zero bytes from the public point (lib/keygen.js), which spoils
 * one pair in 256. `generate` is for tests.
 */
export function makePair(
  generate: () => KeyPair = () => ssh2.utils.generateKeyPairSync('ed25519', { comment: 'moorage' }),
): KeyPair {
  for (;;) {
    const made = generate();
    const halves = [made.private, made.public];
    if (halves.every((half) => !(ssh2.utils.parseKey(half) instanceof Error))) return made;
  }
}

async function readPair(path: string): Promise<KeyPair | undefined> {
  try {
    const [privateKey, publicKey] = await Promise.all([
      readFile(path, 'utf8'),
      readFile(`${path}.pub`, 'utf8'),
    ]);
    return ssh2.utils.parseKey(privateKey) instanceof Error
      ? undefined
      : { private: privateKey, public: publicKey.trim() };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
