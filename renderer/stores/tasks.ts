/**
 * What takes longer than one wants to look at it: it goes on while one is elsewhere, can be cancelled, and tells how it
 * ended. Each task is a stream of the core; leaving the stream ends it.
 */
import { create } from 'zustand';
import type { CoreClient } from '../../main/contract/contract.ts';
import type { TransferItem } from '../../main/contract/engine-model.ts';
import type { WireError } from '../../main/contract/errors.ts';
import type { TextKey, TextValues } from '../text.ts';
import { act, type Command } from './act.ts';
import { showError } from './ui.ts';

export type Part = Extract<TransferItem, { kind: 'part' }>;

export interface Task {
  readonly id: number;
  /** What it is, in the window's language of the moment. */
  readonly title: { readonly key: TextKey; readonly values?: TextValues };
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Parts with their progress, in the order in which they were first heard of. */
  readonly parts: readonly Part[];
  /** The last lines that were told, the newest last. */
  readonly lines: readonly string[];
  readonly error: WireError | undefined;
  readonly startedAt: number;
  /** When it ended. */
  readonly endedAt: number | undefined;
  /** Somebody looks at it: its error is shown there, and not as a notice. */
  readonly watched: boolean;
  readonly cancel: () => void;
}

export interface TaskWish {
  readonly title: Task['title'];
  readonly command?: Command;
  readonly items: (client: CoreClient, signal: AbortSignal) => AsyncIterable<TransferItem>;
  /** After it has succeeded. */
  readonly onDone?: () => void;
}

interface TaskState {
  readonly tasks: readonly Task[];
}

export const useTasks = create<TaskState>()(() => ({ tasks: [] }));

/** Ended tasks that are kept. */
const mostEnded = 20;
const mostLines = 200;

/** Begins a task; answers its id. */
export function beginTask({ title, command, items, onDone }: TaskWish): number {
  const id = (useTasks.getState().tasks.at(-1)?.id ?? 0) + 1;
  const controller = new AbortController();
  const task: Task = {
    id,
    title,
    state: 'running',
    parts: [],
    lines: [],
    error: undefined,
    startedAt: Date.now(),
    endedAt: undefined,
    watched: true,
    cancel: () => controller.abort(),
  };
  useTasks.setState(({ tasks }) => ({ tasks: [...keep(tasks), task] }));
  void run(id, controller, { command, items, onDone });
  return id;
}

/** Whether somebody looks at a task; one that has failed meanwhile tells it as a notice. */
export function watchTask(id: number, watched: boolean): void {
  change(id, () => ({ watched }));
}

/** Takes what has ended off the list. */
export function dismissTasks(): void {
  useTasks.setState(({ tasks }) => ({ tasks: tasks.filter(({ state }) => state === 'running') }));
}

async function run(
  id: number,
  controller: AbortController,
  {
    command,
    items,
    onDone,
  }: Pick<TaskWish, 'items'> & { command: Command | undefined; onDone: TaskWish['onDone'] },
): Promise<void> {
  const parts = new Map<string, Part>();
  const lines: string[] = [];
  let frame = 0;
  const show = () => {
    frame = 0;
    change(id, () => ({ parts: [...parts.values()], lines: [...lines] }));
  };
  const task = async (client: CoreClient) => {
    for await (const item of items(client, controller.signal)) {
      if (item.kind === 'line') {
        lines.push(item.text);
        if (lines.length > mostLines) lines.shift();
      } else if (item.kind === 'part') parts.set(item.id, item);
      else continue;
      if (frame === 0) frame = requestAnimationFrame(show);
    }
  };
  const onError = (error: WireError) => {
    change(id, () => ({ error }));
    if (useTasks.getState().tasks.find((one) => one.id === id)?.watched !== true) showError(error);
  };
  const done = await act({ ...(command === undefined ? {} : { command }), onError }, task);
  cancelAnimationFrame(frame);
  show();
  const cancelled = controller.signal.aborted;
  change(id, () => ({ state: done ? 'done' : cancelled ? 'cancelled' : 'failed', endedAt: Date.now() }));
  if (done) onDone?.();
}

function change(id: number, to: (task: Task) => Partial<Task>): void {
  useTasks.setState(({ tasks }) => ({
    tasks: tasks.map((task) => (task.id === id ? { ...task, ...to(task) } : task)),
  }));
}

/** All that run, and the newest of those that have ended. */
function keep(tasks: readonly Task[]): readonly Task[] {
  const ended = tasks.filter(({ state }) => state !== 'running');
  const old = new Set(ended.slice(0, Math.max(0, ended.length - mostEnded)));
  return tasks.filter((task) => !old.has(task));
}
