import { describe, expect, test } from 'vitest';
import {
  deviation,
  discrimination,
  discriminativeEfficiency,
  facility,
  type Scored,
} from '../../../src/author/analysis/statistics.ts';

/** The marks of Moodle's own example: 25 attempts at seven questions. */
const attempts = `
  1 1 1 1 1 0 1
  1 1 1 1 0.5 1 0
  1 1 1 1 0.5 0 1
  0 0 1 1 1 0 0
  1 0 1 0 0 1 0.5
  1 1 1 1 0.5 0 0.5
  0 1 1 1 0.5 1 0.5
  1 1 1 0 0.5 1 0.5
  1 0 1 1 1 1 1
  0 1 1 0 0.5 1 0.5
  0.8 0 1 1 0.5 1 0.5
  1 1 1 0 0.5 1 1
  1 0 1 1 0.5 1 0.5
  1 0 1 1 1 0 0.5
  0 0 1 1 0 1 1
  1 0 1 0 0.5 1 1
  0.8 0 1 1 0.5 0 1
  1 0 1 1 0 1 0.5
  1 0 1 1 0.5 0 0.5
  0 1 1 0 0.5 1 0
  1 1 0.3333333 1 0.5 0 0.5
  1 1 1 0 0.5 0 0.5
  1 1 1 1 0 1 0.5
  0 0 1 0 0.5 1 1
  0 0 1 1 1 1 1`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' ').map(Number));

/** What Moodle's report says of the seven questions. */
const expected = {
  facility: [0.704, 0.48, 0.973333332, 0.68, 0.52, 0.64, 0.62],
  sd: [0.4513682901, 0.5099019514, 0.13333334, 0.4760952286, 0.3055050463, 0.4898979486, 0.331662479],
  discrimination_index: [
    -7.0650767526, -28.8982125772, -9.1230674268, -22.6306444113, -17.6997047674, -45.3785178421,
    -5.6543166602,
  ],
  discriminative_efficiency: [
    -9.4550536967, -36.7834118938, -21.6545012165, -31.4411395613, -21.1794802584, -56.9365974439,
    -6.5043742058,
  ],
};

/** The answers at a position of Moodle's example of 25 attempts, with the marks on the rest. */
const at = (position: number): Scored[] =>
  attempts.map((row) => {
    const total = row.reduce((sum, mark) => sum + mark);
    const mark = row[position - 1]!;
    return { mark, rest: total - mark, count: 1 };
  });

describe.each([1, 2, 3, 4, 5, 6, 7])('Moodle’s example, position %i', (position) => {
  test.each([
    ['facility', facility, 1],
    ['sd', deviation, 1],
    ['discrimination_index', discrimination, 100],
    ['discriminative_efficiency', discriminativeEfficiency, 100],
  ] as const)('%s', (name, statistic, scale) => {
    const value = statistic(at(position))! * scale;
    expect(value).toBeCloseTo(expected[name][position - 1]!, 6);
  });
});

test('counts stand for as many answers', () => {
  const counted: Scored[] = [
    { mark: 1, rest: 0.8, count: 3 },
    { mark: 0, rest: 0.4, count: 2 },
    { mark: 1, rest: 0.4, count: 1 },
  ];
  const single = counted.flatMap(({ mark, rest, count }) => Array(count).fill({ mark, rest, count: 1 }));
  for (const statistic of [facility, deviation, discrimination, discriminativeEfficiency])
    expect(statistic(counted)).toBeCloseTo(statistic(single)!, 12);
});

test('what never varies tells nothing', () => {
  const same = [{ mark: 1, rest: 0.5, count: 9 }];
  expect([discrimination(same), discriminativeEfficiency(same), facility([]), deviation([])]).toEqual(
    Array(4).fill(undefined),
  );
});
