/** The last answer that a client gets over its connection when it doesn't come from the engine. */
import type { Socket } from 'node:net';

/** How long a client may go on sending after its answer, so that it reads the answer and not a reset. */
const lingerMs = 2000;

/**
 * Sends an answer with a JSON body (`ErrorResponse`, Docker Engine API: `docker` prints its `message`) and closes the
 * connection; what the client still sends is discarded.
 */
export function lastAnswer(
  client: Socket,
  status: string,
  content: { readonly message: string } & object,
  { isHead = false } = {},
): void {
  const body = JSON.stringify(content);
  const lines = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // The answer to HEAD has no body, only its length (RFC 9110 §9.3.2).
  client.end(`${lines.join('\r\n')}\r\n\r\n${isHead ? '' : body}`);
  client.resume();
  const timer = setTimeout(() => client.destroy(), lingerMs);
  client.once('close', () => clearTimeout(timer));
}
