/** What a container is called between its removal in the window and the end of the time in which it can be had back. */

/** Longest name of a container that the engine is asked for. */
const longestName = 200;

/** `id` is the removal's own, in hexadecimal. */
export function asideName(name: string, id: string): string {
  return `${name.slice(0, longestName)}-removed-${id.slice(0, 6)}`;
}

/** The name that it had; any other name is answered as it is. */
export function nameBehind(name: string): string {
  return name.replace(/-removed-[0-9a-f]{6}$/, '');
}
