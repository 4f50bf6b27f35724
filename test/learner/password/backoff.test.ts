import { describe, expect, test } from 'vitest';
import { countHere } from '../../../src/base/counter.ts';
import { createBackoff } from '../../../src/learner/password/backoff.ts';

const second = 1000;

describe('whoever guesses is slowed down', () => {
  test('after five wrong tries each further one doubles the wait', async () => {
    const backoff = createBackoff(countHere().failures);
    for (let i = 0; i < 5; i++) expect(await backoff.take('net', 'ada', 0)).toBe(0);
    expect(await backoff.take('net', 'ada', 0)).toBe(second);
    expect(await backoff.take('net', 'ada', second)).toBe(0);
    expect(await backoff.take('net', 'ada', second)).toBe(2 * second);
    expect(await backoff.take('net', 'ada', 3 * second)).toBe(0);
    expect(await backoff.take('net', 'ada', 3 * second)).toBe(4 * second);
  });

  test('of 1,000 guesses from one network in a minute, more than 99 in 100 are refused', async () => {
    const backoff = createBackoff(countHere().failures);
    const tries = await Array.fromAsync({ length: 1000 }, (_, i) => backoff.take('net', 'ada', i * 60));
    expect(tries.filter((wait) => wait === 0).length).toBeLessThanOrEqual(10);
  });

  test('a network that guesses at many names is slowed down too', async () => {
    const backoff = createBackoff(countHere().failures);
    const tries = await Array.fromAsync({ length: 1000 }, (_, i) => backoff.take('net', `name ${i}`, i * 60));
    expect(tries.filter((wait) => wait === 0).length).toBeLessThanOrEqual(30);
  });

  test('a wait is a quarter of an hour at the most', async () => {
    const backoff = createBackoff(countHere().failures);
    let now = 0;
    for (let i = 0; i < 60; i++) {
      const wait = await backoff.take('net', 'ada', now);
      expect(wait).toBeLessThanOrEqual(900 * second);
      now += wait;
    }
  });
});

describe('nobody is locked out', () => {
  test('another network has its tries while one is refused', async () => {
    const backoff = createBackoff(countHere().failures);
    for (let i = 0; i < 1000; i++) await backoff.take('attacker', 'ada', 0);
    expect(await backoff.take('home', 'ada', 0)).toBe(0);
    expect(await backoff.take('home', 'ada', 0)).toBe(0);
  });

  test('while a thousand networks guess, one more has a try, and a second after a second', async () => {
    const backoff = createBackoff(countHere().failures);
    for (let i = 0; i < 1000; i++) await backoff.take(`bot ${i}`, 'ada', 0);
    expect(await backoff.take('home', 'ada', 0)).toBe(0);
    expect(await backoff.take('home', 'ada', 0)).toBe(second);
    expect(await backoff.take('home', 'ada', second)).toBe(0);
  });

  test('who signs in has all tries again, and counts for nothing in the network', async () => {
    const backoff = createBackoff(countHere().failures);
    for (let i = 0; i < 100; i++) {
      for (let wrong = 0; wrong < 3; wrong++) await backoff.take('school', `pupil ${i}`, i * 60 * second);
      expect(await backoff.take('school', `pupil ${i}`, i * 60 * second)).toBeLessThan(900 * second);
      await backoff.succeeded('school', `pupil ${i}`, i * 60 * second);
    }
    const calm = createBackoff(countHere().failures);
    for (let i = 0; i < 1000; i++) {
      expect(await calm.take('school', 'ada', 0)).toBe(0);
      await calm.succeeded('school', 'ada', 0);
    }
  });

  test.each([-365, 365])('a clock that is put %i days on makes nobody wait', async (days) => {
    const backoff = createBackoff(countHere().failures);
    for (let i = 0; i < 20; i++) await backoff.take('net', 'ada', 0);
    expect(await backoff.take('net', 'ada', days * 86_400 * second)).toBe(0);
  });
});
