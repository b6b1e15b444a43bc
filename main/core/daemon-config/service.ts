/**
 * The user's part of the engine's configuration: a file in the home that says what the user wants, and an engine that is to run
 * with it. What a restart is tried with is written to the file first, so that a crash in between loses nothing: the guest falls
 * back by itself, and the next core makes the two agree or tells why they don't.
 */
import { readFile } from 'node:fs/promises';
import { checkDaemonConfig, type DaemonConfig } from '../../contract/daemon-config/check.ts';
import { isDeepEqual } from '../../contract/equal.ts';
import { AppError, describeError, hasCode, isCancel, toWire, type WireError } from '../../contract/errors.ts';
import type { GuestLink } from '../guest/link.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import type { Log } from '../lib/log.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { asRecord } from '../engine/untrusted.ts';
import {
  checkInGuest,
  keepInGuest,
  lastWords,
  refuseInGuest,
  showConfig,
  type GuestConfig,
} from './guest-config.ts';
import { mergeDaemonConfig } from './merge.ts';

export interface DaemonConfigOptions {
  /** The user's file. */
  readonly path: string;
  /** Throws `vm.notRunning`. */
  readonly guest: () => GuestLink;
  /** Restarts the engine and returns when it answers, or throws `engine.noStart`. */
  readonly restart: (guest: GuestLink, signal: AbortSignal) => Promise<void>;
  /** Tells what is wrong; undefined when nothing is any more. */
  readonly tell: (error: AppError | undefined) => void;
  readonly log: Log;
}

