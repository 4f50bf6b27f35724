import { expect, test } from 'vitest';
import { obstaclesOf } from '../../src/author/findings.page.ts';
import { deskOf, question } from '../support/bank.ts';
import { goodQuestion } from '../support/lint.ts';

test('what breaks a rule belongs to its question, and only to that', () => {
  const desk = deskOf([goodQuestion('red.one-001'), question('red.one-002'), goodQuestion('red.one-003')]);
  expect(desk.findingsOf('red.one-002').map(({ rule }) => rule)).toContain('IW-29');
  for (const { file, message } of desk.findingsOf('red.one-002'))
    expect([file, message]).toContain('red/one.json');
  // The first and the third say the same, which is told at one of them.
  expect(desk.findingsOf('red.one-001')).toEqual([]);
  expect(new Set(desk.findingsOf('red.one-003').map(({ rule }) => rule))).toEqual(new Set(['IW-27']));
});

test('facts that cannot be read are told, and keep nothing from going live', () => {
  const desk = deskOf([goodQuestion('red.one-001')], [{ path: 'facts.json', name: 'facts.json', text: '{' }]);
  expect(desk.findings.map(({ file, level }) => `${file} ${level}`)).toContain('facts.json error');
  expect(desk.isHeldBack).toBe(false);
  expect(obstaclesOf(desk).map(({ file }) => file)).toEqual(['facts.json']);
});

test('a broken question between two sound ones is an obstacle and nobody’s finding', () => {
  const broken = { path: 'blue/one.json', name: 'blue/one.json' };
  const questions = [goodQuestion('blue.one-001'), { id: 'blue.one-002' }, goodQuestion('blue.one-003')];
  const desk = deskOf([], [{ ...broken, text: JSON.stringify({ questions }, null, 2) }]);
  expect(desk.isHeldBack).toBe(true);
  expect(obstaclesOf(desk).length).toBeGreaterThan(0);
  const found = questions.flatMap(({ id }) => desk.findingsOf(id));
  expect(found.filter(({ rule }) => rule === undefined)).toEqual([]);
});
