/** The life of the VM as one pure function: which state follows from which event. What is not in the table is refused. */
import { isDeepEqual } from '../../contract/equal.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { WireError } from '../../contract/errors.ts';
import type { Problem, Progress, StartStep, VmState } from '../../contract/model.ts';

export type VmEvent =
  | { readonly kind: 'startRequested'; readonly at: number }
  | { readonly kind: 'stepBegun'; readonly step: StartStep }
  | { readonly kind: 'progressed'; readonly progress: Progress }
  | { readonly kind: 'started'; readonly at: number }
  | { readonly kind: 'startFailed'; readonly error: WireError }
  | { readonly kind: 'startCancelled' }
  | { readonly kind: 'problemsChanged'; readonly problems: readonly Problem[] }
  | { readonly kind: 'stopRequested'; readonly at: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'exited'; readonly error: WireError }
  | { readonly kind: 'deleted' };

/** The state after an event, or undefined if that event can't happen in this state. */
export function next(state: VmState, event: VmEvent): VmState | undefined {
  switch (event.kind) {
    case 'startRequested':
      return isAtRest(state) ? { kind: 'starting', step: 'image', since: event.at } : undefined;
    case 'stepBegun':
      return state.kind === 'starting'
        ? { kind: 'starting', step: event.step, since: state.since }
        : undefined;
    case 'progressed':
      return state.kind === 'starting' ? { ...state, progress: event.progress } : undefined;
    case 'started':
      return state.kind === 'starting' ? { kind: 'running', since: event.at, problems: [] } : undefined;
    case 'startFailed':
      return state.kind === 'starting' ? { kind: 'failed', error: event.error } : undefined;
    case 'startCancelled':
      return state.kind === 'starting' ? { kind: 'stopped' } : undefined;
    case 'problemsChanged':
      if (state.kind !== 'running') return undefined;
      // Those of ports that are tried again and again are told each time, and hardly ever change.
      return isDeepEqual(event.problems, state.problems) ? state : { ...state, problems: event.problems };
    case 'stopRequested':
      return state.kind === 'running' ? { kind: 'stopping', since: event.at } : undefined;
    case 'stopped':
      return state.kind === 'stopping' || state.kind === 'failed' ? { kind: 'stopped' } : undefined;
    case 'exited':
      return state.kind === 'running' ? { kind: 'failed', error: event.error } : undefined;
    case 'deleted':
      return isAtRest(state) ? { kind: 'absent' } : undefined;
    default:
      return assertNever(event);
  }
}

/** Nothing runs and nothing is under way. */
export function isAtRest(state: VmState): boolean {
  return state.kind === 'absent' || state.kind === 'stopped' || state.kind === 'failed';
}
