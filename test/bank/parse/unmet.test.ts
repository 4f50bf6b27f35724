import fc from 'fast-check';
import { Compile } from 'typebox/schema';
import { Settings } from 'typebox/system';
import { expect, test } from 'vitest';
import { findUnmet, type Schema } from '../../../src/bank/parse/unmet.ts';
import { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { goodQuestion } from '../../support/lint.ts';

const sound = {
  ...goodQuestion('red.one-001'),
  formerly: ['red.one-000'],
  asOf: '2026-02-28',
  tags: ['déjà vu 🎵'],
};

/** Every path into a value. */
function pathsIn(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, each]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return pathsIn(each).map((path) => [step, ...path]);
  });
  return [[], ...inner];
}

const wrong = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    -1,
    0,
    1.5,
    6,
    2101,
    '',
    ' ',
    'A',
    'red.one-002',
    '2026-02-29',
    '2024-02-29',
    [],
    {},
  ),
  fc.constantFrom(
    ...[20, 21, 40, 41, 120, 121, 601].flatMap((length) => ['x'.repeat(length), '🎵'.repeat(length)]),
  ),
  fc.array(fc.constantFrom('a', 'b', 1), { maxLength: 9 }),
  fc.jsonValue(),
);

/** The same value with another one at a path, or nothing there. */
function changed(value: unknown, [step, ...path]: (string | number)[], to: unknown): unknown {
  if (step === undefined) return to;
  const inner = (value as Record<string | number, unknown>)[step];
  const next = changed(inner, path, to);
  if (Array.isArray(value)) return value.with(Number(step), next ?? null);
  const { [step]: _, ...rest } = value as Record<string | number, unknown>;
  return next === undefined ? rest : { ...rest, [step]: next };
}

test('finds in a wrong question what TypeBox finds', () => {
  Settings.Set({ maxErrors: 10_000 });
  const validator = Compile(AuthoredQuestion);
  const theirs = (value: unknown) =>
    validator
      .Errors(value)[1]
      .filter(({ keyword }) => keyword !== 'boolean')
      .map(({ keyword, instancePath }) => `${keyword} ${instancePath}`);
  const ours = (value: unknown) =>
    findUnmet(AuthoredQuestion as Schema, value).map(
      ({ keyword, path }) => `${keyword} ${path.map((step) => `/${step}`).join('')}`,
    );
  const paths = pathsIn(sound);
  let found = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths), wrong, fc.boolean(), (path, value, isExtra) => {
      const question = changed(sound, path, value);
      const given = isExtra && typeof question === 'object' ? { ...question, extra: value } : question;
      expect(ours(given).toSorted()).toEqual(theirs(given).toSorted());
      found += ours(given).length;
    }),
    { numRuns: 2_000 },
  );
  expect(ours(sound)).toEqual([]);
  expect(found).toBeGreaterThan(1_000);
});
