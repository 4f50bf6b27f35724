import { describe, expect, test } from 'vitest';
import { createBackoff } from '../../../src/learner/password/backoff.ts';

const second = 1000;

describe('whoever guesses is slowed down', () => {
  test('after five wrong tries each further one doubles the wait', () => {
    const backoff = createBackoff();
    for (let i = 0; i < 5; i++) expect(backoff.take('net', 'ada', 0)).toBe(0);
    expect(backoff.take('net', 'ada', 0)).toBe(second);
    expect(backoff.take('net', 'ada', second)).toBe(0);
    expect(backoff.take('net', 'ada', second)).toBe(2 * second);
    expect(backoff.take('net', 'ada', 3 * second)).toBe(0);
    expect(backoff.take('net', 'ada', 3 * second)).toBe(4 * second);
  });

  test('of 1,000 guesses from one network in a minute, more than 99 in 100 are refused', () => {
    const backoff = createBackoff();
    const tries = Array.from({ length: 1000 }, (_, i) => backoff.take('net', 'ada', i * 60));
    expect(tries.filter((wait) => wait === 0).length).toBeLessThanOrEqual(10);
  });

  test('a network that guesses at many names is slowed down too', () => {
    const backoff = createBackoff();
    const tries = Array.from({ length: 1000 }, (_, i) => backoff.take('net', `name ${i}`, i * 60));
    expect(tries.filter((wait) => wait === 0).length).toBeLessThanOrEqual(30);
  });

  test('a wait is a quarter of an hour at the most', () => {
    const backoff = createBackoff();
    let now = 0;
    for (let i = 0; i < 60; i++) {
      const wait = backoff.take('net', 'ada', now);
      expect(wait).toBeLessThanOrEqual(900 * second);
      now += wait;
    }
  });
});

describe('nobody is locked out', () => {
  test('another network has its tries while one is refused', () => {
    const backoff = createBackoff();
    for (let i = 0; i < 1000; i++) backoff.take('attacker', 'ada', 0);
    expect(backoff.take('home', 'ada', 0)).toBe(0);
    expect(backoff.take('home', 'ada', 0)).toBe(0);
  });

  test('while a thousand networks guess, one more has a try, and a second after a second', () => {
    const backoff = createBackoff();
    for (let i = 0; i < 1000; i++) backoff.take(`bot ${i}`, 'ada', 0);
    expect(backoff.take('home', 'ada', 0)).toBe(0);
    expect(backoff.take('home', 'ada', 0)).toBe(second);
    expect(backoff.take('home', 'ada', second)).toBe(0);
  });

  test('who signs in has all tries again, and counts for nothing in the network', () => {
    const backoff = createBackoff();
    for (let i = 0; i < 100; i++) {
      for (let wrong = 0; wrong < 3; wrong++) backoff.take('school', `pupil ${i}`, i * 60 * second);
      expect(backoff.take('school', `pupil ${i}`, i * 60 * second)).toBeLessThan(900 * second);
      backoff.succeeded('school', `pupil ${i}`, i * 60 * second);
    }
    const calm = createBackoff();
    for (let i = 0; i < 1000; i++) {
      expect(calm.take('school', 'ada', 0)).toBe(0);
      calm.succeeded('school', 'ada', 0);
    }
  });

  test.each([-365, 365])('a clock that is put %i days on makes nobody wait', (days) => {
    const backoff = createBackoff();
    for (let i = 0; i < 20; i++) backoff.take('net', 'ada', 0);
    expect(backoff.take('net', 'ada', days * 86_400 * second)).toBe(0);
  });
});
