/** The engine of the fake VM: answers the few requests that a start and an empty window make, as the real one would. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const apiVersion = '1.47';
const version = '27.5.1-fake';

const versionAnswer = {
  Version: version,
  ApiVersion: apiVersion,
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: process.arch === 'arm64' ? 'arm64' : 'amd64',
  KernelVersion: 'fake',
  Components: [{ Name: 'Engine', Version: version }],
};

const infoAnswer = {
  ID: 'fake',
  Name: 'moorage',
  ServerVersion: version,
  OperatingSystem: 'Fake Linux',
  OSType: 'linux',
  Architecture: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
  Driver: 'fake',
  Containers: 0,
  ContainersRunning: 0,
  ContainersPaused: 0,
  ContainersStopped: 0,
  Images: 0,
};

/** An HTTP server that doesn't listen: hand it streams with `emit('connection', stream)`. */
export function fakeEngine(): Server {
  const server = createServer(answer);
  // The events of an engine may be silent for days.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  // Every path may be prefixed with the API version that the client speaks.
  const path = new URL(request.url ?? '/', 'http://engine').pathname.replace(/^\/v\d+\.\d+(?=\/)/, '');
  request.resume();
  response.setHeader('Api-Version', apiVersion);
  response.setHeader('Ostype', 'linux');
  response.setHeader('Server', `Docker/${version} (linux)`);
  const readable = request.method === 'GET' || request.method === 'HEAD';
  if (!readable) return sendJson(response, 404, { message: 'page not found' });
  switch (path) {
    case '/_ping':
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.end('OK');
      return;
    case '/version':
      return sendJson(response, 200, versionAnswer);
    case '/info':
      return sendJson(response, 200, infoAnswer);
    case '/containers/json':
      return sendJson(response, 200, []);
    case '/events':
      response.setHeader('Content-Type', 'application/json');
      response.flushHeaders();
      return;
    default:
      return sendJson(response, 404, { message: 'page not found' });
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}
