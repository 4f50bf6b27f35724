import { describe, expect, test } from 'vitest';
import { readAddress, serversOf, withoutPassword } from '../../../../src/base/data/postgres/address.ts';
import { reader } from '../../../../src/base/data/postgres/connection.ts';
import { translate } from '../../../../src/base/data/postgres/dialect.ts';
import {
  isDead,
  isOverload,
  isPassing,
  storageFailure,
  Unsure,
} from '../../../../src/base/data/postgres/trouble.ts';

describe('a statement is translated', () => {
  test('its parameters are numbered in the order in which they first appear', () => {
    expect(translate('select :b from card where a = :a and c = cast(:b as text)')).toEqual({
      text: 'select $1 from card where a = $2 and c = cast($1 as text)',
      names: ['b', 'a'],
    });
  });

  test('what is quoted stays as it is', () => {
    const { text, names } = translate(`select ':x' as "a:b", 'it''s :y' from card where day = :day`);
    expect([text, names]).toEqual([`select ':x' as "a:b", 'it''s :y' from card where day = $1`, ['day']]);
  });

  test('a list is read in its order', () => {
    const { text, names } = translate('select w.value from json_each(:ids) as w where w.key < :most');
    expect(text).toBe(
      'select w.value from json_array_elements_text(cast(cast($1 as text) as json)) with ordinality as w (value, key) where w.key < $2',
    );
    expect(names).toEqual(['ids', 'most']);
  });
});

test('numbers and truths arrive as SQLite has them', () => {
  expect([reader(20)!('-12'), reader(1700)!('0.5'), reader(16)!('t'), reader(16)!('f')]).toEqual([
    -12, 0.5, 1, 0,
  ]);
  expect(() => reader(20)!('9007199254740993')).toThrow('too large');
  expect(reader(25)).toBeUndefined();
});

describe('an address', () => {
  test.each([
    ['postgres://etude@db/etude', 'db'],
    [
      'postgresql://etude:p%40ss@a:5432,b.example.org,[::1]:5433/etude?sslmode=require',
      'a:5432, b.example.org, [::1]:5433',
    ],
    ['postgres://etude@/etude?host=/run/postgresql', 'the socket'],
  ])('is read: %s', (text, servers) => {
    expect(serversOf(readAddress(text)!)).toBe(servers);
  });

  test.each([
    '',
    'etude',
    'mysql://a/b',
    'postgres://a',
    'postgres://a/',
    'postgres:///etude',
    'postgres://a,,b/c',
    'postgres://a b/c',
  ])('is refused: %s', (text) => {
    expect(readAddress(text)).toBeUndefined();
  });

  test('is shown without its password', () => {
    expect(withoutPassword('postgres://etude:geheim@a,b/etude?password=auch&sslmode=require')).toBe(
      'postgres://etude:…@a,b/etude?password=…&sslmode=require',
    );
    expect(withoutPassword('mysql://u:a/b@h/x')).not.toContain('a/b');
    for (const text of ['postgres:/u:geheim@h/x', 'postgres:u:geheim@h/x', 'u:geheim@h/x', '//u:ge:h@im@h/x'])
      expect(withoutPassword(text)).toMatch(/^[^@]*u:…@h\/x$/);
    expect(withoutPassword('postgres://etude@a/etude')).toBe('postgres://etude@a/etude');
  });
});

test.each(['application_name', 'application%5Fname', 'fallback_application_name'])(
  'an address does not name the connections: %s',
  (name) => {
    const [server] = readAddress(`postgres://a@db/etude?sslmode=require&${name}=theirs&host=%2Frun`)!.servers;
    expect(server).toBe('postgres://a@db/etude?sslmode=require&host=%2Frun');
    expect(readAddress(`postgres://a@db/etude?${name}=theirs`)!.servers).toEqual(['postgres://a@db/etude']);
  },
);

describe('trouble with a server', () => {
  const state = (code: string) => Object.assign(new Error('x'), { code });

  test.each(['57P01', '08006', '25006', '53300', 'ECONNRESET', 'EPIPE'])(
    '%s is a dead connection',
    (code) => {
      expect(isDead(state(code))).toBe(true);
      expect(storageFailure(state(code), 'Nothing was saved')).toMatchObject({ kind: 'unavailable' });
    },
  );

  test.each([
    'Connection terminated unexpectedly',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])('what the driver says of a connection: %s', (message) => {
    expect(isDead(new Error(message))).toBe(true);
    expect(isDead(new TypeError('x is not a function'))).toBe(false);
  });

  test.each([
    ['Query read timeout', true],
    ['timeout exceeded when trying to connect', true],
    ['Connection terminated due to connection timeout', false],
    ['Connection terminated unexpectedly', false],
    ['timeout expired', false],
  ])('whether load alone brings it about: %s', (message, isSo) => {
    expect(isOverload(new Error(message))).toBe(isSo);
  });

  test.each(['40001', '40P01', '55P03'])('%s passes', (code) => {
    expect([isPassing(state(code)), isDead(state(code))]).toEqual([true, false]);
  });

  test('where nobody knows whether it was saved, the sentence says so', () => {
    expect(String(storageFailure(new Unsure(), 'Nothing was saved'))).toMatch('may have been saved');
  });

  test('a full disk is told, a broken rule is a conflict or a bug', () => {
    expect(storageFailure(state('53100'), 'x')).toMatchObject({ kind: 'full' });
    expect(storageFailure(state('23505'), 'x')).toMatchObject({ kind: 'conflict' });
    const bug = state('23514');
    expect(storageFailure(bug, 'x')).toBe(bug);
  });
});
