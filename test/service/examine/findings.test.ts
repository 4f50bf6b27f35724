import { expect, test } from 'vitest';
import { clockFindings, filesystemFindings } from '../../../src/service/examine/findings.ts';

const MB = 1024 * 1024;
const ext4 = 0xef53;

test.each([
  ['NFS', 0x6969],
  ['CIFS', 0xff534d42 | 0],
  ['FUSE', 0x65735546],
])('a folder on %s is told', (name, type) => {
  const [finding] = filesystemFindings('/data', type, 500 * MB);
  expect(finding?.what).toBe(`The folder /data is on ${name}.`);
});

test('a local disk with room has nothing wrong', () => {
  expect(filesystemFindings('/data', ext4, 100 * MB)).toEqual([]);
});

test('little space is told', () => {
  expect(filesystemFindings('/data', ext4, 42.9 * MB)).toEqual([
    { what: 'Only 42 MB are free under /data.', mend: 'free some space: Etude needs 100 MB' },
  ]);
});

test('a clock before the newest answer is told, one that has only been set right is not', () => {
  const newest = Date.UTC(2026, 10, 24, 9, 53);
  expect(clockFindings(newest - 60_000, newest)).toEqual([]);
  expect(clockFindings(newest, 0)).toEqual([]);
  expect(clockFindings(newest - 60_001, newest)).toEqual([
    {
      what: 'The clock says 2026-11-24 09:51 UTC, but the latest answers are from 2026-11-24 09:53 UTC: nothing is lost. If the clock is now correct, Etude will correct each learner’s days on their next visit.',
      mend: 'if this machine’s clock is wrong, set it',
    },
  ]);
});
