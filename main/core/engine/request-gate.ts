/**
 * Lets a client's requests through to the engine as they come, but for those that have to be read whole before it is
 * known what becomes of them. Of a head that comes in pieces nothing goes on while it may be such a request's.
 */
import { HttpFollower, maxHeadBytes, type Body } from './http-follow.ts';
import { classify, parseRequestLine, type Head } from './http-head.ts';

/** Longest body that is kept back, in bytes. What is asked for there is a few kilobytes. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** A request that is to be read whole. */
export interface WholeRequest {
  readonly body: number | 'chunked';
  /** Gets all its bytes; answers those to send in their place, undefined to let nothing more through. */
  readonly read: (request: Buffer) => Buffer | undefined;
  /** It can't be read, and nothing more goes through: it is too large, or ends early or in bytes that aren't its own. */
  readonly fail: (why: 'tooLarge' | 'broken') => void;
}

const none: Buffer = Buffer.alloc(0);

export class RequestGate {
  readonly #onHead: (head: Head) => Body | WholeRequest;
  readonly #follower = new HttpFollower(
    (head, start) => this.#begin(head, start),
    (end) => this.#end(end),
  );
  /** The chunk that is being looked at, how much of it is done with, and where what is kept of it begins. */
  #chunk = none;
  #done = 0;
  #from: number | undefined;
  #out: Buffer[] = [];
  /** Of earlier chunks: the beginning of what is kept. */
  #kept: Buffer[] = [];
  #keptLength = 0;
  #whole: WholeRequest | undefined;
  #shut = false;

  /** @param onHead called with each head; answers what body follows, or how to read the whole request. */
  constructor(onHead: (head: Head) => Body | WholeRequest) {
    this.#onHead = onHead;
  }

  /** Takes bytes on their way to the engine; answers those to send now, most often the same. */
  push(chunk: Buffer): Buffer | undefined {
    if (this.#shut) return undefined;
    if (this.#follower.raw) return chunk;
    this.#chunk = chunk;
    this.#done = 0;
    this.#from = this.#keptLength > 0 ? 0 : undefined;
    this.#follower.push(chunk);
    if (this.#follower.raw && this.#whole !== undefined) this.#fail('broken');
    if (this.#shut) return this.#take();
    const { partial } = this.#follower;
    if (partial !== undefined) this.#keepPartial(partial);
    else if (this.#whole === undefined) this.#letGo();
    if (this.#from === undefined) {
      if (this.#done === 0 && this.#out.length === 0) return chunk;
      this.#send(chunk.subarray(this.#done));
    } else {
      this.#send(chunk.subarray(this.#done, this.#from));
      this.#keep(chunk.subarray(this.#from));
    }
    return this.#take();
  }

  /** Takes that the client has ended; answers what is still to be sent. */
  end(): Buffer | undefined {
    if (this.#shut) return undefined;
    // The engine might do with less than the whole body.
    if (this.#whole !== undefined) this.#fail('broken');
    else this.#letGo();
    return this.#take();
  }

  /** From here on everything goes through unseen. */
  giveUp(): void {
    this.#follower.giveUp();
  }

  #begin(head: Head, start: number): Body {
    const found = this.#onHead(head);
    if (typeof found !== 'object') {
      this.#letGo();
      return found;
    }
    this.#whole = found;
    this.#from ??= start;
    if (typeof found.body === 'number' && found.body > maxBodyBytes) this.#fail('tooLarge');
    return this.#shut ? 'raw' : found.body;
  }

  #end(end: number): void {
    const whole = this.#whole;
    if (whole === undefined) return;
    const from = this.#from ?? 0;
    this.#send(this.#chunk.subarray(this.#done, from));
    const request = Buffer.concat([...this.#kept, this.#chunk.subarray(from, end)]);
    this.#forget();
    this.#done = end;
    const instead = whole.read(request);
    if (instead === undefined) this.#shutDown();
    else this.#send(instead);
  }

  #fail(why: 'tooLarge' | 'broken'): void {
    this.#send(this.#chunk.subarray(this.#done, this.#from));
    this.#whole?.fail(why);
    this.#shutDown();
  }

  #keepPartial(partial: Buffer): void {
    if (mayBecomeWhole(partial)) this.#from ??= this.#chunk.length - partial.length;
    else this.#letGo();
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes);
    this.#keptLength += bytes.length;
    if (this.#keptLength <= maxBodyBytes + maxHeadBytes) return;
    this.#done = this.#chunk.length;
    this.#fail('tooLarge');
  }

  /** What was kept goes on after all. */
  #letGo(): void {
    if (this.#keptLength === 0) return;
    this.#out.push(...this.#kept);
    this.#forget();
  }

  #forget(): void {
    this.#kept = [];
    this.#keptLength = 0;
    this.#from = undefined;
    this.#whole = undefined;
  }

  #shutDown(): void {
    this.#forget();
    this.#shut = true;
    this.#follower.giveUp();
  }

  #send(bytes: Buffer): void {
    if (bytes.length > 0) this.#out.push(bytes);
  }

  #take(): Buffer | undefined {
    const [first, ...others] = this.#out;
    this.#out = [];
    this.#chunk = none;
    return others.length === 0 ? first : Buffer.concat([first ?? none, ...others]);
  }
}

/** Whether the head that begins so may be that of a request that is to be read whole. */
function mayBecomeWhole(partial: Buffer): boolean {
  const lineEnd = partial.indexOf('\r\n', 0, 'latin1');
  if (lineEnd < 0) return 'POST '.startsWith(partial.toString('latin1', 0, 5));
  const line = parseRequestLine(partial.toString('latin1', 0, lineEnd));
  return line !== undefined && classify(line).kind === 'binds';
}
