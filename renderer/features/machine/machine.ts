/** What is done with the machine, and how its state looks. */
import type { VmState } from '../../../main/contract/model.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { showError } from '../../stores/ui.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'off' | 'busy';

export function machineTone(vm: VmState | undefined): Tone {
  switch (vm?.kind) {
    case 'running':
      return vm.problems.length > 0 ? 'warn' : 'good';
    case 'starting':
    case 'stopping':
      return 'busy';
    case 'failed':
      return 'bad';
    default:
      return 'off';
  }
}

/** Milliseconds in which the machine's state catches up with the answer to a start. */
const catchUpMs = 300;

/** A failed start is told by the machine's own state, where its error stays; one that never began needs a notice. */
function unlessToldByState(error: WireError): void {
  if (useCore.getState().vm?.kind === 'failed') return;
  const timer = setTimeout(() => {
    stop();
    showError(error);
  }, catchUpMs);
  const stop = useCore.subscribe(({ vm }) => {
    if (vm?.kind !== 'failed') return;
    clearTimeout(timer);
    stop();
  });
}

export function startMachine(): Promise<boolean> {
  return act({ key: 'machine', onError: unlessToldByState }, (client) => client['vm.start']({}));
}

export function stopMachine(): Promise<boolean> {
  return act({ key: 'machine' }, (client) => client['vm.stop']({}));
}

export function restartMachine(): Promise<boolean> {
  return act({ key: 'machine', onError: unlessToldByState }, (client) => client['vm.restart']({}));
}
