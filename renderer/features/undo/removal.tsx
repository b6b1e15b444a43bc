/**
 * Removes things: at once where that can be undone for a while, and else after asking. What can't be held back is asked
 * about by itself, with the reason.
 */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { AppError, type WireError } from '../../../main/contract/errors.ts';
import { act, wireOf, type Command } from '../../stores/act.ts';
import { forAll, type Member } from '../../stores/act-all.ts';
import { newGroup, useRemoval, useUndoable } from '../../stores/removal.ts';
import { showError } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorNote } from '../../ui/notes.tsx';

interface RemovalProps<T extends Member> {
  readonly members: readonly T[];
  /** Removes one; with a group so that it can be undone. */
  readonly remove: (client: CoreClient, member: T, group: { readonly undo?: string }) => Promise<unknown>;
  readonly command: (members: readonly T[]) => Command;
  readonly title: (members: readonly T[]) => string;
  /** What the question says. */
  readonly children: ReactNode;
  readonly onClose: (done: boolean) => void;
}

interface Left<T> {
  readonly members: readonly T[];
  readonly reason: WireError;
}

export function Removal<T extends Member>(props: RemovalProps<T>) {
  const undoable = useUndoable();
  const [left, setLeft] = useState<Left<T>>();
  // Each kind of removal asks in its own way; which one it was at first counts.
  const [held] = useState(undoable);
  if (!held) return <Ask {...props} />;
  if (left === undefined) return <Hold {...props} onLeft={setLeft} />;
  return <Ask {...props} members={left.members} reason={left.reason} />;
}

/** Shows nothing: it is done as soon as it is asked for. */
function Hold<T extends Member>({
  members,
  remove,
  command,
  onClose,
  onLeft,
}: RemovalProps<T> & { readonly onLeft: (left: Left<T>) => void }) {
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const group = newGroup();
    const left: { readonly member: T; readonly reason: WireError }[] = [];
    useRemoval.setState({ offered: group });
    const task = (client: CoreClient) =>
      forAll(client, members, async (_client, member) => {
        try {
          await remove(client, member, { undo: group });
        } catch (error) {
          if (!(error instanceof AppError) || !error.code.startsWith('removal.')) throw error;
          left.push({ member, reason: wireOf(error) });
        }
      });
    const run = async () => {
      const done = await act({ command: command(members), onError: showError }, task);
      const [first] = left;
      if (first === undefined) onClose(done);
      else onLeft({ members: left.map(({ member }) => member), reason: first.reason });
    };
    void run();
  }, [members, remove, command, onClose, onLeft]);
  return null;
}

function Ask<T extends Member>({
  members: now,
  remove,
  command,
  title,
  reason,
  children,
  onClose,
}: RemovalProps<T> & { readonly reason?: WireError }) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [members] = useState(now);
  return (
    <Confirm
      title={title(members)}
      confirm={say('remove')}
      command={command(members)}
      task={(client) => forAll(client, members, (_client, member) => remove(client, member, {}))}
      onClose={onClose}
    >
      {reason !== undefined && <ErrorNote error={reason} tone="warn" />}
      {children}
    </Confirm>
  );
}
