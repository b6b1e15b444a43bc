/**
 * The engine of the fake VM: a small Docker Engine in memory, for `--driver fake` and for tests. It answers the calls
 * that the window, dockerode and the `docker` program make every day, as version 1.51 of
 * https://docs.docker.com/reference/api/engine/ says; for all others it has no page.
 */
import { Server, ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { bodyOf } from './body.ts';
import { startChatter } from './chatter.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { Fault } from './fault.ts';
import { sendJson, type Call } from './http.ts';
import { route } from './routes.ts';
import { fillScenario, type FakeScenario } from './scenario.ts';
import { apiVersion, engineVersion } from './system.ts';

export interface FakeEngineOptions extends Partial<EngineOptions> {
  /** What it holds at first; default `empty`. */
  readonly scenario?: FakeScenario;
}

/** An HTTP server that doesn't listen: hand it streams with `emit('connection', stream)`, or have it listen. */
export function fakeEngine(options: FakeEngineOptions = {}): Server {
  const { scenario = 'empty', now = Date.now, cpus = 2, memoryMiB = 2048, config = () => ({}) } = options;
  const engine = new Engine({ now, cpus, memoryMiB, config });
  fillScenario(engine, scenario);
  startChatter(engine);
  return new FakeEngineServer(engine);
}

class FakeEngineServer extends Server {
  readonly #engine: Engine;
  readonly #calls = new Set<AbortController>();
  /** Connections that have been upgraded are no longer the HTTP server's. */
  readonly #upgraded = new Set<Duplex>();

  constructor(engine: Engine) {
    super();
    this.#engine = engine;
    // The events of an engine may be silent for days.
    this.requestTimeout = 0;
    this.keepAliveTimeout = 0;
    this.on('request', (request, response) => this.#answer(request, response, undefined));
    this.on('upgrade', (request, stream: Duplex, head: Buffer) => {
      this.#upgraded.add(stream);
      stream.once('close', () => this.#upgraded.delete(stream));
      stream.on('error', () => stream.destroy());
      if (head.length > 0) stream.unshift(head);
      const response = new ServerResponse(request);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any duplex stream will do
      response.assignSocket(stream as Socket);
      response.shouldKeepAlive = false;
      response.once('finish', () => stream.end());
      this.#answer(request, response, stream);
    });
  }

  /** As when the VM stops: ends connections, timers and what runs in the containers. */
  override closeAllConnections(): void {
    this.#engine.close();
    for (const call of this.#calls) call.abort();
    for (const stream of this.#upgraded) stream.destroy();
    super.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse, upgraded: Duplex | undefined): void {
    const controller = new AbortController();
    this.#calls.add(controller);
    const over = () => {
      this.#calls.delete(controller);
      controller.abort();
    };
    if (upgraded === undefined) response.once('close', over);
    else upgraded.once('close', over);
    response.on('error', over);
    response.setHeader('Api-Version', apiVersion);
    response.setHeader('Ostype', 'linux');
    response.setHeader('Docker-Experimental', 'false');
    response.setHeader('Server', `Docker/${engineVersion} (linux)`);
    const url = addressOf(request);
    const call: Call = {
      method: request.method ?? 'GET',
      // Every path may be prefixed with the API version that the client speaks.
      path: url?.pathname.replace(/^\/v\d+\.\d+(?=\/)/, '') ?? '/',
      query: url?.searchParams ?? new URLSearchParams(),
      ...{ request, response, upgraded, gone: controller.signal },
      body: bodyOf(request, upgraded),
    };
    void this.#handle(call);
  }

  async #handle(call: Call): Promise<void> {
    try {
      await route(this.#engine, call);
    } catch (error) {
      if (call.gone.aborted) return;
      if (call.response.headersSent) call.response.destroy();
      else if (error instanceof Fault) sendJson(call, error.status, { message: error.message });
      else sendJson(call, 500, { message: error instanceof Error ? error.message : 'unknown error' });
    }
  }
}

function addressOf({ url }: IncomingMessage): URL | undefined {
  try {
    return new URL(url ?? '/', 'http://engine');
  } catch {
    return undefined;
  }
}
