/** What only the window knows: notices, which things are busy, the last command, open overlays. */
import { create } from 'zustand';
import type { WireError } from '../../main/contract/errors.ts';

export interface Notice {
  readonly id: number;
  readonly error: WireError;
}

/** A command that the window has carried out, or is about to. */
export interface ShownCommand {
  readonly command: string;
  readonly state: 'running' | 'done' | 'failed';
}

export interface ComposeWish {
  readonly action: 'up' | 'down';
  readonly files: readonly string[];
  readonly project?: string;
}

interface UiState {
  readonly notices: readonly Notice[];
  /** What runs, by the thing's key. */
  readonly busy: Readonly<Record<string, true>>;
  readonly lastCommand: ShownCommand | undefined;
  readonly paletteOpen: boolean;
  /** The image that the run form is open for; empty: open with nothing filled in. */
  readonly runImage: string | undefined;
  readonly pullOpen: boolean;
  /** The container that the form for a forward is open for; empty: for none yet. */
  readonly portContainer: string | undefined;
  /** The form for a folder to share. */
  readonly shareOpen: boolean;
  /** The list of keys. */
  readonly keysOpen: boolean;
  /** What the form for compose is filled with when it opens. */
  readonly composeOpen: ComposeWish | undefined;
}

export const useUi = create<UiState>()(() => ({
  notices: [],
  busy: {},
  lastCommand: undefined,
  paletteOpen: false,
  runImage: undefined,
  pullOpen: false,
  portContainer: undefined,
  shareOpen: false,
  keysOpen: false,
  composeOpen: undefined,
}));

/** Most notices at once; the oldest make room. */
const mostNotices = 3;

export function showError(error: WireError): void {
  useUi.setState(({ notices }) => {
    const id = (notices.at(-1)?.id ?? 0) + 1;
    return { notices: [...notices, { id, error }].slice(-mostNotices) };
  });
}

export function dismissNotice(id: number): void {
  useUi.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

export function setBusy(key: string, on: boolean): void {
  useUi.setState(({ busy }) => {
    const { [key]: _now, ...rest } = busy;
    return { busy: on ? { ...rest, [key]: true } : rest };
  });
}
