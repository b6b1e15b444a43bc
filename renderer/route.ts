/** Names in addresses. */

/**
 * A name as the router hands it over: it has taken back of the address what `decodeURI` takes back, and no more. What
 * else it may hold can't be told from the address, so names are compared in this form.
 */
export function routed(name: string): string {
  return decodeURI(encodeURIComponent(name));
}
