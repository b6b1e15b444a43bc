/** How a person is told that something went wrong. */
import type { Dialog } from 'electron';
import { AppError, describeError, toWire, type ErrorText, type Language } from '../../contract/errors.ts';
import type { Log } from '../../core/lib/log.ts';
import type { CurrentLanguage } from './modules.ts';

export interface NoticesOptions {
  readonly dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBox'>;
  readonly log: Log;
  readonly language: CurrentLanguage;
}

export class Notices {
  readonly #options: NoticesOptions;
  #last = '';

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Tells of an error and goes on at once. */
  tell(error: unknown): void {
    const { log, language } = this.#options;
    void this.#show(errorText(error, language(), log.failure('window', error)));
  }

  /** Tells of an error unless it is the same as the last one: for what is tried again and again. */
  tellOnce(error: unknown): void {
    const kind = error instanceof AppError ? error.code : String(error);
    if (this.#last === kind) return;
    this.#last = kind;
    this.tell(error);
  }

  /** Tells of an error and returns when the person has seen it. For the end: it holds up the whole process. */
  tellLast(error: unknown, logId: string): void {
    const { dialog, language } = this.#options;
    const { what, hint } = errorText(error, language(), logId);
    dialog.showErrorBox(what, hint);
  }

  /** Not `showErrorBox`: that holds up the whole process, and with it what docker talks to. */
  async #show({ what, hint }: ErrorText): Promise<void> {
    const { dialog, log } = this.#options;
    try {
      await dialog.showMessageBox({ type: 'error', title: 'Moorage', message: what, detail: hint });
    } catch (error) {
      log.failure('window', error);
    }
  }
}

/** What a person reads of an error; of one that nobody foresaw, where to find it in the log. */
export function errorText(error: unknown, language: Language, logId = ''): ErrorText {
  if (error instanceof AppError) return describeError(error, language);
  return describeError({ ...toWire(error, () => {}), params: { logId } }, language);
}
