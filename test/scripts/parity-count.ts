/** Counts how much of the list of what Moorage must cover is tested. */

/** A test as vitest reports it. */
export interface NamedTest {
  readonly fullName: string;
  readonly status: string;
}

export interface Parity {
  readonly rows: number;
  /** Rows that some test names. */
  readonly tested: number;
  /** Rows of which every test passed in the last run, and at least one ran. */
  readonly passed: number;
  /** Ids of the rows that no test names. */
  readonly missing: readonly string[];
}

/** A test names its rows in its title: `parity C07 C08 …`. */
export function parityOf(
  ids: readonly string[],
  sources: readonly string[],
  run: readonly NamedTest[],
): Parity {
  const named = new Set(sources.flatMap(rowsNamed));
  const results = new Map<string, string[]>();
  for (const { fullName, status } of run) {
    for (const id of rowsNamed(fullName)) results.set(id, [...(results.get(id) ?? []), status]);
  }
  const passed = (id: string) => {
    const statuses = results.get(id) ?? [];
    return statuses.includes('passed') && statuses.every((status) => status !== 'failed');
  };
  return {
    rows: ids.length,
    tested: ids.filter((id) => named.has(id)).length,
    passed: ids.filter((id) => named.has(id) && passed(id)).length,
    missing: ids.filter((id) => !named.has(id)),
  };
}

function rowsNamed(text: string): string[] {
  return [...text.matchAll(/\bparity((?: [A-Z]\d{2})+)\b/g)].flatMap((match) =>
    (match[1] ?? '').trim().split(' '),
  );
}
