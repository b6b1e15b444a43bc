/** The app's own calls to the engine, over the same socket as the `docker` program's. */
import { Agent } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { AppError, fromWire, isCancel } from '../../contract/errors.ts';
import { systemReason } from '../lib/system-error.ts';
import { refusalCode } from './answers.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** What the engine says of itself. */
export interface EngineFacts {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
  readonly kernel: string;
}

/** Longest answer to a call that isn't a stream: the engine is in the guest, and the guest isn't trusted. */
const maxAnswerBytes = 32 * 1024 * 1024;
/** Paths of calls whose answer is handed on as it comes; of all others, and of refusals, docker-modem keeps the whole. */
const handedOn =
  /\/(?:events|build|images\/create|images\/load|images\/get|images\/[^?]+\/push|containers\/[^/?]+\/(?:logs|export|archive))(?:\?|$)/;

/** An instance that talks to this socket and to nothing else, whatever `DOCKER_HOST` and its kin say. */
export function createDocker({ socketPath }: { socketPath: string }): Docker {
  const agent = new EngineAgent({ keepAlive: true, maxFreeSockets: 4, timeout: 5000 });
  // docker-modem takes an agent (its README says so); its types don't know.
  const options: Docker.DockerOptions & { agent: Agent } = { socketPath, protocol: 'http', agent };
  const docker = withoutDockerVariables(() => new Docker(options));
  giveOwnSignals(docker);
  return docker;
}

/** A request in docker-modem's own words, for what dockerode doesn't offer. */
export interface EngineRequest {
  /** With a `?` at its end, `options` follow as the query. */
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PUT';
  readonly abortSignal?: AbortSignal;
  /** The connection is taken over: the answer is the raw stream, both ways. */
  readonly hijack?: true;
  /** What is sent. */
  readonly file?: NodeJS.ReadableStream | Buffer;
  /** The answer is a stream, and not kept in memory. */
  readonly isStream?: true;
  readonly statusCodes: Readonly<Record<number, true | string>>;
  readonly options?: object;
}

interface Dialing {
  dial(options: EngineRequest, done: (error: unknown, data: unknown) => void): void;
}

/** Sends it; resolves with what docker-modem makes of the answer. Throws what that throws. */
export function request({ modem }: Docker, options: EngineRequest): Promise<unknown> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    (modem as Dialing).dial(options, (error, data) =>
      error === null || error === undefined ? resolve(data) : reject(error),
    );
  });
}

/**
 * A request listens to its signal twice, and until its connection is done with. Callers hand in signals that live as
 * long as the VM, so each request gets one of its own that follows the caller's.
 */
function giveOwnSignals({ modem }: Docker): void {
  const dialing = modem as Dialing;
  const dial = dialing.dial.bind(modem);
  dialing.dial = (options, done) => {
    const { abortSignal } = options;
    dial(
      abortSignal === undefined ? options : { ...options, abortSignal: AbortSignal.any([abortSignal]) },
      done,
    );
  };
}

/** Turns what dockerode and Node raise into an `AppError`. A cancelled call becomes `cancelled`. */
export function engineError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isCancel(error)) return new AppError('cancelled', { cause: error });
  if (!isAnswer(error)) {
    return new AppError('engine.unreachable', { params: { reason: systemReason(error) }, cause: error });
  }
  const json = asRecord(error.json);
  if (error.statusCode === 503 && isOwnCode(json['code'])) {
    // Our own proxy's answer. The guest could send one too, so its values are held to plain short ones.
    return fromWire({ code: json['code'], params: shortParams(json['params']) });
  }
  const message = typeof json['message'] === 'string' ? json['message'] : ownWords(error.message);
  const text = cleanText(message);
  return new AppError(refusalCode(text), { params: { message: text }, cause: error });
}

