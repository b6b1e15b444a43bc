/** What Debian's copyright files say, in SPDX's words as far as they map. */

/** Debian's short names that SPDX calls something else (Debian's DEP-5, SPDX licence list). */
const spdxNames: Readonly<Record<string, string>> = {
  'Apache-2.0': 'Apache-2.0',
  'Apache-2': 'Apache-2.0',
  'BSD-2-clause': 'BSD-2-Clause',
  'BSD-3-clause': 'BSD-3-Clause',
  'BSD-2-Clause': 'BSD-2-Clause',
  'BSD-3-Clause': 'BSD-3-Clause',
  Expat: 'MIT',
  MIT: 'MIT',
  ISC: 'ISC',
  Zlib: 'Zlib',
  'GPL-1+': 'GPL-1.0-or-later',
  'GPL-2': 'GPL-2.0-only',
  'GPL-2.0': 'GPL-2.0-only',
  'GPL-2+': 'GPL-2.0-or-later',
  'GPL-2.0+': 'GPL-2.0-or-later',
  'GPL-3': 'GPL-3.0-only',
  'GPL-3+': 'GPL-3.0-or-later',
  'LGPL-2': 'LGPL-2.0-only',
  'LGPL-2+': 'LGPL-2.0-or-later',
  'LGPL-2.1': 'LGPL-2.1-only',
  'LGPL-2.1+': 'LGPL-2.1-or-later',
  'LGPL-3+': 'LGPL-3.0-or-later',
  'MPL-2.0': 'MPL-2.0',
  'CC0-1.0': 'CC0-1.0',
  'public-domain': 'LicenseRef-public-domain',
};

/** Every licence that a machine-readable copyright file names, sorted; none for a file that is plain text. */
export function licencesIn(copyright: string): string[] {
  if (!/^Format:.*copyright-format/m.test(copyright)) return [];
  const names = [...copyright.matchAll(/^License:[ \t]*(\S[^\n]*)$/gm)].flatMap(([, line = '']) =>
    line
      .split(/\s+(?:and|or|with [^,]*exception,?)\s*|,\s*|\s*\|\s*/)
      .map((name) => name.trim().split(/\s/)[0] ?? ''),
  );
  const known = names.filter((name) => name !== '' && name !== 'and' && name !== 'or').map(toSpdx);
  return [...new Set(known)].sort();
}

function toSpdx(name: string): string {
  return spdxNames[name] ?? `LicenseRef-${name.replace(/[^A-Za-z0-9.-]+/g, '-')}`;
}
