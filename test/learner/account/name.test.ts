import { describe, expect, test } from 'vitest';
import { isName, nameKey, plainName } from '../../../src/learner/account/name.ts';

describe('a name', () => {
  test.each([
    ['Robin', 'ROBIN'],
    ['robin', '  Ｒｏｂｉｎ '],
    ['Straße', 'STRASSE'],
    ['Zoë', 'Zoe\u0308'],
    ['Ada  Lovelace', 'ada lovelace'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁnn', 'finn'],
  ])('%s is the same as %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
    expect(nameKey(nameKey(one))).toBe(nameKey(one));
  });

  test('is kept as it was written, without spaces around', () => {
    expect(plainName('  Ada   Lovelace ')).toBe('Ada Lovelace');
  });

  test.each(['a', 'robin@example.org', 'Ada Lovelace', '李', 'x'.repeat(80)])('may be %s', (name) => {
    expect(isName(name)).toBe(true);
  });

  test.each(['', '...', 'a\u202Eb', 'a\u200Bb', 'a\tb\n', 'x'.repeat(81)])('may not be %j', (name) => {
    expect(isName(name)).toBe(false);
  });
});
