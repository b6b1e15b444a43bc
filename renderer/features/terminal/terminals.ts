/**
 * The terminals that are open in containers. They go on while one looks at something else: their screens and streams
 * are held here, and the page only shows one.
 */
import { create } from 'zustand';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { AppError, isCancel, type WireError } from '../../../main/contract/errors.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { openScreen, type Screen } from './screen.ts';
import { talk, type TalkEnd } from './talk.ts';
import type { ExecWish, TerminalWish } from './wish.ts';

export type TerminalEnd =
  | TalkEnd
  /** The image has no shell that is known. */
  | { readonly kind: 'noShell' }
  /** The machine has stopped, and the program with it. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: WireError };

export interface TerminalSession {
  readonly id: number;
  /** The container's id. */
  readonly container: string;
  readonly wish: TerminalWish;
  /** Counts a container's terminals. */
  readonly number: number;
  readonly screen: Screen;
  readonly state: 'opening' | 'open' | 'ended';
  readonly end?: TerminalEnd;
  /** The program that runs; of a shell that was looked for, once it is found. */
  readonly command?: readonly string[];
  /** Of the main process: whether it has a terminal, and reads what is typed. */
  readonly attached?: { readonly tty: boolean; readonly stdin: boolean };
  /** Of a debug shell: the process whose namespaces it is in. */
  readonly pid?: number;
  readonly stop: AbortController;
}

interface TerminalsState {
  readonly sessions: readonly TerminalSession[];
  /** Which one a container's page shows. */
  readonly current: Readonly<Record<string, number>>;
}

export const useTerminals = create<TerminalsState>()(() => ({ sessions: [], current: {} }));

/** Most terminals at a time: each holds a screen with all that can be scrolled back to. */
export const mostTerminals = 20;

/** Opens a terminal and shows it. Resolves once one can type; throws why not, and then it is gone again. */
export async function openTerminal(container: string, wish: TerminalWish): Promise<void> {
  const session = add(container, wish);
  await new Promise<void>((resolve, reject: (reason: unknown) => void) => {
    void run(session, {
      onOpen: resolve,
      onFailure: (error) => {
        closeTerminal(session.id);
        reject(error);
      },
    });
  });
}

/** Opens a terminal and shows it, with whatever goes wrong. */
export function beginTerminal(container: string, wish: TerminalWish): void {
  const open = useTerminals.getState().sessions;
  // There is one main process, and two screens of it would fight over its size.
  const same = open.find(
    (one) => wish.kind === 'attach' && one.container === container && one.wish.kind === 'attach',
  );
  if (same !== undefined) {
    showTerminal(same);
    if (same.state === 'ended') restartTerminal(same.id);
    return;
  }
  if (open.length < mostTerminals) void run(add(container, wish));
}

/** The same once more, on the same screen. */
export function restartTerminal(id: number): void {
  const before = find(id);
  if (before?.state !== 'ended') return;
  const { end: _end, attached: _attached, pid: _pid, command: _command, ...rest } = before;
  const session = {
    ...rest,
    wish: again(before.wish),
    state: 'opening' as const,
    stop: new AbortController(),
  };
  useTerminals.setState(({ sessions }) => ({
    sessions: sessions.map((one) => (one.id === id ? session : one)),
  }));
  session.screen.xterm.reset();
  void run(session);
}

/** A container that has been started isn't started anew by looking at it. */
function again(wish: TerminalWish): TerminalWish {
  return wish.kind === 'attach' ? { kind: 'attach' } : wish;
}

/** Ends it; the main process of a container goes on. */
export function closeTerminal(id: number): void {
  const session = find(id);
  if (session === undefined) return;
  session.stop.abort();
  useTerminals.setState(({ sessions, current }) => {
    const rest = sessions.filter((one) => one !== session);
    const { [session.container]: shown, ...others } = current;
    const next = rest.findLast((one) => one.container === session.container)?.id;
    const now = shown === id ? next : shown;
    return { sessions: rest, current: now === undefined ? others : { ...others, [session.container]: now } };
  });
  session.screen.dispose();
}

/** Leaves the main process, which goes on; what it has written stays on the screen. */
export function detachTerminal(id: number): void {
  const session = find(id);
  if (session?.state !== 'open') return;
  session.stop.abort();
  change(session, { state: 'ended', end: { kind: 'detached' } });
}

