/** Collects what something acquires as it goes, and releases it in reverse: on failure, on stop, on quit. */

/** Undoes one thing. */
export type Release = () => unknown;

export class Scope {
  readonly #controller = new AbortController();
  readonly #releases: Release[] = [];
  readonly #children = new Set<Scope>();
  #closing: Promise<void> | undefined;
  #closed = false;

  /** Aborts when the scope, or the one it is a child of, begins to close. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Registers what undoes something that was just done. On a scope that has closed meanwhile it is undone at once and
   * the signal's reason is thrown, so that what is going on stops too.
   */
  defer(release: Release): void {
    if (!this.#closed) {
      this.#releases.push(release);
      return;
    }
    const closing = Promise.resolve(this.#closing);
    this.#closing = closing.then(async () => void (await release()));
    this.#controller.signal.throwIfAborted();
  }

  /** Registers a resource by how it is closed, and hands it back. */
  use<T extends { close(): unknown }>(resource: T): T {
    this.defer(() => resource.close());
    return resource;
  }

  /** A scope that closes with this one, or earlier on its own. */
  child(): Scope {
    const child = new Scope();
    this.defer(() => child.close());
    this.#children.add(child);
    child.defer(() => this.#children.delete(child));
    if (this.signal.aborted) child.#abort();
    return child;
  }

  /**
   * Aborts the signal, then runs every release in reverse, each after the one before has settled. What they throw is
   * thrown at the end, several of them as an `AggregateError`. Closing again waits for the same end.
   */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    this.#abort();
    const errors: unknown[] = [];
    for (let release = this.#releases.pop(); release !== undefined; release = this.#releases.pop()) {
      try {
        await release();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#closed = true;
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} things could not be released`);
  }

  #abort(): void {
    this.#controller.abort();
    for (const child of this.#children) child.#abort();
  }
}
