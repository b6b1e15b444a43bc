/** What is done with the machine, and how its state looks. */
import type { VmState } from '../../../main/contract/model.ts';
import { act } from '../../stores/act.ts';

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

/** A failed start is told by the machine's own state, where its error stays; a notice would only repeat it. */
const toldByState = () => undefined;

export function startMachine(): Promise<boolean> {
  return act({ key: 'machine', onError: toldByState }, (client) => client['vm.start']({}));
}

export function stopMachine(): Promise<boolean> {
  return act({ key: 'machine' }, (client) => client['vm.stop']({}));
}

export function restartMachine(): Promise<boolean> {
  return act({ key: 'machine', onError: toldByState }, (client) => client['vm.restart']({}));
}
