import { expect, test } from 'vitest';
import { promisesOf, reportOf } from './promises.ts';

const page = `# When things break
| promise | how it is shown |
| --- | --- |
| No answer is lost. | killed: \`test/a.test.ts\`, \`test/b.test.ts\` |
| A full disk is told. | filled: \`test/c.test.ts\` |
`;

test('the promises of a page, each with its files', () => {
  expect(promisesOf(page)).toEqual([
    { promise: 'No answer is lost.', files: ['test/a.test.ts', 'test/b.test.ts'] },
    { promise: 'A full disk is told.', files: ['test/c.test.ts'] },
  ]);
});

test.each([
  { what: 'all passed', b: { passed: 1, failed: 0, skipped: 0 }, told: 'kept      No answer' },
  { what: 'some were skipped', b: { passed: 0, failed: 0, skipped: 2 }, told: 'in part   No answer' },
  { what: 'one file was not run', b: undefined, told: 'in part   No answer' },
  { what: 'one failed', b: { passed: 5, failed: 1, skipped: 0 }, told: 'BROKEN    No answer' },
])('where $what the report says "$told"; what was not run it does not claim', ({ b, told }) => {
  const report = reportOf(
    promisesOf(page),
    new Map([
      ['test/a.test.ts', { passed: 2, failed: 0, skipped: 0 }],
      ...(b ? [['test/b.test.ts', b] as const] : []),
    ]),
  );
  expect(report).toContain(`\n${told}`);
  expect(report).toContain('\nnot tried A full disk');
});
