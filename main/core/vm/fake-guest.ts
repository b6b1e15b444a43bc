/** The guest of the fake VM: a real SSH server in this process, so that everything on the host's side is the real thing. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Transform, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type ServerChannel,
  type Session,
} from 'ssh2';
import { extract } from 'tar-stream';
import { shellWords } from '../guest/shell-words.ts';
import { splice } from '../lib/splice.ts';
import { fakeRegistryPort } from './fake-engine/registry-calls.ts';
import { fakeEngine, type FakeEngineOptions } from './fake-engine/server.ts';
import { runFakeCommand, type FakeCommands } from './fake-shell.ts';

export interface FakeGuestOptions {
  readonly commands: FakeCommands;
  /** Called when a command switches the VM off. */
  readonly powerOff: () => void;
  /** What its engine holds, and how large the VM is. */
  readonly engine?: FakeEngineOptions;
  /** A real engine of this computer in its place, and the program that runs the guest's commands there (`PROGRAM -c LINE`). */
  readonly real?: { readonly socket: string; readonly shell?: string };
}

export interface FakeGuest {
  /** Takes one connection to the SSH server. */
  accept(stream: Duplex): void;
  /** Ends everything, as a power cut would. */
  stop(): void;
}

/** Makes a guest of what its seed disk holds. */
export function fakeGuest(seed: ReadonlyMap<string, Buffer>, options: FakeGuestOptions): FakeGuest {
  const hostKey = seed.get('ssh_host_ed25519_key');
  if (hostKey === undefined) throw new Error('The seed disk holds no ssh_host_ed25519_key');
  const allowed = parseAuthorizedKeys(seed.get('authorized_keys')?.toString() ?? '');
  const engine = fakeEngine(options.engine);
  const streams = new Set<Duplex>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on('authentication', (context) => authenticate(context, allowed));
    connection.on('ready', () => serveConnection(connection, engine, options));
    // The stream's owner sees the same through the stream itself.
    connection.on('error', () => connection.end());
  });
  return {
    accept(stream) {
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ssh2 takes any duplex stream, its types don't
      server.injectSocket(stream as Socket);
    },
    stop() {
      engine.closeAllConnections();
      for (const stream of streams) stream.destroy();
    },
  };
}

/** Reads the files of a seed disk, which is a tar archive. */
export async function readSeed(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const archive = extract();
  const reading = pipeline(createReadStream(path), archive);
  for await (const entry of archive) {
    const chunks: string[] = [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes, but its types don't say so
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk.toString('hex'));
    files.set(entry.header.name.replace(/^\.\//, ''), Buffer.from(chunks.join(''), 'hex'));
  }
  await reading;
  return files;
}

function parseAuthorizedKeys(text: string): ParsedKey[] {
  const keys: ParsedKey[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const key = ssh2.utils.parseKey(line);
    if (key instanceof Error)
      throw new Error('The seed disk holds an authorized key that is none', { cause: key });
    keys.push(key);
  }
  return keys;
}

function authenticate(context: AuthContext, allowed: readonly ParsedKey[]): void {
  if (context.method !== 'publickey') return context.reject(['publickey']);
  const { key, blob, signature, hashAlgo } = context;
  const match = allowed.find(
    (candidate) => candidate.type === key.algo && hex(candidate.getPublicSSH()) === hex(key.data),
  );
  if (match === undefined) return context.reject(['publickey']);
  // Without a signature the client only asks whether this key would do.
  if (signature === undefined || blob === undefined) return context.accept();
  // An error is returned, not thrown, whatever the types say.
  const verified: unknown = match.verify(blob, signature, hashAlgo);
  if (verified === true) context.accept();
  else context.reject(['publickey']);
}

/** Public keys: comparing them needs no care about timing. */
function hex(bytes: Buffer | string): string {
  return typeof bytes === 'string' ? Buffer.from(bytes).toString('hex') : bytes.toString('hex');
}

function serveConnection(
  connection: Connection,
  engine: ReturnType<typeof fakeEngine>,
  options: FakeGuestOptions,
): void {
  connection.on('session', (accept) => serveSession(accept(), options));
  connection.on('openssh.streamlocal', (accept, reject, info) => {
    if (info.socketPath !== '/run/docker.sock' && info.socketPath !== '/var/run/docker.sock') return reject();
    if (options.real === undefined) engine.emit('connection', accept());
    else splice(accept(), connect(options.real.socket));
  });
  // Of the fake guest's ports only the registry's listens; those of a real one are reached with its own netcat.
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const program = options.real?.shell;
    if (program === undefined) {
      if (destPort === fakeRegistryPort) engine.emit('connection', accept());
      else reject();
      return;
    }
    const stream = accept();
    void runReally(program, shellWords(['nc', destIP, String(destPort)]), stream).finally(() => stream.end());
  });
}