/** Version and kind of the engine. Throws `engine.unreachable`, `engine.refused`, `cancelled`. */
export async function engineFacts(docker: Docker, signal: AbortSignal): Promise<EngineFacts> {
  const answer = await ask(docker, '/version', signal);
  const field = (name: string) => {
    const value = asRecord(answer)[name];
    return typeof value === 'string' ? cleanText(value).slice(0, 100) : '';
  };
  const facts = {
    version: field('Version'),
    apiVersion: field('ApiVersion'),
    os: field('Os'),
    arch: field('Arch'),
    kernel: field('KernelVersion'),
  };
  if (facts.version === '' || facts.apiVersion === '') {
    throw new AppError('engine.unreachable', { params: { reason: 'its answer was not understood' } });
  }
  return facts;
}

/** Gets a path of the API as parsed JSON: dockerode's own `version()` and `info()` take no signal. */
export async function ask(docker: Docker, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await request(docker, {
      path,
      method: 'GET',
      abortSignal: signal,
      statusCodes: { 200: true, 500: 'server error' },
    });
  } catch (error) {
    throw engineError(error);
  }
}

/**
 * Guards dockerode against the guest: docker-modem follows redirects to wherever an answer points (and fails with an
 * exception outside any promise when it doesn't know the scheme), and keeps whole answers in memory. Our hook runs
 * before its own, because the agent gets the request before it is sent.
 */
class EngineAgent extends Agent {
  /**
   * docker-modem writes out all that it asks with (`util.inspect` with `depth: null`) for a log that nobody reads, the
   * agent's sockets and what hangs on them with it: some 400 KB of text and 17 ms for each request.
   */
  [inspect.custom](): string {
    return 'EngineAgent';
  }

  addRequest(request: ClientRequest, ...rest: unknown[]): void {
    request.prependListener('response', (answer: IncomingMessage) => {
      delete answer.headers.location;
      if (answer.statusCode !== 200 || !handedOn.test(request.path)) limitAnswer(answer);
      // An answer that breaks off halfway ends in neither `end` nor an error of the request, and nobody would hear of it.
      answer.once('close', () => {
        if (answer.complete || request.listenerCount('error') === 0) return;
        request.emit('error', answer.errored ?? new Error('the answer broke off'));
      });
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Agent's inner method isn't declared; our test would miss it
    const parent = Agent.prototype as unknown as {
      addRequest(request: ClientRequest, ...rest: unknown[]): void;
    };
    parent.addRequest.call(this, request, ...rest);
  }
}

function limitAnswer(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxAnswerBytes) return;
    answer.destroy(new AppError('guest.tooLarge', { params: { what: 'engine', limit: maxAnswerBytes } }));
  });
}

/**
 * docker-modem reads `DOCKER_HOST` and its kin even when it is given a socket; a host found there wins over the
 * socket, and a malformed one throws. So it is made while they are out of sight.
 */
function withoutDockerVariables<T>(make: () => T): T {
  const names = [
    'DOCKER_HOST',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
    'DOCKER_PATH_PREFIX',
    'DOCKER_CLIENT_TIMEOUT',
  ];
  const hidden = names.flatMap((name) => {
    const value = process.env[name];
    delete process.env[name];
    return value === undefined ? [] : [{ name, value }];
  });
  try {
    return make();
  } finally {
    for (const { name, value } of hidden) process.env[name] = value;
  }
}

/** What the engine said, without what docker-modem puts before it: `(HTTP code 404) no such image - `. */
function ownWords(message: string): string {
  return message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

interface EngineAnswer extends Error {
  readonly statusCode: number;
  readonly json: unknown;
}

function isAnswer(error: unknown): error is EngineAnswer {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

function isOwnCode(code: unknown): boolean {
  return (
    typeof code === 'string' &&
    /^(?:engine\.unreachable|guest\.(?:unreachable|refused)|vm\.notRunning)$/.test(code)
  );
}

function shortParams(params: unknown): Record<string, string | number> {
  const short: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(asRecord(params)).slice(0, 8)) {
    if (typeof value === 'number') short[key] = value;
    else if (typeof value === 'string') short[key] = cleanText(value).slice(0, 300);
  }
  return short;
}
