import { useSyncExternalStore } from 'react';

/** Whether a media query holds, told again when that changes; `query` in CSS's words: `(min-width: 1000px)`. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
  );
}
