/**
 * Chooses the packages that some wanted ones need. Smaller than apt's resolver on purpose: nothing is installed yet,
 * so there is nothing to keep, upgrade or remove; Recommends are left out, and Conflicts and Breaks are not looked at.
 */
import { AppError } from '../../contract/errors.ts';
import type { Package, PackageIndex } from './packages.ts';
import {
  compareVersions,
  formatRelation,
  parseDepends,
  parseRelation,
  satisfies,
  type Relation,
} from './version.ts';

export interface ResolveOptions {
  /** Names to do without, packages or virtual ones: whatever depends on them counts as satisfied. */
  readonly exclude?: readonly string[];
  /** Package name to the one suite that it must come from. */
  readonly pins?: Readonly<Record<string, string>>;
}

/**
 * The wanted packages and all that they depend on, each once, sorted by name. The indexes are in order of
 * preference: a package comes from the first one that has a version which fits, unless it is pinned; within an index
 * the newest counts. Of alternatives the first that can be had is taken, unless another is taken already; of several
 * packages that provide a name, one that is taken already, else the first by name. `roots` are relations such as
 * `qemu-utils` or `libc6 (>= 2.38)`. The same input always gives the same list.
 * Throws `setup.packageMissing` for the first relation that can't be met.
 */
export function resolve(
  indexes: readonly PackageIndex[],
  roots: readonly string[],
  options: ResolveOptions = {},
): Package[] {
  // When a later dependency wants another version of what was taken, all starts over with that bound known.
  // Every round adds a bound, and there are only so many in the archive.
  const bounds = new Map<string, Relation[]>();
  for (;;) {
    const attempt = new Attempt(indexes, options, bounds);
    const conflict = attempt.run(roots);
    if (conflict === undefined) return attempt.taken();
    const known = bounds.get(conflict.name) ?? [];
    if (known.some((one) => formatRelation(one) === formatRelation(conflict))) {
      throw missing(formatRelation(conflict), indexes);
    }
    bounds.set(conflict.name, [...known, conflict]);
  }
}

function missing(name: string, indexes: readonly PackageIndex[]): AppError {
  return new AppError('setup.packageMissing', {
    params: { name, architecture: indexes[0]?.architecture ?? '?' },
  });
}

class Attempt {
  private readonly indexes: readonly PackageIndex[];
  private readonly options: ResolveOptions;
  private readonly bounds: ReadonlyMap<string, readonly Relation[]>;
  private readonly excluded: ReadonlySet<string>;
  private readonly chosen = new Map<string, Package>();
  /** Names provided by what is chosen; the versions that are provided, undefined for none. */
  private readonly provided = new Map<string, (string | undefined)[]>();

  constructor(
    indexes: readonly PackageIndex[],
    options: ResolveOptions,
    bounds: ReadonlyMap<string, readonly Relation[]>,
  ) {
    this.indexes = indexes;
    this.options = options;
    this.bounds = bounds;
    this.excluded = new Set(options.exclude);
  }

  /** Chooses all that the roots need; returns the relation that contradicts an earlier choice, if one does. */
  run(roots: readonly string[]): Relation | undefined {
    const queue: Package[] = [];
    for (const root of roots) {
      const relation = parseRelation(root);
      if (relation === undefined) throw missing(root, this.indexes);
      const result = this.meet([relation], queue);
      if (result !== undefined) return result;
    }
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const group of parseDepends(next.depends)) {
        const result = this.meet(group, queue);
        if (result !== undefined) return result;
      }
    }
    return undefined;
  }

  taken(): Package[] {
    return [...this.chosen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private meet(group: readonly Relation[], queue: Package[]): Relation | undefined {
    if (group.some((relation) => this.excluded.has(relation.name) || this.isMet(relation))) return undefined;
    for (const relation of group) {
      if (this.chosen.has(relation.name)) {
        // Taken in a version that doesn't fit; another may.
        if (this.find(relation) !== undefined) return relation;
        continue;
      }
      const found = this.find(relation) ?? this.findProvider(relation);
      if (found === undefined) continue;
      this.take(found, queue);
      return undefined;
    }
    throw missing(group.map(formatRelation).join(' | '), this.indexes);
  }

  private isMet({ name, bound }: Relation): boolean {
    const own = this.chosen.get(name);
    if (own !== undefined && satisfies(own.version, bound)) return true;
    return (this.provided.get(name) ?? []).some((version) => fits(version, bound));
  }

  private take(found: Package, queue: Package[]): void {
    this.chosen.set(found.name, found);
    queue.push(found);
    for (const { name, bound } of parseDepends(found.provides).flat()) {
      this.provided.set(name, [...(this.provided.get(name) ?? []), bound?.version]);
    }
  }

  /** The package of that name, in the version that all known bounds allow. */
  private find({ name, bound }: Relation): Package | undefined {
    const bounds = [bound, ...(this.bounds.get(name) ?? []).map((one) => one.bound)];
    const pin = this.options.pins?.[name];
    for (const index of this.indexes) {
      if (pin !== undefined && index.suite !== pin) continue;
      const fitting = (index.packages.get(name) ?? []).filter((one) =>
        bounds.every((each) => satisfies(one.version, each)),
      );
      if (fitting.length > 0)
        return fitting.reduce((a, b) => (compareVersions(a.version, b.version) < 0 ? b : a));
    }
    return undefined;
  }

  private findProvider({ name, bound }: Relation): Package | undefined {
    for (const index of this.indexes) {
      const names = (index.providers.get(name) ?? [])
        .filter((one) => fits(one.version, bound) && !this.excluded.has(one.package.name))
        .map((one) => one.package.name)
        .sort();
      for (const provider of names) {
        // Asked for by name, so that pins and bounds count; what is found must still provide what is wanted.
        const found = this.find({ name: provider, bound: undefined });
        const provides = found === undefined ? [] : parseDepends(found.provides).flat();
        if (provides.some((one) => one.name === name && fits(one.bound?.version, bound))) return found;
      }
    }
    return undefined;
  }
}

/** Policy 7.5: a name provided without a version meets no relation that has a bound. */
function fits(version: string | undefined, bound: Relation['bound']): boolean {
  return bound === undefined || (version !== undefined && satisfies(version, bound));
}