export function showTerminal({ id, container }: Pick<TerminalSession, 'id' | 'container'>): void {
  useTerminals.setState(({ current }) => ({ current: { ...current, [container]: id } }));
}

/** Drops what has ended in containers that are no more. */
export function forgetTerminals(containers: ReadonlySet<string>): void {
  for (const { id, container, state } of useTerminals.getState().sessions)
    if (state === 'ended' && !containers.has(container)) closeTerminal(id);
}

function find(id: number): TerminalSession | undefined {
  return useTerminals.getState().sessions.find((one) => one.id === id);
}

function add(container: string, wish: TerminalWish): TerminalSession {
  const { sessions } = useTerminals.getState();
  const next = (list: readonly number[]) => 1 + Math.max(0, ...list);
  const session: TerminalSession = {
    ...{ container, wish, state: 'opening' },
    id: next(sessions.map(({ id }) => id)),
    number: next(sessions.flatMap((one) => (one.container === container ? [one.number] : []))),
    screen: openScreen(),
    stop: new AbortController(),
  };
  useTerminals.setState(({ current }) => ({
    sessions: [...sessions, session],
    current: { ...current, [container]: session.id },
  }));
  return session;
}

/** Unless it was closed, or begun anew, meanwhile. */
function change({ id, stop }: TerminalSession, to: Partial<TerminalSession>): void {
  useTerminals.setState(({ sessions }) => ({
    sessions: sessions.map((one) => (one.id === id && one.stop === stop ? { ...one, ...to } : one)),
  }));
}

interface Told {
  readonly onOpen?: () => void;
  /** Takes what goes wrong before it is open. */
  readonly onFailure?: (error: unknown) => void;
}

async function run(session: TerminalSession, { onOpen, onFailure }: Told = {}): Promise<void> {
  const { screen, stop } = session;
  const { signal } = stop;
  let opened = false;
  screen.xterm.options.disableStdin = false;
  try {
    const { client } = useCore.getState();
    if (client === undefined) throw new AppError('link.closed');
    const end = await talk({
      ...{ client, screen, signal },
      items: itemsOf(client, session),
      onLeave: () => detachTerminal(session.id),
      onItem: (item) => {
        if (item.kind === 'attached') change(session, { attached: { tty: item.tty, stdin: item.stdin } });
        if (item.kind === 'entered') change(session, { pid: item.pid });
        if (item.kind !== 'opened') return;
        opened = true;
        change(session, { state: 'open' });
        onOpen?.();
      },
    });
    const lost = useCore.getState().vm?.kind !== 'running';
    change(session, { state: 'ended', end: lost ? { kind: 'lost' } : end });
  } catch (error) {
    if (signal.aborted || isCancel(error)) return;
    if (!opened && onFailure !== undefined) return onFailure(error);
    change(session, {
      state: 'ended',
      end: error instanceof NoShell ? { kind: 'noShell' } : { kind: 'failed', error: wireOf(error) },
    });
  } finally {
    if (find(session.id)?.stop === stop) screen.xterm.options.disableStdin = true;
  }
}

/** The image holds no shell that is known. */
class NoShell extends Error {}

function itemsOf(client: CoreClient, session: TerminalSession) {
  const { wish, container: id, screen, stop } = session;
  const size = { columns: screen.xterm.cols, rows: screen.xterm.rows };
  const options = { signal: stop.signal };
  switch (wish.kind) {
    case 'attach':
      return client['container.attach'](
        { id, ...(wish.start === true ? { start: true } : {}), ...size },
        options,
      );
    case 'debug':
      return client['container.debug']({ id, ...size }, options);
    case 'exec':
      return exec(client, session, wish);
  }
}

async function* exec(client: CoreClient, session: TerminalSession, { command, ...who }: ExecWish) {
  const { container: id, screen, stop } = session;
  const options = { signal: stop.signal };
  const program = command ?? (await client['container.shells']({ id }, options)).paths.slice(0, 1);
  if (program.length === 0) throw new NoShell();
  change(session, { command: program });
  const size = { columns: screen.xterm.cols, rows: screen.xterm.rows };
  const { kind: _kind, ...asked } = who;
  yield* client['container.exec']({ id, command: [...program], ...asked, ...size }, options);
}
