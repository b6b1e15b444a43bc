/** What was used last in the palette, the newest first, for as long as the window lives. */
import { create } from 'zustand';

const mostKept = 20;

export const useRecent = create<{ readonly keys: readonly string[] }>()(() => ({ keys: [] }));

export function used(key: string): void {
  useRecent.setState(({ keys }) => ({
    keys: [key, ...keys.filter((one) => one !== key)].slice(0, mostKept),
  }));
}
