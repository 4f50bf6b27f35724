import { describe, expect, test } from 'vitest';
import { judgeBank } from '../../../src/bank/files/check.ts';
import { readBank } from '../../../src/bank/files/load.ts';
import { type Score, scoringBots, winners } from '../../../src/bank/lint/bots.ts';
import { coverageOf, gapsOf } from '../../../src/bank/lint/coverage.ts';
import { readFacts, readyReadings } from '../../../src/bank/lint/lint.ts';
import type { Question } from '../../../src/bank/model.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { atOnce } from '../../../src/base/turns.ts';

// `npm run bank` holds the shipped bank to the rules; here stands what no rule says of one question.
const { files } = readBank(folderOf('questions'));
const judged = judgeBank(files);
const { facts = [], problems } = readFacts(files.find(({ path }) => path === 'facts.json'));

const questions = judged.placed.map(({ question }) => question).filter(({ status }) => status === 'ready');

const percentOf = <T>(all: readonly T[], has: (one: T) => boolean) =>
  (100 * all.filter(has).length) / all.length;

describe('the shipped bank', () => {
  test('asks every required fact, and has the questions it wants', () => {
    expect(gapsOf(coverageOf(judged.taxonomy, facts, questions))).toEqual([]);
  });

  test('requires every examinable fact of the lesson that it grew from', () => {
    const ofLesson = facts.filter(({ id, examinable }) => /^F\d+$/.test(id) && examinable !== false);
    expect(facts.filter(({ required }) => required)).toEqual(ofLesson);
    expect(ofLesson).toHaveLength(46);
  });

  describe('is mixed as it should be', () => {
    const inDomain = (domain: string) => (question: Question) => question.objective.startsWith(`${domain}.`);
    const inObjective = (id: string) => (question: Question) => question.objective === id;
    const difficulty = (level: number) => (question: Question) => question.difficulty === level;
    const cognitive = (level: string) => (question: Question) => question.cognitive === level;
    const isMultiple = ({ type }: Question) => type === 'multiple';
    const isSealed = ({ pool }: Question) => pool === 'sealed';
    const scored = judged.taxonomy.domains.filter(({ scored = true }) => scored).map(({ id }) => id);
    const isScored = (question: Question) => scored.some((domain) => inDomain(domain)(question));

    type Expectation = [of: string, among: Test, what: string, has: Test, least: number, most: number];
    type Test = (question: Question) => boolean;
    // Difficulties are as readers found the questions, and not as a plan would have them.
    const expectations: Expectation[] = [
      ['the scored', isScored, 'difficulty 1', difficulty(1), 5, 15],
      ['the scored', isScored, 'difficulty 2', difficulty(2), 25, 35],
      ['the scored', isScored, 'difficulty 3', difficulty(3), 35, 45],
      ['the scored', isScored, 'difficulty 4', difficulty(4), 15, 25],
      ['the scored', isScored, 'difficulty 5', difficulty(5), 3, 15],
      ['the scored', isScored, 'multiple', isMultiple, 12, 18],
      ...scored.flatMap((domain): Expectation[] => [
        [domain, inDomain(domain), 'sealed', isSealed, 12, 18],
        [domain, inDomain(domain), 'remember', cognitive('remember'), 15, 25],
        [domain, inDomain(domain), 'understand', cognitive('understand'), 25, 35],
        [domain, inDomain(domain), 'apply', cognitive('apply'), 25, 35],
        [domain, inDomain(domain), 'analyse', cognitive('analyse'), 15, 25],
      ]),
      ['dora.calc', inObjective('dora.calc'), 'apply', cognitive('apply'), 100, 100],
      ['exam.aws', inObjective('exam.aws'), 'remember', cognitive('remember'), 10, 25],
    ];

    test.each(expectations)('$0: $2 $4 to $5%', (_, among, __, has, least, most) => {
      const share = percentOf(questions.filter(among), has);
      expect(share).toBeGreaterThanOrEqual(least);
      expect(share).toBeLessThanOrEqual(most);
    });

    test('every concept is asked in two or more stems', () => {
      const concepts = [...Map.groupBy(questions, ({ concept }) => concept)];
      expect(concepts.filter(([, { length }]) => length < 2).map(([id]) => id)).toEqual([]);
    });

    test('every question says in one sentence what to remember', () => {
      expect(questions.filter(({ why }) => why === undefined).map(({ id }) => id)).toEqual([]);
    });

    test('more than half of the distractors name what they are confused with', () => {
      const distractors = questions.flatMap(({ options, key }) =>
        options.filter(({ id }) => !key.includes(id)),
      );
      const share = percentOf(distractors, ({ confusedWith }) => confusedWith !== undefined);
      expect(share).toBeGreaterThanOrEqual(55);
    });
  });

  test('has targets for 535 scored questions and 40 others', () => {
    const wanted = (isScored: boolean) =>
      judged.taxonomy.domains
        .filter(({ scored = true }) => scored === isScored)
        .flatMap(({ objectives }) => objectives)
        .reduce((sum, { questions = 0 }) => sum + questions, 0);
    expect([wanted(true), wanted(false)]).toEqual([535, 40]);
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
    const scores = atOnce(scoringBots(readyReadings(judged.placed, 'en-GB')));

    const learned = ({ bot }: Score) => bot === 'options alone, learned';

    test.each(scores.filter((each) => !learned(each)))(
      '$bot scores no more than five points above chance',
      ({ score, chance }) => {
        expect(score).toBeLessThanOrEqual(chance + 0.05);
      },
    );

    test('nobody learns from other keys to choose by the options alone', () => {
      const { score, chance, questions } = scores.find(learned)!;
      expect(questions).toBeGreaterThan(400);
      expect(Math.abs(score - chance)).toBeLessThanOrEqual(0.1);
    });

    test('none beats chance beyond doubt', () => expect(winners(scores)).toEqual([]));
  });
});
