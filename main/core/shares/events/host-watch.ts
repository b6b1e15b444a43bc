export type EntryType = 'file' | 'dir' | 'link' | 'other';
export type HostChange =
  | {
      readonly kind: 'created' | 'deleted' | 'modified' | 'attributes';
      readonly path: string;
      readonly type: EntryType;
    }
  | { readonly kind: 'renamed'; readonly from: string; readonly path: string; readonly type: EntryType };
export interface HostWatch {
  follow(folders: readonly string[]): void;
  note(path: string): void;
  noteRename(from: string, path: string): void;
  ready(signal: AbortSignal): Promise<void>;
  close(): void;
}
export function watchHost(_options: {
  readonly root: string;
  readonly hidden: readonly string[];
  readonly onChanges: (changes: readonly HostChange[]) => void;
  readonly onProblem: (error: import('../../../contract/errors.ts').AppError | undefined) => void;
}): HostWatch {
  return { follow() {}, note() {}, noteRename() {}, ready: () => Promise.resolve(), close() {} };
}
