/** The order of the files: first those that share a running VM, then those that end it, then those with their own. */
import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const last = [
  'away.test.ts',
  'lasting.test.ts',
  'link.test.ts',
  'life.test.ts',
  'cancel.test.ts',
  'damage.test.ts',
  'own-life.test.ts',
  'full-disk.test.ts',
];

export default class InOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => last.indexOf(basename(moduleId));
    const sorted = files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
    return Promise.resolve(sorted);
  }
}
