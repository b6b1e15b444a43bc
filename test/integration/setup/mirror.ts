/** A Debian mirror on the loopback, with faults on demand and a key of its own. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createCleartextMessage, generateKey, sign, type PrivateKey, type PublicKey } from 'openpgp';

/** What a mirror does with one request; without it the file is served whole or from the range that is asked for. */
export type Fault = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

export interface Mirror {
  readonly url: string;
  /** Path, starting with a slash, to content. */
  readonly files: Map<string, Buffer>;
  /** Path to the faults of its next requests, in order. */
  readonly faults: Map<string, Fault[]>;
  /** Each request so far: path, a space, and the range asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startMirror(): Promise<Mirror> {
  const files = new Map<string, Buffer>();
  const faults = new Map<string, Fault[]>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${path} ${request.headers.range ?? ''}`.trim());
    const body = files.get(path);
    const fault = faults.get(path)?.shift();
    if (fault !== undefined) fault(request, response, body ?? Buffer.alloc(0));
    else if (body === undefined) response.writeHead(404).end('no such file');
    else serve(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    files,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= body.length && from > 0) response.writeHead(416).end();
  else if (from === 0) response.writeHead(200, { 'content-length': body.length }).end(body);
  else {
    const range = `bytes ${from}-${body.length - 1}/${body.length}`;
    const rest = body.subarray(from);
    response.writeHead(206, { 'content-length': rest.length, 'content-range': range }).end(rest);
  }
}

/** Sends so many bytes of the answer that is due, then cuts the connection. */
export function cutAfter(bytes: number): Fault {
  return (_request, response, body) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, bytes), () => response.destroy());
  };
}

export const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

export interface SigningKey {
  readonly privateKey: PrivateKey;
  readonly publicKey: PublicKey;
}

/** A new key, made at `date`, that is valid for so many seconds (0: for ever). */
export async function makeKey(date: Date = new Date(), keyExpirationTime = 0): Promise<SigningKey> {
  const userIDs = [{ name: 'Test Archive' }];
  const { privateKey, publicKey } = await generateKey({ userIDs, date, keyExpirationTime, format: 'object' });
  return { privateKey, publicKey };
}

export async function clearSign(text: string, key: SigningKey, date: Date = new Date()): Promise<string> {
  return sign({ message: await createCleartextMessage({ text }), signingKeys: key.privateKey, date });
}

export interface MirroredPackage {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  readonly deb: Buffer;
}

export interface SuiteOptions {
  readonly suite: string;
  readonly key: SigningKey;
  readonly packages?: readonly MirroredPackage[];
  readonly date?: Date;
  readonly extra?: string;
  readonly byHash?: boolean;
}

/** Puts a suite for amd64 on a mirror: pool, index and signed release. */
export async function publish(mirror: Mirror, options: SuiteOptions): Promise<void> {
  const { suite, key, packages = [], date = new Date(), extra = '', byHash = true } = options;
  const stanzas = packages.map(({ name, version, depends = '', deb }) => {
    const filename = `pool/${name}_${version}.deb`;
    mirror.files.set(`/${filename}`, deb);
    return `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nDepends: ${depends}\nFilename: ${filename}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\n`;
  });
  const index = gzipSync(stanzas.join('\n'));
  const folder = 'main/binary-amd64';
  const path = byHash ? `${folder}/by-hash/SHA256/${sha256(index)}` : `${folder}/Packages.gz`;
  mirror.files.set(`/dists/${suite}/${path}`, index);
  const text = `Origin: Test
Suite: ${suite}
Codename: ${suite}
Date: ${date.toUTCString()}
${extra}Acquire-By-Hash: ${byHash ? 'yes' : 'no'}
MD5Sum:
 00000000000000000000000000000000 1 ${folder}/Packages.gz
SHA256:
 ${sha256(index)} ${index.length} ${folder}/Packages.gz
`;
  mirror.files.set(`/dists/${suite}/InRelease`, Buffer.from(await clearSign(text, key, date)));
}
