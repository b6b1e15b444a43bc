/** How a build ended, as the mark of a state. */
import type { BuildRecord } from '../../../main/contract/build-model.ts';

/** Undefined: it goes on. */
export function outcomeTone(outcome: BuildRecord['outcome'] | undefined): 'good' | 'bad' | 'off' | 'busy' {
  switch (outcome) {
    case undefined:
      return 'busy';
    case 'done':
      return 'good';
    case 'failed':
      return 'bad';
    case 'cancelled':
      return 'off';
  }
}
