/**
 * The window's way to the core: the preload bridge inside of Electron, a WebSocket in a browser. Connects again by
 * itself; what it connects to is the same contract either way.
 */
import { contract, type CoreClient } from '../main/contract/contract.ts';
import { AppError } from '../main/contract/errors.ts';
import { Closing, type Link } from '../main/contract/link.ts';
import { connect } from '../main/contract/rpc.ts';

/** What the preload script offers. */
interface Bridge {
  send(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
  open(): void;
}

declare global {
  interface Window {
    readonly moorage?: Bridge;
  }
}

/** How the connection is. `refused`: the host answers and doesn't know this window any more. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

export interface ConnectionEvents {
  readonly onState: (state: ConnectionState) => void;
  /** A fresh connection; the signal aborts when it is gone. */
  readonly onClient: (client: CoreClient, signal: AbortSignal) => void;
}

/** Milliseconds between two attempts: more and more, up to the last. */
const pauses = [200, 500, 1000, 2000, 3000];

/** Connects, and keeps connected for as long as the page lives. */
export async function keepConnected({ onState, onClient }: ConnectionEvents): Promise<never> {
  for (let failures = 0; ; failures += 1) {
    const link = await openLink();
    if (link !== undefined) {
      failures = 0;
      const gone = new AbortController();
      const closed = new Promise<void>((resolve) => link.onClose(() => resolve()));
      onState('connected');
      onClient(connect(link, contract), gone.signal);
      await closed;
      gone.abort();
    }
    onState((await isRefused()) ? 'refused' : 'lost');
    await new Promise((resolve) => setTimeout(resolve, pauses[Math.min(failures, pauses.length - 1)]));
  }
}

function openLink(): Promise<Link | undefined> {
  return window.moorage === undefined ? openWebSocket() : openBridge(window.moorage);
}

/** The bridge has one listener of each kind, so each opening replaces the one before. */
function openBridge(bridge: Bridge): Promise<Link> {
  const closing = new Closing();
  const kept: unknown[] = [];
  let listener: ((frame: unknown) => void) | undefined;
  bridge.onFrame((frame) => (listener === undefined ? void kept.push(frame) : listener(frame)));
  bridge.onClose(() => closing.close());
  bridge.open();
  return Promise.resolve({
    send: (frame) => {
      if (!closing.done) bridge.send(frame);
    },
    onFrame: (next) => {
      listener = next;
      for (const frame of kept.splice(0)) next(frame);
    },
    onClose: (callback) => closing.onClose(callback),
    close: (reason) => void closing.close(reason),
  });
}

function openWebSocket(): Promise<Link | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${window.location.host}/link`, `moorage.${windowKey()}`);
    const closing = new Closing();
    let listener: ((frame: unknown) => void) | undefined;
    const kept: unknown[] = [];
    socket.addEventListener('message', ({ data }) => {
      const frame = parse(data);
      if (frame === undefined) return socket.close();
      if (listener === undefined) kept.push(frame);
      else listener(frame);
    });
    socket.addEventListener('close', () => {
      closing.close();
      resolve(undefined);
    });
    socket.addEventListener('open', () =>
      resolve({
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
        },
        onFrame: (next) => {
          listener = next;
          for (const frame of kept.splice(0)) next(frame);
        },
        onClose: (callback) => closing.onClose(callback),
        close: (reason) => {
          closing.close(reason ?? new AppError('link.closed'));
          socket.close();
        },
      }),
    );
  });
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined; // not our protocol: the link is closed
  }
}

/**
 * A secret of this origin. Cookies are sent to every port of a host, so one alone would let a page on another port act
 * as this window; its storage a page shares with nobody.
 */
function windowKey(): string {
  const name = 'moorage.key';
  const present = window.localStorage.getItem(name);
  if (present !== null && /^[\w-]{22,64}$/.test(present)) return present;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  window.localStorage.setItem(name, key);
  return key;
}

/** True if a host answers and doesn't let this window in. */
async function isRefused(): Promise<boolean> {
  if (window.moorage !== undefined) return false;
  try {
    const { status } = await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return status === 401 || status === 403;
  } catch {
    return false; // nobody answers: lost, not refused
  }
}
