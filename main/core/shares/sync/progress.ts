/** Counts what is copied and tells of it, but not more often than anybody can see. */
import type { SyncConflict, SyncProgress } from '../../../contract/model.ts';

const everyMs = 200;
const maxConflicts = 100;

export class ProgressMeter {
  readonly #tell: (progress: SyncProgress) => void;
  #now: SyncProgress = {
    phase: 'comparing',
    filesDone: 0,
    filesTotal: 0,
    bytesDone: 0,
    bytesTotal: 0,
    conflicts: [],
  };
  #toldAt = -everyMs;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (progress: SyncProgress) => void) {
    this.#tell = tell;
  }

  /** Begins counting anew in a phase. */
  phase(
    phase: SyncProgress['phase'],
    totals: { files: number; bytes: number } = { files: 0, bytes: 0 },
  ): void {
    if (phase === this.#now.phase && phase !== 'copying') return;
    const counts = { filesDone: 0, filesTotal: totals.files, bytesDone: 0, bytesTotal: totals.bytes };
    this.#change({ phase, ...counts });
  }

  files(count: number): void {
    this.#change({ filesDone: this.#now.filesDone + count });
  }

  bytes(count: number): void {
    this.#change({ bytesDone: this.#now.bytesDone + count });
  }

  conflict(conflict: SyncConflict): void {
    this.#change({ conflicts: [...this.#now.conflicts, conflict].slice(-maxConflicts) });
  }

  /** Nothing is told any more. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #change(part: Partial<SyncProgress>): void {
    this.#now = { ...this.#now, ...part };
    if (this.#timer !== undefined) return;
    const wait = this.#toldAt + everyMs - performance.now();
    if (wait <= 0) return this.#say();
    this.#timer = setTimeout(() => this.#say(), wait);
    this.#timer.unref();
  }

  #say(): void {
    this.#timer = undefined;
    this.#toldAt = performance.now();
    this.#tell(this.#now);
  }
}
