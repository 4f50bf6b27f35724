import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. */
const longest = [
  'browser/axe',
  'browser/pages',
  'browser/practice',
  'walks/malformed',
  'browser/reading',
  'service/faults',
  'service/crash',
  'browser/exam',
  'bank/growth',
  'walks/locked',
  'service/vanished',
  'service/killed',
  'service/backup',
  'service/stopping',
  'service/year',
  'service/lost',
];

/** Begins with the longest files, so that no worker is still at one of them when the other has nothing left to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return at < 0 ? longest.length : at;
}
