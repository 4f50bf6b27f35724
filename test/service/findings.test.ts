import { expect, test } from 'vitest';
import type { Tally } from '../../src/memory/model.ts';
import { filesystemFindings, tallyFindings } from '../../src/service/findings.ts';

const MB = 1024 * 1024;
const ext4 = 0xef53;

test.each([
  ['NFS', 0x6969],
  ['CIFS', 0xff534d42 | 0],
  ['FUSE', 0x65735546],
])('a folder on %s is told', (name, type) => {
  const [finding] = filesystemFindings('/data', type, 500 * MB);
  expect(finding?.what).toBe(`The folder /data lies on ${name}.`);
});

test('a local disk with room has nothing wrong', () => {
  expect(filesystemFindings('/data', ext4, 100 * MB)).toEqual([]);
});

test('little space is told', () => {
  expect(filesystemFindings('/data', ext4, 42.9 * MB)).toEqual([
    { what: 'Only 42 MB are free under /data.', mend: 'make room: Etude wants 100 MB' },
  ]);
});

test('tallies are compared to the last figure; what is taken back to nothing is no difference', () => {
  const tally: Tally = {
    day: 1,
    domain: 'red',
    kind: 'practice',
    certainty: 'sure',
    answers: 2,
    correct: 1,
    first: 1,
    tookMs: 9,
  };
  const empty = { ...tally, day: 2, answers: 0, correct: 0, first: 0, tookMs: 0 };
  expect(tallyFindings('x', [tally, empty], [tally])).toEqual([]);
  expect(tallyFindings('x', [tally], [{ ...tally, tookMs: 10 }])).toHaveLength(1);
  expect(tallyFindings('x', [], [tally])).toHaveLength(1);
});
