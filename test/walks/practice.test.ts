import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { asked, Reader } from '../support/reader.ts';

let house: House;
afterEach(() => house.close());

test('a first visit: begin, answer, read why, go on', async () => {
  house = await startHouse(checkedBank(plainQuestions(3)));
  const reader = new Reader(house.app);
  const today = await reader.get('/');
  expect(today.text('h1')).toBe('Ten questions, about 5 minutes');
  expect(reader.cookie).toBeUndefined();

  const page = await reader.get('/practice');
  expect(page.title).toMatch(/^Question 1 of 10, (Red|Blue) · Etude$/);
  expect([...page.options().keys()]).toEqual(['A', 'B', 'C', 'D']);

  const verdict = await reader.answerRight(page, 'sure');
  expect(verdict.title).toBe('Right · Etude');
  expect(verdict.text('h1')).toBe('Right, and you were sure.');
  expect(verdict.texts('.why').sort()).toEqual(['a', 'b', 'c', 'd'].map((o) => `${asked(page)} why ${o}`));
  expect(verdict.text('.key .tag')).toBe('Correct answer, your answer');
  expect(verdict.body).toContain(
    'On Wednesday 4 March, in 2 days, when your chance of knowing it will be about 90 %.',
  );
  expect(reader.cookie).toMatch(/^etude=/);

  const next = await reader.get('/practice');
  expect(next.title).toContain('Question 2 of 10');
  expect(asked(next)).not.toBe(asked(page));
});
