/** The image's bill of materials in SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/), as JSON. */
import type { Package } from '../main/setup/debian/packages.ts';
import { licencesIn } from './licences.ts';

export interface Ingredient {
  readonly package: Package;
  /** The package's copyright file, where it has one of its own. */
  readonly copyright: string | undefined;
}

/** The document. `created` is the time of the newest thing in it, so that the same input gives the same bytes. */
export function spdxDocument(imageId: string, ingredients: readonly Ingredient[], created: Date): string {
  const extracted = new Map<string, string>();
  const packages = ingredients.map(({ package: one, copyright }) => {
    const licences = copyright === undefined ? [] : licencesIn(copyright);
    for (const licence of licences) if (licence.startsWith('LicenseRef-')) extracted.set(licence, one.name);
    return {
      SPDXID: `SPDXRef-Package-${one.name.replace(/[^A-Za-z0-9.-]/g, '-')}`,
      name: one.name,
      versionInfo: one.version,
      supplier: 'Organization: Debian',
      downloadLocation: `${one.mirror}/${one.filename}`,
      filesAnalyzed: false,
      sourceInfo: `built from Debian source package ${one.source}, suite ${one.suite}`,
      checksums: [{ algorithm: 'SHA256', checksumValue: one.sha256 }],
      licenseConcluded: 'NOASSERTION',
      // Where the copyright file is plain text only a reader can tell; it lies in licences/ beside this document.
      licenseDeclared: licences.length === 0 ? 'NOASSERTION' : licences.join(' AND '),
      copyrightText: 'NOASSERTION',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:deb/debian/${encodeURIComponent(one.name)}@${encodeURIComponent(one.version)}?arch=${one.architecture}&distro=${one.suite}`,
        },
      ],
    };
  });
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `moorage-vm-image-${imageId}`,
    documentNamespace: `https://moorage.invalid/spdx/${imageId}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: ['Tool: moorage-image-builder'],
    },
    packages,
    relationships: packages.map((one) => ({
      spdxElementId: 'SPDXRef-DOCUMENT',
      relationshipType: 'DESCRIBES',
      relatedSpdxElement: one.SPDXID,
    })),
    hasExtractedLicensingInfos: [...extracted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licenseId, source]) => ({
        licenseId,
        extractedText: `See licences/${source}/copyright`,
      })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
