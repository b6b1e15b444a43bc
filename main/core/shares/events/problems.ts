/** Of all that may be wrong with watching at a time, tells the worst, and when all is well again. */
import { AppError } from '../../../contract/errors.ts';

export class Problems {
  readonly #root: string;
  readonly #tell: (error: AppError | undefined) => void;
  #told = '';
  #failure: AppError | undefined;
  #gone: string | undefined;
  #limited = false;
  #overflow = false;

  constructor(root: string, tell: (error: AppError | undefined) => void) {
    this.#root = root;
    this.#tell = tell;
  }

  /** The path of a folder that should be there, or undefined if all are. */
  gone(path: string | undefined): void {
    this.#gone = path;
    this.#changed();
  }

  /** Some folders are not watched but looked at now and then. */
  limited(limited: boolean): void {
    this.#limited = limited;
    this.#changed();
  }

  /** Events were lost, and what became of it is not told yet. */
  overflow(overflow: boolean): void {
    this.#overflow = overflow;
    this.#changed();
  }

  /** Something that ought not to happen, or undefined when it went well again. */
  failed(error: AppError | undefined): void {
    this.#failure = error;
    this.#changed();
  }

  #changed(): void {
    const error = this.#worst();
    const told = error === undefined ? '' : `${error.code} ${String(error.params['path'])}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#tell(error);
  }

  #worst(): AppError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#gone !== undefined) return new AppError('share.folderGone', { params: { path: this.#gone } });
    if (this.#limited) return new AppError('share.watchLimit', { params: { path: this.#root } });
    if (this.#overflow) return new AppError('share.watchOverflow', { params: { path: this.#root } });
    return undefined;
  }
}
