/** Follows the VM through whatever core there is, for the tray: its state, the settings that concern the shell, and a client. */
import { contract, type CoreClient } from '../../contract/contract.ts';
import { AppError, hasCode, isCancel, type Language } from '../../contract/errors.ts';
import { memoryLinks } from '../../contract/memory-link.ts';
import type { Settings, VmState } from '../../contract/model.ts';
import { connect } from '../../contract/rpc.ts';
import { backoffMs, delay } from '../../core/lib/retry.ts';
import { Topic, type ReadableTopic } from '../../core/lib/topic.ts';
import type { CoreAccess } from './core-access.ts';
import { chosenLanguage } from './texts.ts';

export interface FollowerOptions {
  readonly access: Pick<CoreAccess, 'attach'>;
  /** The system's locale, such as `zh-CN`. */
  readonly locale: () => string;
  /** Gets what keeps the core from being followed; the same may come again and again. */
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What the tray shows. */
export interface Followed {
  /** Undefined while no core answers. */
  readonly state: VmState | undefined;
  readonly language: Language;
  readonly theme: Settings['theme'];
}

export class Follower {
  readonly #options: FollowerOptions;
  readonly #followed = new Topic<Followed>({
    state: undefined,
    language: 'en',
    theme: 'system',
  });
  #client: CoreClient | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  get followed(): ReadableTopic<Followed> {
    return this.#followed;
  }

  /** To ask the core with; undefined while none answers. */
  get client(): CoreClient | undefined {
    return this.#client;
  }

  /** Follows until the signal aborts. */
  async run(): Promise<void> {
    const { signal, onFailure, locale } = this.#options;
    // Electron knows it only once it is ready, which is when this is called.
    this.#set({ language: chosenLanguage('system', locale()) });
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.#follow(() => (failures = 0));
      } catch (error) {
        if (signal.aborted) return;
        // A core that ends closes its links: no failure, the next one is asked for.
        if (!hasCode(error, 'link.closed') && !isCancel(error)) onFailure(error);
      }
      await pause(backoffMs(failures, { firstMs: 200, maxMs: 30_000 }), signal);
    }
  }

  /** Looks again which language and theme are wanted: nothing tells when a person changes them in the window. */
  async refreshSettings(): Promise<void> {
    try {
      const got = await this.#client?.['settings.get']({}, { signal: this.#options.signal });
      if (got === undefined) return;
      const language = chosenLanguage(got.settings.language, this.#options.locale());
      const { theme } = got.settings;
      const now = this.#followed.value;
      if (language !== now.language || theme !== now.theme) this.#set({ language, theme });
    } catch (error) {
      // Settings that can't be read are told to those who need them; words can be chosen without.
      if (!(error instanceof AppError) && !isCancel(error)) throw error;
    }
  }

  async #follow(onAnswer: () => void): Promise<void> {
    const { access, signal } = this.#options;
    const [near, far] = memoryLinks();
    try {
      await access.attach(far);
      const client = connect(near, contract);
      this.#client = client;
      for await (const state of client['vm.watch']({}, { signal })) {
        onAnswer();
        await this.refreshSettings();
        this.#set({ state });
      }
    } finally {
      this.#client = undefined;
      near.close();
      this.#set({ state: undefined });
    }
  }

  #set(change: Partial<Followed>): void {
    this.#followed.set({ ...this.#followed.value, ...change });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