function serveSession(session: Session, options: FakeGuestOptions): void {
  let terminal = false;
  session.on('pty', (accept) => {
    terminal = true;
    accept?.();
  });
  session.on('window-change', (accept) => accept?.());
  session.on('env', (accept) => accept?.());
  session.on('exec', (accept, _reject, { command }) => {
    void finish(accept(), (stream) => run(stream, command, input(stream)));
  });
  session.on('shell', (accept) => void finish(accept(), (stream) => shell(stream, terminal)));

  const run = (stream: ServerChannel, line: string, stdin: AsyncIterable<Buffer>) => {
    const program = options.real?.shell;
    if (program !== undefined) return runReally(program, line, stream, terminal);
    return runFakeCommand(options.commands, line, {
      stdin,
      out: (data) => void stream.write(data),
      err: (data) => void stream.stderr.write(data),
      powerOff: options.powerOff,
    });
  };

  /** Reads lines and runs them, one after the other, until the input ends or `exit`. */
  const shell = async (stream: ServerChannel, prompt: boolean): Promise<number> => {
    let code = 0;
    let typed = '';
    if (prompt) stream.write('# ');
    for await (const chunk of input(stream)) {
      if (prompt) stream.write(String(chunk).replaceAll('\r', '\r\n'));
      const lines = (typed + String(chunk)).split(/\r\n|\r|\n/);
      typed = lines.pop() ?? '';
      for (const line of lines) {
        code = await run(stream, line, nothing());
        if (/^\s*exit\b/.test(line)) return code;
        if (prompt) stream.write('# ');
      }
    }
    return code;
  };
}

/** A plain loop over a stream would destroy it at the end of the input, with the exit code not yet sent. */
function input(stream: ServerChannel): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false });
}

/** Resolves with the exit code; the program ends with the stream. */
function runReally(
  program: string,
  line: string,
  stream: Duplex & { readonly stderr?: NodeJS.WritableStream },
  terminal = false,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-c', line], { stdio: 'pipe' });
    child.once('error', reject).once('close', (code) => resolve(code ?? 255));
    child.stdin.on('error', () => undefined); // it reads no more
    stream.once('close', () => child.kill('SIGHUP'));
    if (terminal) {
      // Node makes no terminals: lines end as they do in one, and that is all there is of it.
      stream.pipe(replacing(/\r/g, '\n')).pipe(child.stdin);
      for (const output of [child.stdout, child.stderr])
        output.pipe(replacing(/\n/g, '\r\n')).pipe(stream, { end: false });
      return;
    }
    stream.pipe(child.stdin);
    child.stdout.pipe(stream, { end: false });
    if (stream.stderr === undefined) child.stderr.resume();
    else child.stderr.pipe(stream.stderr, { end: false });
  });
}

function replacing(what: RegExp, by: string): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) =>
      done(null, Buffer.from(chunk.toString('latin1').replace(what, by), 'latin1')),
  });
}

async function* nothing(): AsyncGenerator<Buffer, void> {}

async function finish(
  stream: ServerChannel,
  task: (stream: ServerChannel) => Promise<number>,
): Promise<void> {
  try {
    stream.exit(await task(stream));
    stream.end();
  } catch {
    // The input broke off: there is nobody left to tell.
    stream.destroy();
  }
}
