import { describe, expect, test } from 'vitest';
import { createPasswords } from '../../../src/learner/password/hash.door.ts';
import { passwordProblem } from '../../../src/learner/password/rules.ts';
import { TestWorld } from '../../support/house.ts';

const world = new TestWorld();
const passwords = createPasswords();
/** The same at a cost that takes no time. */
const quick = createPasswords({ memory: 8, passes: 1 });

describe('a password that somebody chooses', () => {
  test.each(['short', '1234567', '', '😀😀😀😀😀😀😀'])('has eight characters or more: %s', (password) => {
    expect(passwordProblem(password, 'Ada')).toContain('8 characters or more');
  });

  test.each([
    'password',
    'Password',
    'qwertyuiop',
    'sunshine',
    'aaaaaaaa',
    'abababab',
    'abcabcabca',
    'abcdefgh',
    '87654321',
    'iloveyou',
  ])('is none of those that many people have: %s', (password) => {
    expect(passwordProblem(password, 'Ada')).toContain('Many people use this password');
  });

  test('is not the name', () => {
    expect(passwordProblem('ada lovelace', 'Ada Lovelace')).toContain('differs from your name');
  });

  test.each([
    'correct horse battery',
    'k7#Vq2!m',
    'пароль для меня',
    '  spaces  count  ',
    'x7'.padEnd(999, 'yz0'),
  ])('may be %s', (password) => {
    expect(passwordProblem(password, 'Ada')).toBeUndefined();
  });

  test('has a thousand characters at the most', () => {
    expect(passwordProblem('yz0'.repeat(400), 'Ada')).toContain('1000 characters or fewer');
  });
});

describe('a stored password', () => {
  test('is argon2id with 19 MiB, two passes and a salt of its own, and holds nothing else', async () => {
    const [one, other] = [
      await passwords.hash('correct horse', world.token()),
      await passwords.hash('correct horse', world.token()),
    ];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await passwords.isRight('correct horse', one)).toBe(true);
  });

  test('lets in with every character as it was, and with nothing else', async () => {
    const stored = await quick.hash(' Correct horse ', world.token());
    for (const each of [quick, passwords]) expect(await each.isRight(' Correct horse ', stored)).toBe(true);
    for (const wrong of ['Correct horse', ' correct horse ', ' Correct horse  ', ''])
      expect(await quick.isRight(wrong, stored)).toBe(false);
  });

  test('that is not there takes as long to refuse', async () => {
    const stored = await passwords.hash('correct horse', world.token());
    const time = async (encoded: string | null) => {
      // Processor time, which other work on the machine does not lengthen.
      const began = process.cpuUsage();
      expect(await passwords.isRight('wrong', encoded)).toBe(false);
      return process.cpuUsage(began).user;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let i = 0; i < 8; i++) {
      known.push(await time(stored));
      unknown.push(await time(null));
    }
    const fastest = (times: number[]) => Math.min(...times);
    expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 2);
    expect(fastest(unknown)).toBeLessThan(fastest(known) * 2);
  });

  test('is hashed two at a time, and too many at once are asked to wait', async () => {
    const stored = await quick.hash('correct horse', world.token());
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => quick.isRight('correct horse', stored)),
    );
    const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused).toHaveLength(28);
    expect(refused[0]!.reason.message).toBe('Too many people are signing in just now. Try again shortly.');
    expect(await quick.isRight('correct horse', stored)).toBe(true);
  });
});
