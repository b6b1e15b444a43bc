/**
 * The raw connections of `attach` and `exec`, and Docker's framing:
 * https://docs.docker.com/reference/api/engine/#tag/Container/operation/ContainerAttach
 */
import { STATUS_CODES } from 'node:http';
import type { Call } from './http.ts';
import type { LogStream } from './log.ts';

/** Longest frame; a longer text is several. The real engine reads its programs in pieces of this size too. */
const maxFrame = 16 * 1024;
/** What a client may leave unread before it is cut off. */
const maxUnread = 16 * 1024 * 1024;

/** With a terminal there is one raw stream; without, two in frames. */
export function streamType(tty: boolean): string {
  return `application/vnd.docker.${tty ? 'raw' : 'multiplexed'}-stream`;
}

/** The bytes for one stream: as they are, or after heads of 8 bytes that hold the stream and the length. */
export function framed(stream: LogStream, data: string, tty: boolean): Buffer {
  const bytes = Buffer.from(data);
  if (tty) return bytes;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += maxFrame) {
    const part = bytes.subarray(at, at + maxFrame);
    const head = Buffer.alloc(8);
    head.writeUInt8(stream, 0);
    head.writeUInt32BE(part.length, 4);
    parts.push(head.toString('latin1'), part.toString('latin1'));
  }
  return Buffer.from(parts.join(''), 'latin1');
}

export interface RawConnection {
  write(stream: LogStream, data: string): void;
  end(): void;
}

/**
 * Takes the connection over: 101 for a client that asked to upgrade, else 200 with a body that goes on, and then
 * nothing can be typed.
 */
export function takeOver(
  call: Call,
  tty: boolean,
  typed: { readonly input: (data: Buffer) => void; readonly end: () => void },
): RawConnection {
  const { response, upgraded } = call;
  const target = upgraded ?? response;
  if (upgraded === undefined) {
    response.statusCode = 200;
    response.setHeader('Content-Type', streamType(tty));
    response.flushHeaders();
  } else {
    upgraded.write(
      `HTTP/1.1 101 ${STATUS_CODES[101] === undefined ? '' : 'UPGRADED'}\r\nContent-Type: ${streamType(tty)}\r\n` +
        'Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    );
    const iterator = call.body[Symbol.asyncIterator]();
    void readOn(iterator, call, typed);
  }
  return {
    write(stream, data) {
      if (call.gone.aborted || data === '') return;
      target.write(framed(stream, data, tty));
      if (target.writableLength > maxUnread) target.destroy();
    },
    end: () => void target.end(),
  };
}

async function readOn(
  iterator: AsyncIterator<Buffer>,
  call: Call,
  typed: { readonly input: (data: Buffer) => void; readonly end: () => void },
): Promise<void> {
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (call.gone.aborted) return;
      typed.input(next.value);
    }
    if (!call.gone.aborted) typed.end();
  } catch {
    // The connection broke off: `gone` says so.
  }
}
