/** The client against a real server: with tokens, with passwords, with and without TLS, and with all that can go wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  connect,
  createServer as createPlainServer,
  type AddressInfo,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureCertificates } from '../../../main/core/guest/certificates.ts';
import { RegistryClient } from '../../../main/core/registries/client.ts';
import type { Secret } from '../../../main/core/registries/secret-store.ts';
import { createTransport, type Transport } from '../../../main/core/registries/transport.ts';

const secret: Secret = { username: 'mate', password: 'sesame' };
const basic = `Basic ${Buffer.from('mate:sesame').toString('base64')}`;
const signal = new AbortController().signal;
const open: NetServer[] = [];

const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: NetServer): Promise<string> {
  open.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a listening TCP server it is one
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => void;

function serve(handler: Handler): Server {
  return createServer((request, response) => handler(request, response, request.url ?? ''));
}

function json(response: ServerResponse, content: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

const dial = ({ port, address }: { port: number; address: string }) =>
  new Promise<ReturnType<typeof connect>>((resolve, reject) => {
    const socket = connect({ port, host: address });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });

function client(host: string, options: { secret?: Secret; insecure?: boolean; seconds?: number } = {}) {
  const { insecure = true, seconds = 5 } = options;
  const transport = createTransport({ dial, seconds });
  return new RegistryClient({ transport, host, secret: options.secret, insecure });
}

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

describe('who asks', () => {
  it('says its password where Basic is wanted', async () => {
    const host = await listen(
      serve((request, response, path) => {
        if (request.headers.authorization !== basic) {
          response.setHeader('WWW-Authenticate', 'Basic realm="x"');
          return json(response, {}, 401);
        }
        json(response, path.startsWith('/v2/_catalog') ? { repositories: ['a/b'] } : {});
      }),
    );
    expect(await client(host, { secret }).repositories(undefined, signal)).toEqual({ items: ['a/b'] });
    expect(await code(client(host).repositories(undefined, signal))).toBe('registry.signInNeeded');
    const wrong = { username: 'mate', password: 'x' };
    expect(await code(client(host, { secret: wrong }).repositories(undefined, signal))).toBe(
      'registry.signInNeeded',
    );
  });

  it('fetches a token for what it wants, with a password or with an identity token', async () => {
    const asked: string[] = [];
    let body = '';
    const tokens = await listen(
      serve((request, response, path) => {
        asked.push(`${request.method} ${path} ${request.headers.authorization ?? '-'}`);
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => json(response, { token: 'tkn' }));
      }),
    );
    const host = await listen(
      serve((request, response, path) => {
        if (request.headers.authorization !== 'Bearer tkn') {
          const scope = path.startsWith('/v2/a') ? ',scope="repository:a:pull"' : '';
          response.setHeader('WWW-Authenticate', `Bearer realm="http://${tokens}/t",service="s"${scope}`);
          return json(response, {}, 401);
        }
        json(response, { tags: ['v1', 'v2', 7, null] });
      }),
    );
    const page = await client(host, { secret }).tags('a', undefined, signal);
    expect(page).toEqual({ items: ['v1', 'v2'] });
    expect(asked).toEqual([`GET /t?service=s&scope=repository%3Aa%3Apull&account=mate ${basic}`]);
    await client(host, { secret: { username: '', identityToken: 'idt' } }).tags('a', undefined, signal);
    expect(new URLSearchParams(body).get('refresh_token')).toBe('idt');
    expect(asked.at(-1)).toBe('POST /t -');
  });

  it('tells no secret to a token server without TLS, unless the registry is insecure', async () => {
    const asked: string[] = [];
    const transport: Transport = {
      send: ({ url }) => {
        asked.push(url.href);
        const headers = { 'www-authenticate': 'Bearer realm="http://tokens.example/t"' };
        return Promise.resolve({ status: 401, headers, body: Buffer.from('') });
      },
    };
    const ask = (insecure: boolean) =>
      code(
        new RegistryClient({ transport, host: 'lab.example', secret, insecure }).repositories(
          undefined,
          signal,
        ),
      );
    expect(await ask(false)).toBe('registry.notRegistry');
    expect(asked.some((url) => url.includes('tokens'))).toBe(false);
    expect(await ask(true)).toBe('registry.signInNeeded');
    expect(asked.at(-1)).toContain('http://tokens.example/t?');
  });
});

describe('what it is told', () => {
  it('comes from within the VM for an address that the VM has of its own', async () => {
    const here = await listen(serve((_request, response) => json(response, { repositories: ['in the VM'] })));
    const asked: unknown[] = [];
    const transport = createTransport({
      dial: (target) => {
        asked.push(target);
        return dial({ address: '127.0.0.1', port: Number(here.split(':')[1]) });
      },
    });
    const asking = new RegistryClient({
      transport,
      host: 'localhost:5000',
      secret: undefined,
      insecure: true,
    });
    expect(await asking.repositories(undefined, signal)).toEqual({ items: ['in the VM'] });
    expect(asked.at(-1)).toEqual({ address: '127.0.0.1', port: 5000 });
  });

  it('goes from page to page, and never elsewhere', async () => {
    const paths: string[] = [];
    const host = await listen(
      serve((_request, response, path) => {
        paths.push(path);
        const last = new URL(path, 'http://x').searchParams.get('last');
        if (last === null) response.setHeader('Link', '<http://elsewhere.example/x?last=b&n=2>; rel="next"');
        json(response, { repositories: last === null ? ['a', 'b'] : ['c'] });
      }),
    );
    const asking = client(host);
    const first = await asking.repositories(undefined, signal);
    expect(first).toEqual({ items: ['a', 'b'], next: 'last=b&n=2' });
    expect(await asking.repositories(first.next, signal)).toEqual({ items: ['c'] });
    expect(paths).toEqual(['/v2/', '/v2/_catalog?n=100', '/v2/_catalog?last=b&n=2']);
  });

  it('reads a manifest and its configuration', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const host = await listen(
      serve((_request, response, path) => {
        if (path.includes('/blobs/')) return json(response, { os: 'linux', architecture: 'riscv64' });
        response.setHeader('Docker-Content-Digest', digest);
        json(response, { layers: [{ size: 9 }], config: { digest } });
      }),
    );
    expect(await client(host).manifest('a', 'v1', signal)).toEqual({
      digest,
      mediaType: '',
      sizeBytes: 9,
      platforms: [{ name: 'linux/riscv64' }],
      plainHttp: true,
    });
  });

  it('deletes by tag, or by what is behind it', async () => {
    const digest = `sha256:${'c'.repeat(64)}`;
    const deleted: string[] = [];
    let answers = 400;
    const host = await listen(
      serve((request, response, path) => {
        if (request.method !== 'DELETE') {
          response.setHeader('Docker-Content-Digest', digest);
          return json(response, {});
        }
        deleted.push(path);
        json(response, {}, path.endsWith('/v1') ? answers : 202);
      }),
    );
    await client(host).deleteTag('a', 'v1', signal);
    answers = 202;
    await client(host).deleteTag('a', 'v1', signal);
    expect(deleted).toEqual(['/v2/a/manifests/v1', `/v2/a/manifests/${digest}`, '/v2/a/manifests/v1']);
  });
});

describe('what goes wrong is told apart', () => {
  it.each([
    [403, 'registry.forbidden'],
    [404, 'registry.notFound'],
    [429, 'registry.refused'],
    [500, 'registry.refused'],
  ])('%i: %s', async (status, expected) => {
    const host = await listen(
      serve((_request, response, path) => json(response, {}, path === '/v2/' ? 200 : status)),
    );
    expect(await code(client(host).tags('a', undefined, signal))).toBe(expected);
  });

  it('no list, no registry, no JSON, too much, no HTTP, nobody there, no answer', async () => {
    const noList = await listen(
      serve((_q, response, path) => json(response, {}, path === '/v2/' ? 200 : 404)),
    );
    expect(await code(client(noList).repositories(undefined, signal))).toBe('registry.noList');
    const page = await listen(serve((_q, response) => response.writeHead(404).end('<html>')));
    expect(await code(client(page).repositories(undefined, signal))).toBe('registry.notRegistry');
    const noJson = await listen(serve((_q, response) => response.end('<html>')));
    expect(await code(client(noJson).repositories(undefined, signal))).toBe('registry.notRegistry');
    const much = await listen(
      serve((_q, response, path) => response.end(path === '/v2/' ? '' : Buffer.alloc(5_000_000, 'a'))),
    );
    expect(await code(client(much).repositories(undefined, signal))).toBe('registry.notRegistry');
    const garbage = await listen(createPlainServer((socket) => void socket.end('garbage\r\n\r\n')));
    expect(await code(client(garbage).repositories(undefined, signal))).toBe('registry.notRegistry');
    expect(await code(client('127.0.0.1:1').repositories(undefined, signal))).toBe('registry.noConnection');
    const quiet = await listen(createPlainServer());
    expect(await code(client(quiet, { seconds: 0.3 }).repositories(undefined, signal))).toBe(
      'registry.timeout',
    );
  });

  it('a certificate that nobody vouches for, unless the registry is insecure', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'registry-tls-'));
    const { certificate: cert, key } = (await ensureCertificates(dir)).server;
    await rm(dir, { recursive: true });
    const host = await listen(
      createSecureServer({ key, cert }, (_request, response) => json(response, { repositories: ['x'] })),
    );
    expect(await code(client(host, { insecure: false }).repositories(undefined, signal))).toBe(
      'registry.certificate',
    );
    expect(await client(host).repositories(undefined, signal)).toEqual({ items: ['x'] });
    expect(await client(host).manifest('a', 'v1', signal)).toMatchObject({ plainHttp: false });
    const plain = await listen(serve((_q, response) => json(response, {})));
    expect(await code(client(plain, { insecure: false }).repositories(undefined, signal))).toBe(
      'registry.certificate',
    );
  });

  it('a cancel is a cancel', async () => {
    const host = await listen(serve(() => undefined));
    const controller = new AbortController();
    const asking = client(host).repositories(undefined, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(asking).rejects.toThrow(/abort/i);
  });
});
