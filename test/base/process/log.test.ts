import type { FastifyBaseLogger } from 'fastify';
import { expect, test } from 'vitest';
import { Lost } from '../../../src/base/data/trouble.ts';
import { logFailure, logTo } from '../../../src/base/process/log.ts';

/** What is written for an event to a terminal, or elsewhere. */
function written(entry: Record<string, unknown>, isTTY = true): string {
  let text = '';
  const line = `${JSON.stringify({ level: 30, time: 0, ...entry })}\n`;
  logTo({ isTTY, write: (part) => (text += part) }).write(line);
  return text;
}

test('elsewhere than on a terminal a line stays as it is', () => {
  expect(written({ msg: 'x\u001b[2J' }, false)).toBe('{"level":30,"time":0,"msg":"x\\u001b[2J"}\n');
});

test.each([
  [
    { msg: 'The bank has problems.\nred/one.json:1:1 odd' },
    'INFO  The bank has problems.\nred/one.json:1:1 odd\n',
  ],
  [{ level: 40, msg: 'beware' }, 'WARN  beware\n'],
  [
    { level: 50, err: { message: 'm', stack: 'Error: m\n    at x.ts:1' } },
    'ERROR \nError: m\n    at x.ts:1\n',
  ],
  [
    { msg: 'request', reqId: 'id7', method: 'GET', url: '/', status: 200, ms: 3 },
    'INFO  GET / 200 3 ms id7\n',
  ],
])('on a terminal %o is for people', (entry, text) => {
  expect(written(entry)).toMatch(/^\d\d:\d\d:\d\d /);
  expect(written(entry).slice(9)).toBe(text);
});

test('nothing in it commands the terminal', () => {
  const evil = '\u001b[2J\u009b31m\u0007\r\u007f';
  const texts = [
    written({ msg: evil }),
    written({ method: 'GET', url: `/${evil}`, status: 200, ms: 1 }),
    written({ err: { message: evil } }),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  for (const text of texts) expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test('a job that failed is logged, but not one that the lost database failed', () => {
  const lines: unknown[] = [];
  const log = { error: (...line: unknown[]) => void lines.push(line) } as unknown as FastifyBaseLogger;
  const err = new Error('no room');
  logFailure(log, err, 'a sweep failed');
  logFailure(log, new Lost('unavailable', 'Nothing was saved.'), 'a sweep failed');
  expect(lines).toEqual([[{ err }, 'a sweep failed']]);
});
