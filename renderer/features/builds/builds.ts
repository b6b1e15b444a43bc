/** Builds of this window: they go on while one looks elsewhere. What is past, the core keeps. */
import { create } from 'zustand';
import type { BuildWish } from '../../../main/contract/build-model.ts';
import type { TransferItem } from '../../../main/contract/engine-model.ts';
import { buildCommand } from '../../../main/contract/build-command.ts';
import { beginTask } from '../../stores/tasks.ts';
import { emptyBuild, formOf, nameOf, type BuildForm } from './build-form.ts';
import { BuildProgress } from './progress.ts';

export interface LiveBuild {
  /** Its name in the history. */
  readonly id: string;
  readonly task: number;
  readonly wish: BuildWish;
  readonly progress: BuildProgress;
  /** Another number whenever the progress has changed. */
  readonly version: number;
}

interface BuildsState {
  readonly live: readonly LiveBuild[];
  /** Kept while one is elsewhere. */
  readonly form: BuildForm;
  /** The line of the Dockerfile that the form is opened at. */
  readonly line: number | undefined;
}

export const useBuilds = create<BuildsState>()(() => ({ live: [], form: emptyBuild, line: undefined }));

/** Builds whose output is kept after their end. */
const mostLive = 20;

/** Begins a build; answers its name in the history. */
export function beginBuild(wish: BuildWish): string {
  const id = randomId();
  const progress = new BuildProgress();
  let frame = 0;
  const show = () => {
    frame = 0;
    useBuilds.setState(({ live }) => ({
      live: live.map((one) => (one.id === id ? { ...one, version: one.version + 1 } : one)),
    }));
  };
  const task = beginTask({
    title: { key: 'builds.task', values: { name: nameOf(wish) } },
    command: buildCommand(wish),
    items: async function* (client, signal): AsyncGenerator<TransferItem, void> {
      try {
        for await (const item of client['build.run']({ id, wish }, { signal })) {
          progress.take(item);
          if (frame === 0) frame = requestAnimationFrame(show);
          if (item.kind === 'step' && item.state === 'running') yield { kind: 'line', text: item.name };
        }
      } finally {
        cancelAnimationFrame(frame);
        progress.stop();
        show();
      }
    },
  });
  useBuilds.setState(({ live }) => ({
    live: [{ id, task, wish, progress, version: 0 }, ...live].slice(0, mostLive),
  }));
  return id;
}

/** Fills the form with a build that was, and opens it. */
export function buildAgain(wish: BuildWish, line?: number): void {
  useBuilds.setState({ form: formOf(wish), line });
  window.location.hash = '/builds/new';
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
