import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineServerName, ensureCertificates } from '../../../main/core/guest/certificates.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'certificates-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('certificates', () => {
  it('are valid, signed by themselves, each for its own name, with a key of its own', async () => {
    const { client, server } = await ensureCertificates(dir);
    for (const [{ certificate, key }, name] of [
      [server, engineServerName],
      [client, 'client.moorage.internal'],
    ] as const) {
      const parsed = new X509Certificate(certificate);
      expect(parsed.subjectAltName).toBe(`DNS:${name}`);
      expect(parsed.checkHost(name)).toBe(name);
      expect(parsed.checkHost('localhost')).toBeUndefined();
      expect(new Date(parsed.validFrom).getUTCFullYear()).toBe(2000);
      expect(new Date(parsed.validTo).getUTCFullYear()).toBe(9999);
      expect(parsed.verify(parsed.publicKey)).toBe(true);
      expect(parsed.checkIssued(parsed)).toBe(true);
      expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(parsed.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    }
    expect(client.key).not.toBe(server.key);
    const others = await mkdtemp(join(dir, 'other-'));
    expect((await ensureCertificates(others)).server.key).not.toBe(server.key);
  });

  it('are files that only their owner can read', async () => {
    await ensureCertificates(dir);
    const names = await readdir(dir);
    expect(names.toSorted()).toEqual([
      ...['engine_client.key', 'engine_client.pem', 'engine_server.key', 'engine_server.pem'],
    ]);
    for (const name of names) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  });

  it('stay the same', async () => {
    const made = await ensureCertificates(dir);
    expect(await ensureCertificates(dir)).toEqual(made);
  });

  const damages: Readonly<Record<string, (name: string) => Promise<void>>> = {
    'is missing': (name) => rm(join(dir, name)),
    'is empty': (name) => truncate(join(dir, name)),
    'was cut off': (name) => truncate(join(dir, name), 100),
    'is something else': (name) => writeFile(join(dir, name), 'what?'),
    async 'is damaged within'(name) {
      const text = await readFile(join(dir, name), 'utf8');
      await writeFile(
        join(dir, name),
        text.replace(/^(.{20}).{8}/m, '$1AAAAAAAA').replace(/(\n.{30}).{8}/, '$1AAAAAAAA'),
      );
    },
    async 'belongs to another pair'(name) {
      const other = await mkdtemp(join(tmpdir(), 'certificates-other-'));
      await ensureCertificates(other);
      await writeFile(join(dir, name), await readFile(join(other, name)));
      await rm(other, { recursive: true });
    },
  };
  for (const [damage, spoil] of Object.entries(damages)) {
    it.each(['engine_server.key', 'engine_server.pem'])(
      `are made anew when one half ${damage}: %s`,
      async (name) => {
        const before = await ensureCertificates(dir);
        await spoil(name);
        const { client, server } = await ensureCertificates(dir);
        expect(client).toEqual(before.client);
        expect(server.certificate).not.toBe(before.server.certificate);
        expect(new X509Certificate(server.certificate).checkPrivateKey(createPrivateKey(server.key))).toBe(
          true,
        );
        expect(await ensureCertificates(dir)).toEqual({ client, server });
        expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
      },
    );
  }
});
