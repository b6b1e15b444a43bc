/** How far parts have come together, 0 to 1; undefined where none of them says how large it is. */
export function progressOf(
  parts: readonly { readonly done?: number; readonly total?: number }[],
): number | undefined {
  let [done, total] = [0, 0];
  for (const part of parts) {
    if (part.total === undefined) continue;
    done += Math.min(part.done ?? 0, part.total);
    total += part.total;
  }
  return total === 0 ? undefined : done / total;
}
