import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { createSeal } from '../../src/base/digest.ts';
import { keepWatch } from '../../src/watch.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { provocations } from '../support/provocations.ts';
import { answerPath, type Regular, regular } from '../support/regular.ts';

let house: House;
let visitor: Regular;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(3)));
  visitor = await regular(house);
});
afterEach(() => house.close());

describe.each(provocations)('$status for $what', ({ status, way = 'Today', sentence, request }) => {
  const ask = (accept: string) => {
    const { headers, ...rest } = request(house, visitor);
    return visitor.reader.request({ ...rest, headers: { accept, ...headers } });
  };

  test('comes as a page of ours', async () => {
    const page = await ask('text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8');
    expect(page.status).toBe(status);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text('h1')).not.toBe('');
    expect(page.text('.lead')).toMatch(sentence);
    expect(page.texts('nav a')).toEqual(['Today', 'Readiness', 'Progress', 'Exams', 'Learn', 'Bank']);
    const led = page.root.querySelector('main a')!.getAttribute('href');
    expect(led).toBe(way === 'Today' ? '/' : `/${way.toLowerCase()}`);
    expect(page.text('main a')).toBe(`Go to ${way}`);
  });

  test.each(['application/json', 'application/problem+json, */*;q=0.1'])(
    'comes as a problem for %s',
    async (accept) => {
      const page = await ask(accept);
      expect(page.status).toBe(status);
      expect(page.headers['content-type']).toMatch(/^application\/problem\+json\b/);
      expect(page.headers['x-content-type-options']).toBe('nosniff');
      const problem = JSON.parse(page.body);
      expect(problem).toEqual({
        title: expect.any(String),
        status,
        detail: expect.any(String),
        instance: expect.any(String),
      });
      expect(problem.detail).toMatch(sentence);
    },
  );
});

test('a report as long as its field allows is taken in every script', async () => {
  const fields = { ...visitor.last.form('/report'), message: '答'.repeat(2000) };
  const sent = await visitor.reader.send(`${answerPath(visitor.last)}/report`, fields);
  expect(sent.status).toBe(303);
});

describe('a bug', () => {
  /** The same Etude again, with its log in reach. */
  async function logged(lines: string[]) {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const { live, db, stores, world } = house;
    const seal = createSeal(Buffer.alloc(32, 7));
    return buildApp({
      baseUrl: '',
      zone: 'UTC',
      live,
      db,
      stores,
      seal,
      world,
      watch: keepWatch('.', world),
      logger: { level: 'error', stream },
    });
  }

  test('is logged whole and told by its number alone', async () => {
    const lines: string[] = [];
    visitor.reader.app = await logged(lines);
    house.handle.exec('drop table set_aside');
    const page = await visitor.reader.get('/settings');
    const id = page.text('.body code');
    expect(id).toMatch(/^id\d+$/);
    expect(page.body).not.toMatch(/set_aside|sqlite|no such table|\bat .*:\d+|node_modules|\.ts\b/i);
    const [entry] = lines.map((line) => JSON.parse(line));
    expect(entry).toMatchObject({ reqId: id, err: { message: 'no such table: set_aside' } });
    expect(entry.err.stack).toContain('src/learner/');
    expect((await visitor.reader.get('/learn')).status).toBe(200);
  });

  test('never passes for an answer that was taken', async () => {
    const { reader, question } = visitor;
    house.handle.close();
    const failed = await reader.answerRight(question);
    expect(failed.status).toBe(503);
    expect(failed.headers.location).toBeUndefined();
    expect(failed.body).not.toMatch(/connection|sqlite/i);
  });
});

test.each([
  ['/settings', 'Settings'],
  ['/settings/tokens', 'Settings'],
  ['/account', 'Account'],
  ['/devices', 'Your devices'],
  ['/groups', 'Groups'],
  ['/help', 'Help'],
  ['/help/practising', 'Help'],
  ['/', ''],
])('the footer of %s says where one is: %s', async (url, here) => {
  expect((await visitor.reader.get(url)).text('.foot [aria-current=page]')).toBe(here);
});
