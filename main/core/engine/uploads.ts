/** What a link sends in pieces: each upload is a stream that whoever began it reads, and only its own link writes. */
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { CoreHandlers } from '../../contract/contract.ts';
import { AppError } from '../../contract/errors.ts';
import type { Link } from '../../contract/rpc.ts';
import { writeAll } from '../lib/write-all.ts';

export interface Upload {
  /** For `upload.write` and `upload.end`. */
  readonly id: string;
  readonly body: PassThrough;
  /** Takes no more; what was not read is dropped. */
  readonly close: () => void;
}

export class Uploads {
  readonly #open = new Map<string, PassThrough>();

  constructor(link: Link) {
    link.onClose(() => {
      for (const body of this.#open.values()) body.destroy();
      this.#open.clear();
    });
  }

  begin(): Upload {
    const id = randomBytes(8).toString('hex');
    const body = new PassThrough();
    body.on('error', () => undefined); // the answer tells
    this.#open.set(id, body);
    const close = () => {
      this.#open.delete(id);
      body.destroy();
    };
    return { id, body, close };
  }

  handlers(): Pick<CoreHandlers, 'upload.write' | 'upload.end'> {
    return {
      'upload.write': async ({ id, data }, signal) => {
        // The engine may refuse what it gets, and then nobody drains it any more.
        await writeAll(this.#find(id), Buffer.from(data, 'base64'), signal);
        return null;
      },
      'upload.end': ({ id }) => {
        this.#find(id).end();
        return Promise.resolve(null);
      },
    };
  }

  #find(id: string): PassThrough {
    const body = this.#open.get(id);
    if (body !== undefined && !body.destroyed && !body.writableEnded) return body;
    const params = { entry: 'upload.write', reason: 'the upload has ended' };
    throw new AppError('link.invalidInput', { params });
  }
}
