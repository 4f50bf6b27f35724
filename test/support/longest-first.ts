import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first; those that mostly wait begin beside those that need all of a core. */
const longest = [
  'browser/pages',
  'walks/malformed',
  'walks/locked',
  'browser/practice',
  'browser/exam',
  'browser/axe',
  'browser/keys',
  'service/faults',
  'service/crash',
  'service/year',
  'service/killed',
  'service/vanished',
  'service/backup',
  'service/stopping',
  'service/lost',
  'base/crash',
  'service/power',
  'bank/growth',
];

/** Begins with the longest files, so that no worker is still at one of them when the other has nothing left to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Files that share a worker come last and together, because only then does the worker go on with the next. */
function rank({ moduleId, project }: TestSpecification): number {
  const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  const place = at < 0 ? longest.length : at;
  return project.config.isolate ? place : place + longest.length + 1;
}
