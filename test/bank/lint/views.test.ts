import { describe, expect, test } from 'vitest';
import { botsTable, type Score, scoringBots, winners } from '../../../src/bank/lint/bots.ts';
import { coverageOf, coverageTables, gapsOf } from '../../../src/bank/lint/coverage.ts';
import { complete } from '../../../src/bank/model.ts';
import type { Fact } from '../../../src/bank/schema/facts.ts';
import { atOnce } from '../../../src/base/turns.ts';
import { question, taxonomy } from '../../support/bank.ts';
import { readingOf, withTexts } from '../../support/lint.ts';

describe('bots', () => {
  const scoreOf = (name: string, ...questions: Parameters<typeof readingOf>[0][]) =>
    atOnce(scoringBots(questions.map(readingOf))).find(({ bot }) => bot === name)!;
  const texts = (a: string, b: string, c: string, d: string) => withTexts({ a, b, c, d });

  test.each<[bot: string, score: number, texts: [string, string, string, string]]>([
    ['longest option', 1, ['the longest of all', 'one', 'two', 'three']],
    ['longest option', 0.5, ['twelve', 'eleven', 'one', 'two']],
    ['longest option', 0, ['one', 'two words', 'six', 'ten']],
    ['shortest option', 1, ['one', 'three', 'seven', 'eleven']],
    ['absolutes avoided', 0.5, ['one', 'always', 'never', 'four']],
    ['absolutes chosen', 1, ['only this', 'one', 'two', 'three']],
    ['absolutes chosen', 0.25, ['one', 'two', 'three', 'four']],
    ['most words from the stem', 1, ['releases nobody searched', 'a release', 'phase', 'pile']],
    ['fewest words from the stem', 0.5, ['phase', 'a release', 'search', 'pile']],
    ['most in common', 1, ['phase and shift', 'phase', 'shift', 'pile']],
    ['least in common', 0, ['phase and shift', 'phase', 'shift', 'pile']],
    ['place 1', 1, ['one', 'two', 'three', 'four']],
    ['place 4', 0, ['one', 'two', 'three', 'four']],
  ])('%s scores %d on %j', (bot, score, four) => {
    expect(scoreOf(bot, texts(...four))).toMatchObject({ questions: 1, score, chance: 0.25 });
  });

  test.each<[what: string, score: number, other: string]>([
    ['the words of other keys', 1, 'share the work'],
    ['no word that it has met', 0.25, 'phase pile'],
    ['the words of its own key alone', 0.25, 'sole shift'],
  ])('the bot that reads options alone knows %s', (_, score, key) => {
    const others = [
      texts('share the load', 'blame them', 'blame her', 'blame him'),
      texts('share the task', 'punish them', 'punish her', 'punish him'),
    ];
    const asked = texts(key, 'phase wall', 'phase gate', 'phase plan');
    const scores = [others, [...others, asked]].map((all) => scoreOf('options alone, learned', ...all).score);
    expect(3 * scores[1]! - 2 * scores[0]!).toBeCloseTo(score, 10);
  });

  test('the bot that reads options alone learns nothing from questions that share an option', () => {
    const family = [
      texts('page the engineer', 'open a ticket', 'write a log', 'freeze releases'),
      texts('open a ticket', 'page an engineer', 'write a log', 'freeze the releases'),
    ];
    expect(scoreOf('options alone, learned', ...family)).toMatchObject({ questions: 2, score: 0.25 });
  });

  test('the interval is Wilson’s', () => {
    const one = texts('one', 'two', 'three', 'four');
    const { low, high, score } = scoreOf(
      'place 1',
      ...Array(8).fill(one),
      ...Array(2).fill({ ...one, key: ['b'] }),
    );
    expect([score, low, high].map((share) => share.toFixed(3))).toEqual(['0.800', '0.490', '0.943']);
  });

  test('a bot answers only where it can, and questions with several keys are left out', () => {
    const three = { ...texts('one', 'two', 'three', 'four') };
    three.options = three.options.slice(0, 3);
    const two = { ...texts('one', 'two', 'three', 'four'), type: 'multiple' as const, key: ['a', 'b'] };
    const scores = atOnce(scoringBots([three, two].map(readingOf)));
    expect(scores.map(({ bot }) => bot)).not.toContain('place 4');
    expect(scores[0]).toMatchObject({ questions: 1, chance: 1 / 3 });
  });

  test('one that beats chance beyond doubt is told, from sixty questions on', () => {
    const beats: Score = { bot: 'x', questions: 60, score: 0.45, low: 0.31, high: 0.6, chance: 0.25 };
    const told = [beats, { ...beats, low: 0.3 }, { ...beats, questions: 59 }];
    expect(winners(told)).toEqual([beats]);
    const learned = { ...beats, bot: 'options alone, learned' };
    expect(
      winners([
        { ...learned, score: 0.36 },
        { ...learned, score: 0.34 },
      ]),
    ).toEqual([{ ...learned, score: 0.36 }]);
    expect(botsTable([beats])).toContain('The bot “x” scores 45.0% where chance is 25.0%');
  });
});

describe('coverage', () => {
  const fact = (id: string): Fact => ({ id, grade: 'P', text: `Text of ${id}.`, source: 'S' });
  const facts = [
    { ...fact('F1'), required: true },
    { ...fact('F2'), examinable: false },
    { ...fact('F3'), required: true },
    fact('F4'),
    fact('CUL-1'),
  ];
  const wanted = structuredClone(taxonomy) as typeof taxonomy & {
    domains: { objectives: { questions?: number }[] }[];
  };
  wanted.domains[0]!.objectives[0]!.questions = 3;
  wanted.domains[1]!.objectives[0]!.questions = 1;
  const questions = [
    question('red.one-001', { facts: ['F1', 'F1', 'CUL-1'], concept: 'red.one.x' }),
    question('red.one-002', { pool: 'sealed', concept: 'red.one.x', cognitive: 'apply' }),
    question('red.one-003', { status: 'draft', facts: ['F3'] }),
    question('blue.one-001', { difficulty: 5 }),
  ].map((authored) => complete(authored, authored.id.slice(0, -4)));
  const coverage = coverageOf(wanted, facts, questions);

  test('counts ready questions by fact, objective, concept and level', () => {
    expect(coverage.facts.map(({ fact: { id }, questions }) => [id, questions])).toEqual([
      ['F1', 1],
      ['F3', 0],
      ['F4', 0],
      ['CUL-1', 1],
    ]);
    expect(coverage.objectives[0]).toEqual({ id: 'red.one', questions: 2, sealed: 1, target: 3 });
    expect(coverage.concepts[0]).toEqual({ id: 'red.one.x', questions: 2, sealed: 1 });
    expect(coverage.mix[0]!.counts).toMatchObject({
      questions: 2,
      understand: 1,
      apply: 1,
      'level 2': 2,
      single: 2,
      sealed: 1,
    });
  });

  test('names what is missing', () => {
    expect(gapsOf(coverage)).toEqual(['F3 has no question: Text of F3.', 'red.one has 2 of 3 questions.']);
  });

  test('is printed in aligned tables', () => {
    const text = coverageTables(coverage);
    expect(text).toContain('objective  questions  target  sealed\nred.one            2       3       1\n');
    expect(text).toContain(
      'Required facts\nfact  questions  grade  text\nF1            1  P      Text of F1.\n',
    );
    expect(text).toContain(
      'Other facts\nfact   questions  grade  text\nF4             0  P      Text of F4.\n',
    );
    expect(text).toContain('Missing\nF3 has no question');
  });
});
