/** What is looked at in the VM while somebody reads: once, however many windows do. */
import type { EngineParts } from '../contract/engine-pages-model.ts';
import type { VmUsage } from '../contract/engine-model.ts';
import type { Inventory } from './engine/inventory.ts';
import { watchParts } from './engine/parts.ts';
import type { Guest } from './guest/guest.ts';
import { watchUsage } from './guest/usage.ts';
import { shared } from './lib/shared.ts';

export interface VmLooks {
  /** What `watchUsage` tells. */
  usage(signal: AbortSignal): AsyncGenerator<VmUsage, void>;
  /** What `watchParts` tells. */
  parts(signal: AbortSignal): AsyncGenerator<EngineParts, void>;
}

export function shareLooks(guest: () => Guest, inventory: Pick<Inventory, 'containers'>): VmLooks {
  const usage = shared((_all: 'all', signal) => watchUsage(guest, signal));
  const parts = shared((_all: 'all', signal) => watchParts(guest, inventory, signal));
  return { usage: (signal) => usage('all', signal), parts: (signal) => parts('all', signal) };
}
