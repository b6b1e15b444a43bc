/** What somebody has written of the engine's configuration and not yet applied; it outlives the tab that it is written in. */
import { create } from 'zustand';

interface ConfigDraft {
  /** Undefined: nothing was changed. */
  readonly text: string | undefined;
}

export const useConfigDraft = create<ConfigDraft>()(() => ({ text: undefined }));

export function setConfigDraft(text: string | undefined): void {
  useConfigDraft.setState({ text });
}
