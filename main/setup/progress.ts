/** How set-up tells how far it is. */

/** One report: `done` of `total` bytes of the named step. `done` never passes `total`. */
export interface ProgressEvent {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (event: ProgressEvent) => void;
