/** What can be asked about the engine's configuration, of which the user has a part. */
import * as v from 'valibot';
import { call } from '../rpc.ts';
import { wireError } from '../schemas.ts';
import { done, nothing } from './words.ts';

/** The user's part as text: JSON, or nothing. */
const configText = v.pipe(v.string(), v.maxLength(65_536));

export const daemonConfigEntries = {
  'daemonConfig.get': call(
    nothing,
    v.object({
      text: v.string(),
      /** The configuration that the engine runs with; undefined while the machine is off. */
      used: v.exactOptional(v.string()),
      /** Why the user's part is not in use. */
      problem: v.exactOptional(wireError),
    }),
  ),
  /** What is wrong with a text, the engine's own check included where the machine runs. */
  'daemonConfig.check': call(
    v.strictObject({ text: configText }),
    v.object({ problems: v.array(wireError) }),
  ),
  /**
   * Restarts the engine with this text and keeps it once the engine has answered; containers go on. Where it doesn't start, it
   * runs as before again. Throws `vm.notRunning`, the first problem that a check finds, `daemonConfig.rolledBack`.
   */
  'daemonConfig.set': call(v.strictObject({ text: configText }), done),
};
