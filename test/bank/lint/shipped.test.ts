import { describe, expect, test } from 'vitest';
import { folderOf } from '../../../src/app.ts';
import { judgeBank } from '../../../src/bank/check.ts';
import { scoreBots, winners } from '../../../src/bank/lint/bots.ts';
import { coverageOf, gapsOf } from '../../../src/bank/lint/coverage.ts';
import { readFacts, readyReadings } from '../../../src/bank/lint/lint.ts';
import { readBank } from '../../../src/bank/load.ts';

// `npm run bank` holds the shipped bank to the rules; here stands what no rule says of one question.
const { files } = readBank(folderOf('questions'));
const judged = judgeBank(files);
const { facts = [], problems } = readFacts(files.find(({ path }) => path === 'facts.json'));

describe('the shipped bank', () => {
  test('asks every examinable fact of the lesson, and has the questions it wants', () => {
    const questions = judged.placed.map(({ question }) => question);
    expect(gapsOf(coverageOf(judged.taxonomy, facts, questions))).toEqual([]);
  });

  test('has targets for 330 scored questions and 8 others', () => {
    const wanted = (isScored: boolean) =>
      judged.taxonomy.domains
        .filter(({ scored = true }) => scored === isScored)
        .flatMap(({ objectives }) => objectives)
        .reduce((sum, { questions = 0 }) => sum + questions, 0);
    expect([wanted(true), wanted(false)]).toEqual([330, 8]);
  });

  test('indexes its facts: those of the lesson, of the years and of the sheet', () => {
    expect(problems).toEqual([]);
    const families = Map.groupBy(facts, ({ id }) => /^[A-Z]+/.exec(id)![0]);
    expect([...families].map(([family, members]) => `${family} ${members.length}`)).toEqual([
      ...['F 49', 'BEN 11', 'COR 17', 'CUL 22', 'AUT 22', 'LEA 21', 'MEA 14', 'SHA 8', 'FRM 5', 'WAY 11'],
      ...['DK 18', 'DH 13', 'AGI 9', 'SRE 19', 'CMP 6', 'AWS 7'],
    ]);
  });

  describe('gives nothing away to bots that never read for meaning', () => {
    const scores = scoreBots(readyReadings(judged.placed));
    // Its mirror is the price of keeping words of the stem out of the keys; it is held by the interval alone.
    const named = scores.filter(({ bot }) => bot !== 'fewest words of the stem');

    test.each(named)('$bot scores no more than five points above chance', ({ score, chance }) => {
      expect(score).toBeLessThanOrEqual(chance + 0.05);
    });

    test('none beats chance beyond doubt', () => expect(winners(scores)).toEqual([]));
  });
});
