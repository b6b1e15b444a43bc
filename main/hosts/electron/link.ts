/**
 * The contract's link over Electron's IPC. A page opens it, by the preload bridge, and it ends with the page: with a
 * reload, a crash, or when the page opens another. What comes from elsewhere than our own page's top frame is refused.
 */
import type { IpcMainEvent, WebContents, WebFrameMain } from 'electron';
import { AppError } from '../../contract/errors.ts';
import { Closing, type Link } from '../../contract/link.ts';
import type { Log } from '../../core/lib/log.ts';
import { isOwnUrl } from './guard.ts';

/** Channels of the preload bridge. Each message: the link's number, and a frame as JSON, or null (page: open; core: closed). */
export const toCore = 'moorage:to-core';
export const toPage = 'moorage:to-page';

export interface PageLinkOptions {
  readonly contents: WebContents;
  readonly log: Log;
  /** Gets each link that the page opens. */
  readonly onLink: (link: Link) => void;
  /** Most bytes of one frame, in either direction; default 16 MiB, as on the control socket. */
  readonly maxFrameBytes?: number;
}

/** Makes links for a page until its `WebContents` are destroyed. */
export function servePage({ contents, log, onLink, maxFrameBytes = 16 * 2 ** 20 }: PageLinkOptions): void {
  let current: PageLink | undefined;
  let refused = 0;
  const close = () => {
    current?.close();
    current = undefined;
  };

  const take = (event: Pick<IpcMainEvent, 'senderFrame'>, number: unknown, text: unknown) => {
    if (!isOwnPage(event.senderFrame)) {
      // Once: whoever sends this could fill the log with it.
      if ((refused += 1) === 1) log.write('warn', 'window', 'a message from another frame was refused');
      return;
    }
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) return;
    if (text === null) {
      close();
      current = new PageLink(contents, number, maxFrameBytes);
      onLink(current);
    } else if (current?.number === number) {
      current.receive(text);
    }
  };
  // Only what these contents send comes here, subframes included.
  contents.ipc.on(toCore, (event: IpcMainEvent, ...args: unknown[]) => take(event, args[0], args[1]));
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) close();
  });
  contents.on('render-process-gone', close);
  contents.once('destroyed', close);
}

function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOwnUrl(frame.url);
}

class PageLink implements Link {
  readonly number: number;
  readonly #contents: WebContents;
  readonly #limit: number;
  readonly #closing = new Closing();
  #listener: ((frame: unknown) => void) | undefined;
  #early: string[] = [];
  #earlyBytes = 0;

  constructor(contents: WebContents, number: number, limit: number) {
    this.#contents = contents;
    this.number = number;
    this.#limit = limit;
  }

  /** Takes what the page has sent. A page that breaks the protocol gets its link closed. */
  receive(text: unknown): void {
    if (this.#closing.done) return;
    if (typeof text !== 'string') return this.close(new AppError('link.protocol'));
    const size = Buffer.byteLength(text);
    if (size > this.#limit) return this.close(new AppError('link.protocol'));
    if (this.#listener !== undefined) return this.#deliver(this.#listener, text);
    this.#early.push(text);
    this.#earlyBytes += size;
    if (this.#earlyBytes > this.#limit) this.close(new AppError('link.protocol'));
  }

  send(frame: unknown): void {
    const text = JSON.stringify(frame);
    if (this.#closing.done) return;
    const size = Buffer.byteLength(text);
    if (size > this.#limit) throw new AppError('link.tooLarge', { params: { size, limit: this.#limit } });
    this.#tell(text);
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const text of early) if (!this.#closing.done) this.#deliver(listener, text);
  }

  onClose(listener: (reason: AppError) => void): void {
    this.#closing.onClose(listener);
  }

  close(reason?: AppError): void {
    if (!this.#closing.close(reason)) return;
    this.#early = [];
    this.#tell(null);
  }

  #deliver(listener: (frame: unknown) => void, text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch (error) {
      return this.close(new AppError('link.protocol', { cause: error }));
    }
    listener(frame);
  }

  #tell(text: string | null): void {
    if (!this.#contents.isDestroyed()) this.#contents.send(toPage, this.number, text);
  }
}
