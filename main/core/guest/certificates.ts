/**
 * Certificates by which this computer and the engine in the guest know each other over TLS. Each side's is signed by
 * itself and is the only one that the other accepts, so there is no authority whose key could leak.
 */
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode } from '../lib/system-error.ts';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** Both sides' certificates. */
export interface EngineCertificates {
  readonly client: Certificate;
  readonly server: Certificate;
}

/** The name in the engine's certificate. */
export const engineServerName = 'engine.moorage.internal';

/** The certificates in this folder; made if they are not there. Throws `home.diskFull`, `home.notWritable`. */
export async function ensureCertificates(dir: string): Promise<EngineCertificates> {
  return {
    client: await ensureOne(join(dir, 'engine_client'), 'client.moorage.internal'),
    server: await ensureOne(join(dir, 'engine_server'), engineServerName),
  };
}

async function ensureOne(path: string, name: string): Promise<Certificate> {
  const present = await readOne(path);
  if (present !== undefined) return present;
  const made = await makeCertificate(name);
  // The certificate last: a pair counts only when both are there.
  await writeFileAtomic(`${path}.key`, made.key, 0o600);
  await writeFileAtomic(`${path}.pem`, made.certificate, 0o600);
  return made;
}

async function readOne(path: string): Promise<Certificate | undefined> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(`${path}.pem`, 'utf8'),
      readFile(`${path}.key`, 'utf8'),
    ]);
    return belongTogether(certificate, key) ? { certificate, key } : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** False for what is damaged, too: a computer that lost its power may have kept one of the two files only. */
function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false; // not what its name says: made anew
  }
}

/**
 * A self-signed certificate on P-256 that is valid at any time: the clocks of a guest and its host may differ, and
 * RFC 5280, 4.1.2.5, has 99991231235959Z for what doesn't end.
 */
async function makeCertificate(name: string): Promise<Certificate> {
  // Loaded when it is wanted, which is once in the life of a home; the library needs the other one to be there first.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      notBefore: new Date('2000-01-01T00:00:00Z'),
      notAfter: new Date('9999-12-31T23:59:59Z'),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
        new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
      ],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = key.match(/.{1,64}/g)?.join('\n') ?? '';
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  };
}
