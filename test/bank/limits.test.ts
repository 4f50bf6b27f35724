import { describe, expect, test } from 'vitest';
import { judgeBank } from '../../src/bank/files/check.ts';
import { expectProblems, fileOf, written } from '../support/marks.ts';

describe('what is written to break it', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a field called %s', (name) => {
    const raw = '{"polluted": true, "id": "x"}';
    expectProblems(
      {
        'red/one.json': `{"questions": [${written('red.one-001', { [`▶${name}`]: raw })}], ▶"${name}": ${raw}}`,
      },
      `Unknown field "${name}".`,
      `Unknown field "${name}".`,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('id');
  });

  const tooDeep = 'Brackets are nested more than 32 levels deep here: a bank needs no more than five levels.';
  test.each([
    ['lists', `${'['.repeat(32)}▶${'['.repeat(9_968)}${']'.repeat(10_000)}`],
    ['lists never closed', `${'['.repeat(32)}▶${'['.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(32)}▶${'{"a":'.repeat(10_000)}`],
    [
      'closed by the wrong kind',
      `{${'"a":[},{"b"],'.repeat(15)}"a":[},▶{"b"],${'"a":[},{"b"],'.repeat(5_000)}`,
    ],
  ])('ten thousand brackets: %s', (_, text) => expectProblems({ 'red/one.json': text }, tooDeep));

  test('brackets in texts nest nothing', () => {
    const stem = JSON.stringify(`"${'[{'.repeat(500)}`);
    expectProblems({ 'red/one.json': fileOf(written('red.one-001', { stem })) });
  });

  test('a line of a megabyte', () => {
    const long = written('red.one-001', { stem: `▶"${'x'.repeat(1 << 20)}"`, difficulty: '▶9' });
    expectProblems(
      { 'red/one.json': fileOf(long.replaceAll('\n', ' ')) },
      '"difficulty" must be 5 or less.',
      '"stem" is too long: shorten it to 2000 characters.',
    );
  });

  test('of many problems the first hundred are listed and the rest counted', () => {
    const fields = Array.from({ length: 12_000 }, (_, i) => `"f${i}": 0`).join();
    const text = `{"questions": [], ${fields}}`;
    const { problems } = judgeBank([{ path: 'red/one.json', name: 'red/one.json', text }]);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)!.message).toBe('And 11900 more: fix the problems above, then check again.');
  });
});
