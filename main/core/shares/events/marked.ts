/** Which folders have marks, and when to look at them. */
import type { Folder } from './folder.ts';
import { Gather } from './gather.ts';

/** How long changes are gathered at most, in ms. */
const mostGatherMs = 250;

export class Marked {
  readonly #folders = new Set<Folder>();
  readonly #gather: Gather;

  /** `due` is called when it is time to look. */
  constructor(settleMs: number, due: () => void) {
    this.#gather = new Gather(settleMs, mostGatherMs, due);
  }

  /** Something happened: it is looked at when it is quiet. */
  happened(folder: Folder, name: string | undefined): void {
    if (this.#add(folder, name)) this.#gather.touch();
  }

  /** Has a name looked at in the next round; without a name, everything in the folder. */
  add(folder: Folder, name: string | undefined): void {
    if (this.#add(folder, name)) this.#gather.remind();
  }

  /** Takes those that can be looked at: of the others everything will be read. */
  take(): Folder[] {
    const folders = [...this.#folders].filter(({ known, gone }) => known || gone);
    for (const folder of folders) this.#folders.delete(folder);
    return folders.filter(({ gone }) => !gone);
  }

  close(): void {
    this.#gather.close();
  }

  #add(folder: Folder, name: string | undefined): boolean {
    if (folder.gone) return false;
    folder.mark(name);
    this.#folders.add(folder);
    return true;
  }
}
