/** What a client of the engine socket gets while the engine can't be reached: an answer that `docker` prints. */
import type { Socket } from 'node:net';
import { describeError } from '../../contract/errors.ts';
import type { AppError } from '../../contract/errors.ts';
import { lastAnswer } from './last-answer.ts';

/**
 * Answers the client's first request with 503 and an `ErrorResponse` (`{"message": …}`, Docker Engine API), then
 * closes. Beside the message it carries the error's code and params, for our own calls. Waits for a request: an
 * answer that nobody asked for would be taken for garbage.
 */
export function answerUnavailable(client: Socket, error: AppError): void {
  client.once('data', (chunk: Buffer) => {
    const { what, hint } = describeError(error, 'en');
    const body = { message: `${what} ${hint}`, code: error.code, params: error.params };
    const isHead = chunk.toString('latin1', 0, 5) === 'HEAD ';
    lastAnswer(client, '503 Service Unavailable', body, { isHead });
  });
  client.once('end', () => client.end());
}
