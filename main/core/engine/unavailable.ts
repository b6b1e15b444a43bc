/** What a client of the engine socket gets while the engine can't be reached: an answer that `docker` prints. */
import type { Socket } from 'node:net';
import { describeError } from '../../contract/errors.ts';
import type { AppError } from '../../contract/errors.ts';

/** How long a client may go on sending after its answer, so that it reads the answer and not a reset. */
const lingerMs = 2000;

/**
 * Answers the client's first request with 503 and an `ErrorResponse` (`{"message": …}`, Docker Engine API), then
 * closes. Beside the message it carries the error's code and params, for our own calls. Waits for a request: an
 * answer that nobody asked for would be taken for garbage.
 */
export function answerUnavailable(client: Socket, error: AppError): void {
  client.once('data', (chunk: Buffer) => {
    const { what, hint } = describeError(error, 'en');
    const body = JSON.stringify({ message: `${what} ${hint}`, code: error.code, params: error.params });
    // The answer to HEAD has no body, only its length (RFC 9110 §9.3.2).
    const isHead = chunk.toString('latin1', 0, 5) === 'HEAD ';
    const lines = [
      'HTTP/1.1 503 Service Unavailable',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    client.end(`${lines.join('\r\n')}\r\n\r\n${isHead ? '' : body}`);
    client.resume();
    const timer = setTimeout(() => client.destroy(), lingerMs);
    client.once('close', () => clearTimeout(timer));
  });
  client.once('end', () => client.end());
}
