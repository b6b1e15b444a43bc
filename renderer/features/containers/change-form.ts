/** What was typed about a container's restart policy and limits, and what of it is a change. Pure. */
import type { ContainerSettings } from '../../../main/contract/container-model.ts';
import {
  parseBytes,
  parseCpus,
  parseRestart,
  parseSwap,
  parseWhole,
} from '../../../main/contract/run-values.ts';

export const settingNames = ['restart', 'memory', 'memorySwap', 'cpus', 'cpuShares', 'pidsLimit'] as const;
export type SettingName = (typeof settingNames)[number];
export type TypedSettings = Readonly<Record<SettingName, string>>;

const readers: Readonly<Record<SettingName, (text: string) => unknown>> = {
  restart: parseRestart,
  memory: parseBytes,
  memorySwap: parseSwap,
  cpus: parseCpus,
  cpuShares: parseWhole,
  pidsLimit: parseWhole,
};

export function typedOf(now: ContainerSettings): TypedSettings {
  const { restart = 'no', memory = '', memorySwap = '', cpus = '', cpuShares = '', pidsLimit = '' } = now;
  return { restart, memory, memorySwap, cpus, cpuShares, pidsLimit };
}

/** Only what differs from what is so now; an empty field stays as it is. */
export function readSettings(
  typed: TypedSettings,
  now: ContainerSettings,
): { readonly changes: ContainerSettings; readonly faults: readonly SettingName[] } {
  const before = typedOf(now);
  const changed = settingNames.filter((name) => {
    const text = typed[name].trim();
    return text !== '' && text !== before[name];
  });
  return {
    changes: Object.fromEntries(changed.map((name) => [name, typed[name].trim()])),
    faults: changed.filter((name) => readers[name](typed[name].trim()) === undefined),
  };
}

const secret = /pass|secret|token|key|credential|auth|private/i;

/** A variable's name and value, and whether the name says that the value is nobody's business. */
export function readVariable(line: string): { name: string; value: string; secret: boolean } {
  const at = line.indexOf('=');
  const name = at === -1 ? line : line.slice(0, at);
  return { name, value: at === -1 ? '' : line.slice(at + 1), secret: secret.test(name) };
}
