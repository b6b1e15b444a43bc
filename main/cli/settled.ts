/** Waits for the VM to be neither starting nor stopping. */
import type { CoreClient } from '../contract/contract.ts';
import type { VmState } from '../contract/model.ts';

/** The state that the VM comes to rest in. Throws the signal's reason, and `link.closed`. */
export async function settled(core: CoreClient, signal: AbortSignal): Promise<VmState> {
  let last: VmState = { kind: 'absent' };
  for await (const state of core['vm.watch']({}, { signal })) {
    last = state;
    if (state.kind !== 'starting' && state.kind !== 'stopping') return state;
  }
  return last;
}
