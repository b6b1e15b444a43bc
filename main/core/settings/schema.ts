/** What settings there are, their defaults and limits, and how a person writes them on a command line. */
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import type { Settings } from '../../contract/model.ts';
import { mostUndoMinutes } from '../../contract/removed-model.ts';
import { shells } from '../../contract/shell-quote.ts';

/** What the limits and defaults depend on. */
export interface HostFacts {
  readonly cpus: number;
  readonly memoryMiB: number;
}

export type SettingKey = keyof Settings;

const leastMemoryMiB = 512;
const leastDiskGiB = 4;
const mostDiskGiB = 16 * 1024;

/** What a person may write for each setting, as examples that need no translation. */
const expected: Record<SettingKey, (host: HostFacts) => string> = {
  cpus: ({ cpus }) => `1, 2, … ${cpus}`,
  memoryMiB: () => `512M, 2G, 2048 (MiB), …`,
  dataDiskGiB: () => `64, 100G, 1T, …`,
  qemuPath: () => '/usr/bin/qemu-system-x86_64, "", …',
  language: () => 'system, en, zh-CN',
  theme: () => 'system, light, dark',
  dockerContext: () => 'true, false',
  'ports.exposeToLan': () => 'true, false',
  'ports.forwardDetected': () => 'true, false',
  'ports.udpIdleSeconds': () => '1, 2, … 86400',
  'network.hostAccess': () => 'true, false',
  'shares.home': () => 'true, false',
  startOnLogin: () => 'true, false',
  startHidden: () => 'true, false',
  commandShell: () => ['system', ...shells].join(', '),
  undoMinutes: () => `0, 10, … ${mostUndoMinutes}`,
};

/**
 * The schema of the settings file: every key may be missing and has a default that suits the host; keys that are not
 * known are passed over. What is more than the host has is for `checkSettings` to say: a file may come from a larger one.
 */
export function settingsSchema(host: HostFacts) {
  const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
    v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
  const quarter = Math.floor(host.memoryMiB / 4);
  return v.object({
    cpus: v.optional(whole(1), Math.max(1, Math.min(4, host.cpus))),
    memoryMiB: v.optional(whole(leastMemoryMiB), Math.min(4096, Math.max(1024, quarter))),
    dataDiskGiB: v.optional(whole(leastDiskGiB, mostDiskGiB), 64),
    qemuPath: v.optional(v.pipe(v.string(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/)), ''),
    language: v.optional(v.picklist(['system', 'en', 'zh-CN']), 'system'),
    theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
    dockerContext: v.optional(v.boolean(), true),
    'ports.exposeToLan': v.optional(v.boolean(), false),
    'ports.forwardDetected': v.optional(v.boolean(), false),
    'ports.udpIdleSeconds': v.optional(whole(1, 86_400), 120),
    'network.hostAccess': v.optional(v.boolean(), true),
    'shares.home': v.optional(v.boolean(), true),
    startOnLogin: v.optional(v.boolean(), false),
    startHidden: v.optional(v.boolean(), false),
    commandShell: v.optional(v.picklist(['system', ...shells]), 'system'),
    undoMinutes: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(mostUndoMinutes)), 10),
  });
}

/** The settings of somebody who has set nothing. */
export function defaultSettings(host: HostFacts): Settings {
  return v.parse(settingsSchema(host), {});
}

/** Names of all settings. */
export const settingKeys = Object.keys(expected).filter(isSettingKey);

/** True for the name of a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(expected, key);
}

/**
 * Reads values as a file or a caller gives them. `where` is put before the key in the error's text. Throws
 * `config.invalid` for the first value that doesn't fit.
 */
export function readSettings(values: unknown, host: HostFacts, where = ''): Settings {
  const result = v.safeParse(settingsSchema(host), values);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const key = v.getDotPath(issue) ?? '';
  const shown = JSON.stringify(issue.input) ?? 'undefined';
  throw invalid(key, shown, host, where);
}

/**
 * Reads one setting as a person writes it, e.g. `memoryMiB` as `2G`, `2048M`, `2GiB` or plain MiB. Throws
 * `config.unknownKey`, `config.invalid`, and what `checkSettings` throws.
 */
export function parseSetting(key: string, text: string, host: HostFacts): Partial<Settings> {
  if (!isSettingKey(key)) {
    throw new AppError('config.unknownKey', { params: { key, known: settingKeys.join(', ') } });
  }
  const value = parsers[key](text.trim());
  if (value === undefined) throw invalid(key, text, host);
  const patch = { [key]: value };
  const result = v.safeParse(settingsSchema(host), patch);
  if (!result.success) throw invalid(key, text, host);
  checkSettings({ ...defaultSettings(host), ...patch }, host);
  return patch;
}

/**
 * Checks settings against the host and, if the VM has a data disk already, against that. Throws `config.tooManyCpus`,
 * `config.tooMuchMemory`, `config.diskShrink`.
 */
export function checkSettings(settings: Settings, host: HostFacts, presentDiskGiB?: number): void {
  const { cpus, memoryMiB, dataDiskGiB } = settings;
  if (cpus > host.cpus) {
    throw new AppError('config.tooManyCpus', { params: { value: cpus, available: host.cpus } });
  }
  if (memoryMiB > host.memoryMiB) {
    const params = { value: `${memoryMiB} MiB`, available: `${host.memoryMiB} MiB` };
    throw new AppError('config.tooMuchMemory', { params });
  }
  if (presentDiskGiB !== undefined && dataDiskGiB < presentDiskGiB) {
    throw new AppError('config.diskShrink', { params: { value: dataDiskGiB, present: presentDiskGiB } });
  }
}

/** How each setting is read from a command line; undefined for what isn't one. */
const parsers: Record<SettingKey, (text: string) => string | number | boolean | undefined> = {
  cpus: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined),
  memoryMiB: (text) => parseSize(text, 'M'),
  dataDiskGiB: (text) => parseSize(text, 'G'),
  qemuPath: (text) => text,
  language: (text) => text,
  theme: (text) => text,
  dockerContext: parseSwitch,
  'ports.exposeToLan': parseSwitch,
  'ports.forwardDetected': parseSwitch,
  'ports.udpIdleSeconds': (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined),
  'network.hostAccess': parseSwitch,
  'shares.home': parseSwitch,
  startOnLogin: parseSwitch,
  startHidden: parseSwitch,
  commandShell: (text) => text,
  undoMinutes: (text) => (/^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : undefined),
};

function parseSwitch(text: string): boolean | undefined {
  if (/^(?:true|yes|on|1)$/i.test(text)) return true;
  return /^(?:false|no|off|0)$/i.test(text) ? false : undefined;
}

const units = ['K', 'M', 'G', 'T'];

/**
 * A size with or without a unit (`G`, `GB` and `GiB` all mean 1024³, as in Docker), in whole numbers of `unit`, which is
 * also what a plain number means.
 */
function parseSize(text: string, unit: 'M' | 'G'): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)\s*(?:([KMGT])(?:i?B)?)?$/i.exec(text);
  if (found?.[1] === undefined) return undefined;
  const given = found[2]?.toUpperCase() ?? unit;
  const value = Number(found[1]) * 1024 ** (units.indexOf(given) - units.indexOf(unit));
  return Number.isInteger(value) ? value : undefined;
}

function invalid(key: string, value: string, host: HostFacts, where = ''): AppError {
  const params = {
    key: where === '' ? key : `${where}: ${key}`,
    value: value.length > 100 ? `${value.slice(0, 100)}…` : value,
    expected: isSettingKey(key) ? expected[key](host) : '{ … }',
  };
  return new AppError('config.invalid', { params });
}
