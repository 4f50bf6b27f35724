import { expect, test } from 'vitest';
import { obstaclesOf } from '../../src/author/findings.page.ts';
import { authorViewOf, question } from '../support/bank.ts';
import { goodQuestion } from '../support/lint.ts';

test('what breaks a rule belongs to its question, and only to that', () => {
  const authorView = authorViewOf([
    goodQuestion('red.one-001'),
    question('red.one-002'),
    goodQuestion('red.one-003'),
  ]);
  expect(authorView.findingsOf('red.one-002').map(({ rule }) => rule)).toContain('IW-29');
  for (const { file, message } of authorView.findingsOf('red.one-002'))
    expect([file, message]).toContain('red/one.json');
  // The first and the third say the same, which is told at one of them.
  expect(authorView.findingsOf('red.one-001')).toEqual([]);
  expect(new Set(authorView.findingsOf('red.one-003').map(({ rule }) => rule))).toEqual(new Set(['IW-27']));
});

test('facts that cannot be read are told, and keep nothing from going live', () => {
  const authorView = authorViewOf(
    [goodQuestion('red.one-001')],
    [{ path: 'facts.json', name: 'facts.json', text: '{' }],
  );
  expect(authorView.findings.map(({ file, level }) => `${file} ${level}`)).toContain('facts.json error');
  expect(authorView.isHeldBack).toBe(false);
  expect(obstaclesOf(authorView).map(({ file }) => file)).toEqual(['facts.json']);
});

test('a broken question between two sound ones is an obstacle and nobody’s finding', () => {
  const broken = { path: 'blue/one.json', name: 'blue/one.json' };
  const questions = [goodQuestion('blue.one-001'), { id: 'blue.one-002' }, goodQuestion('blue.one-003')];
  const authorView = authorViewOf([], [{ ...broken, text: JSON.stringify({ questions }, null, 2) }]);
  expect(authorView.isHeldBack).toBe(true);
  expect(obstaclesOf(authorView).length).toBeGreaterThan(0);
  const found = questions.flatMap(({ id }) => authorView.findingsOf(id));
  expect(found.filter(({ rule }) => rule === undefined)).toEqual([]);
});
