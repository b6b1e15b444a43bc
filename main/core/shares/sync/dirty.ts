/** Folders of one side in which something may have changed since it was last looked at. */
export class Dirty {
  #folders = new Set<string>();
  #all = true;
  /** When something was last told, by `performance.now()`. */
  changedAt = 0;

  /** More of them than that are all. */
  static readonly most = 5_000;

  add(folder: string): void {
    this.changedAt = performance.now();
    this.mark(folder);
  }

  /** To be looked at, but not because it is known to have changed. */
  mark(folder: string): void {
    if (this.#all) return;
    this.#folders.add(folder);
    if (this.#folders.size > Dirty.most) this.addAll();
  }

  addAll(): void {
    this.#all = true;
    this.#folders.clear();
  }

  get any(): boolean {
    return this.#all || this.#folders.size > 0;
  }

  /** What there is, which then is no more. */
  take(): readonly string[] | 'all' {
    const taken = this.#all ? 'all' : [...this.#folders];
    this.#all = false;
    this.#folders = new Set();
    return taken;
  }
}
