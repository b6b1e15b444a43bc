/** Puts the user's part of the engine's configuration over the image's own. */
import type { DaemonConfig } from '../../contract/daemon-config/check.ts';
import { asRecord } from '../engine/untrusted.ts';

/** Lists that both have a say in. All others are the user's alone where the user has one: their order means something. */
const joined = ['insecure-registries'];
/** Drivers that the image's own options for logs are made for. */
const rotating = ['json-file', 'local'];

/** What the engine is to run with. `user` has passed `checkDaemonConfig`. */
export function mergeDaemonConfig(own: DaemonConfig, user: DaemonConfig): DaemonConfig {
  const merged: Record<string, unknown> = { ...own, ...user };
  for (const key of joined) {
    const all = [...listOf(own[key]), ...listOf(user[key])];
    if (all.length > 0) merged[key] = [...new Set(all)];
  }
  if (own['log-opts'] !== undefined) {
    const fits = rotating.some((driver) => driver === merged['log-driver']);
    merged['log-opts'] = { ...(fits ? asRecord(own['log-opts']) : {}), ...asRecord(user['log-opts']) };
  }
  return merged;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
