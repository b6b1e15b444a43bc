import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { keepConnected, type ConnectionState } from '../../../renderer/client.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The bridge of the preload script, with a core behind it that answers `env`. */
function fakeBridge() {
  let frame: (frame: unknown) => void = () => {};
  let close: () => void = () => {};
  const bridge = {
    opened: 0,
    send(sent: { t: string; id: number }) {
      const value = { dockerHost: `unix:///${bridge.opened}` };
      if (sent.t === 'ask') queueMicrotask(() => frame({ t: 'answer', id: sent.id, value }));
    },
    onFrame: (listener: typeof frame) => void (frame = listener),
    onClose: (listener: typeof close) => void (close = listener),
    open: () => void (bridge.opened += 1),
    close: () => close(),
  };
  return bridge;
}

function follow() {
  const states: ConnectionState[] = [];
  const clients: { client: CoreClient; signal: AbortSignal }[] = [];
  void keepConnected({
    onState: (state) => states.push(state),
    onClient: (client, signal) => clients.push({ client, signal }),
  });
  return { states, clients };
}

describe('the way to the core through the bridge', () => {
  it('connects, and connects again when the link has closed', async () => {
    vi.useFakeTimers();
    const bridge = fakeBridge();
    vi.stubGlobal('window', { moorage: bridge });
    const { states, clients } = follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['connected']);
    expect(await clients[0]?.client.env()).toEqual({ dockerHost: 'unix:///1' });
    bridge.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['connected', 'lost']);
    expect(clients[0]?.signal.aborted).toBe(true);
    await expect(clients[0]?.client.env()).rejects.toMatchObject({ code: 'link.closed' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(states).toEqual(['connected', 'lost', 'connected']);
    expect(clients[1]?.signal.aborted).toBe(false);
    expect(await clients[1]?.client.env()).toEqual({ dockerHost: 'unix:///2' });
  });
});

describe('the way to the core through a WebSocket', () => {
  class FakeSocket extends EventTarget {
    static readonly OPEN = 1;
    static made: FakeSocket[] = [];
    static accept = false;
    readonly url: string;
    readonly protocol: string;
    readyState = 0;
    constructor(url: string, protocol: string) {
      super();
      this.url = url;
      this.protocol = protocol;
      FakeSocket.made.push(this);
      queueMicrotask(() => {
        this.readyState = FakeSocket.accept ? 1 : 3;
        this.dispatchEvent(new Event(FakeSocket.accept ? 'open' : 'close'));
      });
    }
    close(): void {
      this.readyState = 3;
      this.dispatchEvent(new Event('close'));
    }
  }

  const page = (status: () => number | undefined) => {
    const storage = new Map<string, string>();
    FakeSocket.made = [];
    FakeSocket.accept = false;
    vi.stubGlobal('window', {
      location: { host: '127.0.0.1:1234' },
      localStorage: {
        getItem: (name: string) => storage.get(name) ?? null,
        setItem: (name: string, value: string) => void storage.set(name, value),
      },
    });
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('fetch', () => {
      const code = status();
      return code === undefined ? Promise.reject(new TypeError('nobody')) : Promise.resolve({ status: code });
    });
  };

  it('waits longer and longer, tells apart a refusal, and comes back', async () => {
    vi.useFakeTimers();
    let status: number | undefined;
    page(() => status);
    const { states } = follow();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.made.length).toBeGreaterThan(3);
    expect(FakeSocket.made.length).toBeLessThan(9);
    expect(new Set(states)).toEqual(new Set(['lost']));
    status = 401;
    await vi.advanceTimersByTimeAsync(3000);
    expect(states.at(-1)).toBe('refused');
    FakeSocket.accept = true;
    await vi.advanceTimersByTimeAsync(3000);
    expect(states.at(-1)).toBe('connected');
    // One secret for all attempts of this page.
    expect(new Set(FakeSocket.made.map(({ protocol }) => protocol)).size).toBe(1);
    expect(FakeSocket.made[0]?.protocol).toMatch(/^moorage\.[0-9a-f]{64}$/);
    expect(FakeSocket.made[0]?.url).toBe('ws://127.0.0.1:1234/link');
  });

  it('closes a socket that speaks something else', async () => {
    vi.useFakeTimers();
    page(() => 200);
    FakeSocket.accept = true;
    const { states } = follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['connected']);
    FakeSocket.made[0]?.dispatchEvent(new MessageEvent('message', { data: '{not json' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['connected', 'lost']);
  });
});
