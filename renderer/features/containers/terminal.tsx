/** A shell in a container. Lives on while other tabs are shown; ends with the page, or with the shell. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { SquareTerminal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { fromBase64, pieceBytes, toBase64 } from '../../ui/bytes.ts';
import { Empty, ErrorNote } from '../../ui/notes.tsx';

/** The best shell that the image has. */
const shell = ['sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash || exec sh'];

export function Terminal({
  container,
  shown,
}: {
  readonly container: ContainerSummary;
  readonly shown: boolean;
}) {
  const say = useText();
  const place = useRef<HTMLDivElement>(null);
  const [round, setRound] = useState(0);
  const [ended, setEnded] = useState<Ended>();
  const [error, setError] = useState<WireError>();
  const client = useCore((state) => state.client);
  // A paused shell stands still and goes on with its container.
  const running = container.state === 'running' || container.state === 'paused';
  const { id } = container;
  useEffect(() => {
    const element = place.current;
    if (element === null || client === undefined || !running) return;
    const controller = new AbortController();
    setEnded(undefined);
    setError(undefined);
    const screen = openScreen(element);
    talk(client, id, screen, controller.signal).then(setEnded, (failure: unknown) => {
      if (!controller.signal.aborted && !isCancel(failure)) setError(wireOf(failure));
    });
    return () => {
      controller.abort();
      screen.dispose();
    };
  }, [client, id, running, round]);
  useEffect(() => {
    if (!shown) return;
    // After the tab itself, which takes the focus when it is chosen.
    const timer = setTimeout(() => place.current?.querySelector('textarea')?.focus(), 50);
    return () => clearTimeout(timer);
  }, [shown, round]);
  if (!running) return <Empty icon={SquareTerminal} title={say('terminal.notRunning')} />;
  return (
    <>
      {error !== undefined && <ErrorNote error={error} onRetry={() => setRound(round + 1)} />}
      {ended !== undefined && (
        <div className="tools">
          <span>{say(ended.shell ? 'terminal.ended' : 'terminal.noShell', { code: ended.code })}</span>
          <Button onClick={() => setRound(round + 1)}>{say('terminal.again')}</Button>
        </div>
      )}
      <div className="terminal" ref={place} />
    </>
  );
}

/** Marks that have the browser draw a row in another order than it was written (UAX #9). */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** How a shell ended, and whether there was one at all. */
interface Ended {
  readonly code: number;
  readonly shell: boolean;
}

interface Screen {
  readonly xterm: Xterm;
  dispose(): void;
}

function openScreen(element: HTMLElement): Screen {
  const xterm = new Xterm({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    theme: { background: '#10161b', foreground: '#dfe6ec', cursor: '#f3b84b' },
    scrollback: 10_000,
    screenReaderMode: true,
    // What a program writes is no fault of the window, and no matter for its console.
    logLevel: 'off',
  });
  const fit = new FitAddon();
  // A program could give a link another target than it shows (OSC 8).
  xterm.parser.registerOscHandler(8, () => true);
  xterm.loadAddon(fit);
  xterm.open(element);
  xterm.focus();
  // Hidden behind another tab there is no size to fit into.
  const observer = new ResizeObserver(() => {
    if (element.clientHeight > 0) fit.fit();
  });
  observer.observe(element);
  fit.fit();
  return {
    xterm,
    dispose: () => {
      observer.disconnect();
      xterm.dispose();
    },
  };
}

/** Carries keys there and output here until the program ends; answers its exit code. */
async function talk(client: CoreClient, id: string, { xterm }: Screen, signal: AbortSignal): Promise<Ended> {
  const size = { columns: xterm.cols, rows: xterm.rows };
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  // What is typed before the shell is there waits for it.
  let open: (session: string) => void = () => {};
  let sent: Promise<unknown> = Promise.resolve();
  const opened = new Promise<string>((resolve) => {
    open = resolve;
  });
  const inTurn = (task: (session: string) => Promise<unknown>) => {
    // The program may have ended between two keys.
    sent = sent.then(async () => task(await opened)).catch(() => undefined);
  };
  let typed = false;
  xterm.onKey(() => {
    typed = true;
  });
  xterm.onData((text) => {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const data = toBase64(bytes.subarray(at, at + pieceBytes));
      inTurn((session) => client['guest.write']({ id: session, data }, { signal }));
    }
  });
  xterm.onResize(({ cols: columns, rows }) =>
    inTurn((session) => client['guest.resize']({ id: session, columns, rows }, { signal })),
  );
  for await (const item of client['container.exec']({ id, command: shell, ...size }, { signal })) {
    if (item.kind === 'exit')
      return { code: item.code, shell: typed || (item.code !== 126 && item.code !== 127) };
    if (item.kind === 'output') {
      // The screen's own speed is the stream's speed.
      const text = decoder.decode(fromBase64(item.data), { stream: true }).replace(turning, '\ufffd');
      await new Promise<void>((resolve) => xterm.write(text, resolve));
      continue;
    }
    open(item.id);
  }
  return { code: 255, shell: true };
}
