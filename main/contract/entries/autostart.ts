/** What the system does at login; setting it is a matter of the settings. */
import * as v from 'valibot';
import { call } from '../rpc.ts';
import { nothing } from './words.ts';

export const autostartEntries = {
  /** What the system really has: somebody may have changed it there. Null where only the desktop app could do it. */
  'autostart.get': call(
    nothing,
    v.object({ item: v.nullable(v.object({ enabled: v.boolean(), hidden: v.boolean() })) }),
  ),
};
