/** Carries keys to a program and its output to a screen, until either ends. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AttachItem, DebugItem } from '../../../main/contract/terminal-model.ts';
import { fromBase64, pieceBytes, toBase64 } from '../../ui/bytes.ts';
import { LeaveKeys, LineInput } from './line-input.ts';
import type { Screen } from './screen.ts';

/** How a program's terminal ended. */
export type TalkEnd =
  /** The program has ended; `typed`: somebody had typed something by then. */
  | { readonly kind: 'exit'; readonly code?: number; readonly typed: boolean }
  /** The program goes on. */
  | { readonly kind: 'detached' };

export interface TalkOptions {
  readonly client: CoreClient;
  readonly screen: Screen;
  readonly items: AsyncIterable<AttachItem | DebugItem>;
  readonly signal: AbortSignal;
  /** Called with the first items: what it is, and that one can type. */
  readonly onItem: (item: Exclude<AttachItem | DebugItem, { kind: 'output' }>) => void;
  /** Called when somebody has typed the keys that leave a main process. */
  readonly onLeave: () => void;
}

/** What is typed goes to the program as it is; a line at a time where it has no terminal; or nowhere. */
type Typing = 'keys' | 'lines' | 'none';

/** Marks that have the browser draw a row in another order than it was written (UAX #9). */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Throws what the stream throws, the signal's reason among it. */
export async function talk({
  client,
  screen,
  items,
  signal,
  onItem,
  onLeave,
}: TalkOptions): Promise<TalkEnd> {
  const { xterm } = screen;
  const input = new Input(client, signal);
  const decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
  let typing: Typing = 'keys';
  const lines = new LineInput();
  const leaveKeys = new LeaveKeys();
  let [attached, typed, framed] = [false, false, false];
  const keys = [
    xterm.onKey(() => {
      typed = true;
    }),
    xterm.onData((text) => {
      if (typing === 'keys') {
        input.write(text);
        if (attached && leaveKeys.take(text)) void input.done().then(onLeave);
      } else if (typing === 'lines') {
        const { echo, send, end, leave } = lines.take(text);
        xterm.write(echo);
        if (send !== '') input.write(send);
        if (end) input.end();
        if (leave) onLeave();
      }
    }),
    xterm.onResize(({ cols: columns, rows }) => input.resize(columns, rows)),
  ];
  try {
    for await (const item of items) {
      if (item.kind === 'output') {
        const text = decoders[item.fd].decode(fromBase64(item.data), { stream: true });
        // The screen's own speed is the stream's speed.
        await new Promise<void>((resolve) => xterm.write(shown(text, framed), resolve));
        continue;
      }
      if (item.kind === 'exit') return { kind: 'exit', code: item.code, typed };
      if (item.kind === 'ended') return { ...item, kind: 'exit', typed };
      if (item.kind === 'detached') return item;
      if (item.kind === 'opened') input.open(item.id, xterm.cols, xterm.rows);
      if (item.kind === 'attached') {
        attached = true;
        framed = !item.tty;
        typing = item.stdin ? (item.tty ? 'keys' : 'lines') : 'none';
        xterm.options.disableStdin = typing === 'none';
      }
      onItem(item);
    }
    return { kind: 'detached' };
  } finally {
    for (const key of keys) key.dispose();
  }
}

/** Without a terminal nobody has made a program's line ends those of a screen. */
function shown(text: string, framed: boolean): string {
  const upright = text.replace(turning, '\ufffd');
  return framed ? upright.replace(/\r?\n/g, '\r\n') : upright;
}

/** What goes to the program, in turn; what is typed before it is there waits for it. */
class Input {
  readonly #client: CoreClient;
  readonly #signal: AbortSignal;
  #open: (session: string) => void = () => {};
  readonly #opened = new Promise<string>((resolve) => {
    this.#open = resolve;
  });
  #sent: Promise<unknown> = Promise.resolve();

  constructor(client: CoreClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** The screen may have got another size since the program was asked for. */
  open(session: string, columns: number, rows: number): void {
    this.#open(session);
    this.resize(columns, rows);
  }

  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const data = toBase64(bytes.subarray(at, at + pieceBytes));
      this.#inTurn((id, options) => this.#client['guest.write']({ id, data }, options));
    }
  }

  end(): void {
    this.#inTurn((id, options) => this.#client['guest.end']({ id }, options));
  }

  resize(columns: number, rows: number): void {
    this.#inTurn((id, options) => this.#client['guest.resize']({ id, columns, rows }, options));
  }

  /** Resolves when all that was typed has been handed on. */
  async done(): Promise<void> {
    await this.#sent;
  }

  #inTurn(task: (session: string, options: { signal: AbortSignal }) => Promise<unknown>): void {
    // The program may have ended between two keys; its end is told by its output.
    this.#sent = this.#sent
      .then(async () => task(await this.#opened, { signal: this.#signal }))
      .catch(() => undefined);
  }
}
