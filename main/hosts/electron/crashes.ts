/** How often a crashed window is loaded again by itself. */

/** Answers whether a crash may be followed by another load: at most `most` times within `withinMs`. */
export function reloadLimit(clock: () => number, most = 3, withinMs = 60_000): () => boolean {
  let reloads: readonly number[] = [];
  return () => {
    const now = clock();
    reloads = reloads.filter((at) => now - at < withinMs);
    if (reloads.length >= most) return false;
    reloads = [...reloads, now];
    return true;
  };
}
