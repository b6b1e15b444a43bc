/** What the engine refuses to do. */

/** Becomes an answer with this HTTP status and the body `{"message": …}`. */
export class Fault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