export class DaemonConfigService {
  readonly #options: DaemonConfigOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: DaemonConfigOptions) {
    this.#options = options;
  }

  /** The user's text; empty where there is none. Throws `file.failed`. */
  async text(): Promise<string> {
    const { path } = this.#options;
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return '';
      throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
    }
  }

  /** The text, what the engine runs with, and why that isn't in it. While the VM is off only the text is known. */
  async get(signal: AbortSignal): Promise<{ text: string; used?: string; problem?: WireError }> {
    const text = await this.text();
    const guest = this.#guest();
    if (guest === undefined) return { text };
    const found = await showConfig(guest, signal);
    const wanted = merged(text, found);
    const problem =
      wanted instanceof AppError
        ? this.#unusable(wanted)
        : isRefused(wanted, found)
          ? notUsed(found)
          : undefined;
    const used = found.used === undefined ? {} : { used: pretty(parsed(found.used)) };
    return { text, ...used, ...(problem === undefined ? {} : { problem: toWire(problem, () => undefined) }) };
  }

  /** Everything that is wrong with a text. */
  async check(text: string, signal: AbortSignal): Promise<readonly WireError[]> {
    const guest = this.#guest();
    const found = guest === undefined ? undefined : await showConfig(guest, signal);
    const own = found === undefined ? {} : parsed(found.own);
    const checked = checkDaemonConfig(text, own);
    if (checked.kind === 'bad') return checked.problems;
    if (guest === undefined) return [];
    try {
      await checkInGuest(guest, 'check', pretty(mergeDaemonConfig(own, checked.config)), signal);
      return [];
    } catch (error) {
      if (hasCode(error, 'daemonConfig.refused')) return [toWire(error, () => undefined)];
      throw error;
    }
  }

  /** See `daemonConfig.set` in the contract. What has begun is ended, even if the one who asked has left. */
  set(text: string): Promise<void> {
    return this.#inTurn(async () => {
      const guest = this.#options.guest();
      const found = await showConfig(guest);
      const wanted = merged(text, found);
      if (wanted instanceof AppError) throw wanted;
      const before = await this.text();
      const config = pretty(wanted);
      await checkInGuest(guest, 'try', config);
      await writeFileAtomic(this.#options.path, text);
      try {
        await this.#prove(guest);
      } catch (error) {
        await writeFileAtomic(this.#options.path, before);
        throw error;
      }
      this.#options.tell(undefined);
    });
  }

  /** Makes a VM that has just come up, or was found, run with what the user wants. Tells what is wrong, throws nothing. */
  async agree(signal: AbortSignal): Promise<void> {
    try {
      await this.#inTurn(() => this.#agree(signal));
    } catch (error) {
      if (signal.aborted || isCancel(error)) return;
      if (error instanceof AppError) this.#options.tell(error);
      this.#options.log.failure('engine', error);
    }
  }

  async #agree(signal: AbortSignal): Promise<void> {
    const { guest: guestNow, tell } = this.#options;
    const guest = guestNow();
    const text = await this.text();
    const found = await this.#shown(guest, text, signal);
    if (found === undefined) return;
    const wanted = merged(text, found);
    if (wanted instanceof AppError) return tell(this.#unusable(wanted));
    if (isRefused(wanted, found)) return tell(notUsed(found));
    tell(undefined);
    if (isDeepEqual(wanted, parsed(found.used ?? found.own))) {
      // A core that ended in the middle has left it unsaid.
      if (found.source === 'trial') await keepInGuest(guest);
      return;
    }
    await checkInGuest(guest, 'try', pretty(wanted), signal);
    try {
      await this.#prove(guest);
    } catch (error) {
      if (!hasCode(error, 'daemonConfig.rolledBack')) throw error;
      tell(notUsed(await showConfig(guest)));
    }
  }

  /** A VM of an older image can't have a configuration of the user's: no matter, where the user has none. */
  async #shown(guest: GuestLink, text: string, signal: AbortSignal): Promise<GuestConfig | undefined> {
    try {
      return await showConfig(guest, signal);
    } catch (error) {
      if (text.trim() !== '' || !hasCode(error, 'daemonConfig.guest')) throw error;
      this.#options.log.failure('engine', error);
      return undefined;
    }
  }

  /** Restarts the engine with what is on trial. Throws `daemonConfig.rolledBack`; then it runs as before. */
  async #prove(guest: GuestLink): Promise<void> {
    const { restart, log } = this.#options;
    const unhurried = new AbortController().signal;
    let late: unknown;
    try {
      await restart(guest, unhurried);
      if (await keepInGuest(guest)) return;
    } catch (error) {
      late = error;
      log.failure('engine', error);
      await refuseInGuest(guest);
      await restart(guest, unhurried);
    }
    const params = { reason: reasonOf(await showConfig(guest)) };
    throw new AppError('daemonConfig.rolledBack', { params, ...(late === undefined ? {} : { cause: late }) });
  }

  #guest(): GuestLink | undefined {
    try {
      return this.#options.guest();
    } catch (error) {
      if (error instanceof AppError && error.code === 'vm.notRunning') return undefined;
      throw error;
    }
  }

  #unusable(error: AppError): AppError {
    const { what, hint } = describeError(error, 'en');
    return new AppError('daemonConfig.fileBad', {
      params: { path: this.#options.path, reason: `${what} ${hint}` },
      cause: error,
    });
  }

  /** One after the other: two restarts at once would each take the other's for their own. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task, task);
    this.#last = mine.catch(() => undefined); // told to the one who asked
    return mine;
  }
}

/** What the engine is to run with, or what is wrong with the user's text. */
function merged(text: string, { own }: GuestConfig): DaemonConfig | AppError {
  const base = parsed(own);
  const checked = checkDaemonConfig(text, base);
  if (checked.kind === 'good') return mergeDaemonConfig(base, checked.config);
  const { code, params } = checked.problems[0];
  return new AppError(code, { params });
}

function isRefused(wanted: DaemonConfig, { refused, used }: GuestConfig): boolean {
  if (refused === undefined || (used !== undefined && isDeepEqual(parsed(used), wanted))) return false;
  return isDeepEqual(parsed(refused), wanted);
}

function notUsed(found: GuestConfig): AppError {
  return new AppError('daemonConfig.notUsed', { params: { reason: reasonOf(found) } });
}

function reasonOf({ reason }: GuestConfig): string {
  return lastWords(reason ?? '') ?? 'dockerd ended without a word';
}

/** A configuration that the guest has; nothing if it isn't one. */
function parsed(text: string): DaemonConfig {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {}; // compared with what is wanted, so it will be replaced
  }
}

function pretty(config: DaemonConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}
