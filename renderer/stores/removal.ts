/** Removals of this window that can be undone: what was removed last is offered to be put back. */
import { create } from 'zustand';
import type { RemovedThing } from '../../main/contract/removed-model.ts';
import { useCore } from './core.ts';
import { act } from './act.ts';
import { forAll } from './act-all.ts';

interface RemovalState {
  /** The group that is offered to be put back. */
  readonly offered: string | undefined;
}

export const useRemoval = create<RemovalState>()(() => ({ offered: undefined }));

/** A name for what is removed at one go. */
export function newGroup(): string {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((one) => one.toString(36)).join('-');
}

export function withdrawOffer(): void {
  useRemoval.setState({ offered: undefined });
}

/** Whether removals are held back for a while. */
export function useUndoable(): boolean {
  return useCore((state) => (state.settings?.undoMinutes ?? 0) > 0);
}

/** Puts things back; errors are shown, never thrown. */
export function putBack(things: readonly RemovedThing[]): Promise<boolean> {
  const members = things.map(({ id, name }) => ({ key: id, name }));
  return act({}, (client) =>
    forAll(client, members, (_client, { key }) => client['removed.undo']({ id: key })),
  );
}

/** Puts back what was removed last, if that is still offered. */
export async function undoLast(): Promise<boolean> {
  const { offered } = useRemoval.getState();
  const things = (useCore.getState().removed ?? []).filter(
    ({ group, error }) => group === offered && error === undefined,
  );
  withdrawOffer();
  return things.length > 0 && (await putBack(things));
}
