/**
 * Reads a `Packages` index: some 70,000 stanzas in 60 MB, of which we keep a few fields.
 * Format: deb822(5), Debian Policy 5.3.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../../contract/errors.ts';

/** One package of one suite, as the signed index describes it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** `amd64`, `arm64` or `all`. */
  readonly architecture: string;
  /** Depends and Pre-Depends as one list, in Debian's syntax. */
  readonly depends: string;
  readonly provides: string;
  /** Path below the mirror. */
  readonly filename: string;
  /** Bytes of the .deb. */
  readonly size: number;
  /** SHA-256 of the .deb, 64 hex digits. */
  readonly sha256: string;
  /** Name of the source package, with its version in brackets where that differs; the package's own name if not told. */
  readonly source: string;
  readonly homepage: string;
  readonly section: string;
  /** Where it comes from: the mirror's address and the suite's name. */
  readonly mirror: string;
  readonly suite: string;
}

/** Who provides a name that may be no package's own. */
export interface Provider {
  readonly package: Package;
  /** The version that is provided, if one is told. */
  readonly version: string | undefined;
}

/** The packages of one suite for one architecture. */
export interface PackageIndex {
  readonly suite: string;
  readonly architecture: string;
  readonly packages: ReadonlyMap<string, readonly Package[]>;
  readonly providers: ReadonlyMap<string, readonly Provider[]>;
}

export interface IndexOrigin {
  readonly mirror: string;
  readonly suite: string;
  readonly architecture: string;
}

/** No index is near this many bytes; it keeps a hostile one from filling memory. */
const mostBytes = 400 * 1024 * 1024;

/** Reads a `Packages.gz` whose hash was checked. Throws `setup.archive` if it is damaged. */
export async function readIndex(path: string, origin: IndexOrigin): Promise<PackageIndex> {
  const packed = await readFile(path);
  try {
    return parseIndex(await promisify(gunzip)(packed, { maxOutputLength: mostBytes }), origin);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('setup.archive', { params: { name: path, reason }, cause: error });
  }
}

/** Parses the text of a `Packages` file. Stanzas that lack what a download needs are left out. */
export function parseIndex(text: Buffer, origin: IndexOrigin): PackageIndex {
  const packages = new Map<string, Package[]>();
  const providers = new Map<string, Provider[]>();
  for (const fields of stanzas(text)) {
    const found = toPackage(fields, origin);
    if (found === undefined) continue;
    put(packages, found.name, found);
    if (found.provides === '') continue;
    for (const one of found.provides.split(',')) {
      // Policy 7.5: a provided name may carry a version, and only `=`.
      const match = /^\s*([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?\s*(?:\(\s*=\s*([^\s)]+)\s*\))?\s*$/.exec(one);
      if (match?.[1] !== undefined) put(providers, match[1], { package: found, version: match[2] });
    }
  }
  return { suite: origin.suite, architecture: origin.architecture, packages, providers };
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const wanted = new Set([
  'Package',
  'Version',
  'Architecture',
  'Depends',
  'Pre-Depends',
  'Provides',
  'Filename',
  'Size',
  'SHA256',
  'Source',
  'Homepage',
  'Section',
]);

const newline = 10;
const colon = 58;
const space = 32;
const tab = 9;

/**
 * Yields the wanted fields of each stanza. Works on bytes and cuts out only what is kept: strings cut from one large
 * string would keep all of it in memory.
 */
function* stanzas(text: Buffer): Generator<Map<string, string>> {
  let fields = new Map<string, string>();
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(newline, start);
    const end = found < 0 ? text.length : found;
    const first = text[start];
    if (end === start) {
      if (fields.size > 0) yield fields;
      fields = new Map();
    } else if (first !== space && first !== tab) {
      const split = text.indexOf(colon, start);
      // The longest wanted name has 12 letters, so most lines are passed over without being read.
      if (split > start && split - start <= 12 && split < end) {
        const name = text.toString('latin1', start, split);
        if (wanted.has(name)) fields.set(name, text.toString('latin1', split + 1, end).trim());
      }
    }
    start = end + 1;
  }
  if (fields.size > 0) yield fields;
}

function toPackage(fields: ReadonlyMap<string, string>, origin: IndexOrigin): Package | undefined {
  const name = fields.get('Package');
  const version = fields.get('Version');
  const filename = fields.get('Filename');
  const sha256 = fields.get('SHA256');
  const size = Number(fields.get('Size'));
  if (!name || !version || !filename || !sha256 || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  if (!Number.isSafeInteger(size) || size <= 0) return undefined;
  return {
    name,
    version,
    architecture: fields.get('Architecture') ?? origin.architecture,
    depends: [fields.get('Pre-Depends'), fields.get('Depends')].filter(Boolean).join(', '),
    provides: fields.get('Provides') ?? '',
    filename,
    size,
    sha256,
    source: fields.get('Source') ?? name,
    homepage: fields.get('Homepage') ?? '',
    section: fields.get('Section') ?? '',
    mirror: origin.mirror,
    suite: origin.suite,
  };
}

/** Where a package's .deb is fetched from, as a download. */
export function packageDownload(one: Package): { url: string; sha256: string; size: number; name: string } {
  // A version may hold characters such as `+`, which a mirror takes as they are.
  return {
    url: `${one.mirror}/${one.filename}`,
    sha256: one.sha256,
    size: one.size,
    name: `${one.name} ${one.version}`,
  };
}
