/**
 * A file server that the guest's kernel speaks to itself: requests of /dev/fuse, carried here whole, answered from the
 * shared folder. All but flushing to disk is done at once, in the turn of the event loop that a request comes in, so
 * requests see each other's effects in order and nothing of the guest's comes between a look and the act that relies on it.
 */
import { Refusal, errno, op, parseRequest, reply, initReply, type Request } from './protocol.ts';
import { FileCalls } from './file-calls.ts';
import { FolderCalls } from './folder-calls.ts';
import { NameCalls } from './name-calls.ts';
import { systemCode } from '../../lib/system-error.ts';
import type { Serving } from './serving.ts';
import type { Phantoms } from './phantoms.ts';

/** An answer, or a promise of one; undefined where none is expected. */
type Answer = Buffer | Promise<Buffer> | undefined;

export interface FuseServerOptions {
  readonly serving: Serving;
  readonly phantoms: Phantoms;
  /** Sends one message to the guest's kernel. */
  readonly send: (message: Buffer) => void;
  /** Gets errors that aren't the file system's, which the guest sees as EIO. */
  readonly report: (error: unknown) => void;
}

export class FuseServer {
  readonly #options: FuseServerOptions;
  readonly #calls: ReadonlyMap<number, (request: Request) => Answer>;

  constructor(options: FuseServerOptions) {
    this.#options = options;
    const { serving } = options;
    const files = new FileCalls(serving);
    const folders = new FolderCalls(serving);
    const names = new NameCalls(serving);
    const { tree } = serving.files;
    const forget = (id: number, count: number) => tree.forget(id, count);
    this.#calls = new Map<number, (request: Request) => Answer>([
      [op.init, ({ unique, body }) => reply(unique, 0, initReply(body))],
      [op.destroy, ({ unique }) => reply(unique, 0)],
      [op.lookup, (request) => names.lookup(request)],
      [
        op.forget,
        ({ node, body }) => {
          forget(node, Number(body.readBigUInt64LE(0)));
          return undefined;
        },
      ],
      [
        op.batchForget,
        ({ body }) => {
          const count = Math.min(body.readUInt32LE(0), (body.length - 8) / 16);
          for (let index = 0; index < count; index += 1) {
            const at = 8 + index * 16;
            forget(Number(body.readBigUInt64LE(at)), Number(body.readBigUInt64LE(at + 8)));
          }
          return undefined;
        },
      ],
      [op.getattr, (request) => files.getAttributes(request)],
      [op.setattr, (request) => files.setAttributes(request)],
      [op.readlink, (request) => names.readLink(request)],
      [op.symlink, (request) => names.symlink(request)],
      [op.mknod, (request) => names.makeNode(request)],
      [op.mkdir, (request) => names.makeFolder(request)],
      [op.unlink, (request) => names.unlink(request)],
      [op.rmdir, (request) => names.removeFolder(request)],
      [op.rename, (request) => names.rename(request, 8, 0)],
      [op.rename2, (request) => names.rename(request, 16, request.body.readUInt32LE(8))],
      [op.link, (request) => names.link(request)],
      [op.open, (request) => files.open(request)],
      [op.create, (request) => files.create(request)],
      [op.read, (request) => files.read(request)],
      [op.write, (request) => files.write(request)],
      [op.release, (request) => files.release(request)],
      [op.fsync, (request) => files.flush(request)],
      [op.fallocate, (request) => files.allocate(request)],
      [op.copyFileRange, (request) => files.copyRange(request)],
      [op.statfs, (request) => files.fileSystem(request)],
      [op.opendir, (request) => folders.open(request)],
      [op.readdir, (request) => folders.read(request, false)],
      [op.readdirplus, (request) => folders.read(request, true)],
      [op.releasedir, (request) => folders.release(request)],
      [op.fsyncdir, ({ unique }) => reply(unique, 0)],
      // Nothing here takes long enough to be interrupted; the kernel takes no answer for that.
      [op.interrupt, () => undefined],
    ]);
  }

  /** Answers one request. Never throws, whatever the guest has sent. */
  handle(frame: Buffer): void {
    let request: Request | undefined;
    let answer: Answer;
    try {
      request = parseRequest(frame);
      answer = this.#options.phantoms.answer(request) ?? this.#call(request);
    } catch (error) {
      if (request !== undefined) this.#refuse(request, error);
      return;
    }
    if (answer === undefined) return;
    if (Buffer.isBuffer(answer)) {
      this.#options.send(answer);
      return;
    }
    const asked = request;
    answer.then(this.#options.send, (error: unknown) => this.#refuse(asked, error));
  }

  #call(request: Request): Answer {
    // What isn't known is answered so that the kernel doesn't ask again: flush, access, extended attributes, locks (which
    // it then keeps itself, for all containers).
    const call = this.#calls.get(request.opcode);
    return call === undefined ? reply(request.unique, errno.ENOSYS) : call(request);
  }

  #refuse(request: Request, error: unknown): void {
    if (request.opcode === op.forget || request.opcode === op.batchForget) return;
    this.#options.send(reply(request.unique, this.#errnoOf(error)));
  }

  #errnoOf(error: unknown): number {
    if (error instanceof Refusal) return error.errno;
    // What a short body makes of reading beyond it: the request is malformed.
    if (error instanceof RangeError) return errno.EINVAL;
    const code = systemCode(error) ?? '';
    const known = Object.entries(errno).find(([name]) => name === code);
    if (known !== undefined) return known[1];
    this.#options.report(error);
    return errno.EIO;
  }
}
