import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, isoDay } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { formPath, moveForm } from '../support/candidate.ts';
import { onServer } from '../support/engines.ts';
import type { Fields } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { practise } from '../support/journey.ts';
import { programs, type Server, startServer } from '../support/postgres-server.ts';
import { type Page, Reader } from '../support/reader.ts';
import { SlowWire } from '../support/slow-wire.ts';

/**
 * A page waits for at most three trips to the server, one after the other; an answer for four, because its transaction
 * takes two. The wire between them counts, so that what the driver does is seen as well.
 */

const questions = plainQuestions(30).flatMap((each) => [
  { ...each, concept: each.id },
  question(`${each.id}b`, { concept: each.id }),
]);

describe.skipIf(!programs())('between Etude and PostgreSQL', () => {
  let server: Server;
  let wire: SlowWire;
  let house: House;
  let reader: Reader;

  beforeAll(async () => {
    server = startServer();
    wire = new SlowWire(join(server.folder, '.s.PGSQL.5432'));
    const port = await wire.open();
    const engine = onServer(`postgres://etude@127.0.0.1:${port}/postgres`);
    house = await startHouse(checkedBank(questions, [blueprint()]), { engine });
    reader = new Reader(house.app);
    await practise(house, reader, 6);
    house.world.pass({ days: 3 });
    await practise(house, reader, 4);
  }, 240_000);
  afterAll(async () => {
    await house?.close();
    wire?.close();
    server?.stop();
  });

  /** Opens every connection, since whoever opens one waits for that as well. */
  async function connect(): Promise<void> {
    const look = house.db.all('select 1 as one');
    await Promise.all(Array.from({ length: 30 }, () => look({})));
  }

  /** The trips of a request that is answered with a status. */
  async function trips(status: number, ask: () => Promise<Page>): Promise<number> {
    await connect();
    return wire.during(async () => expect((await ask()).status).toBe(status));
  }

  const get = (url: string) => trips(200, () => reader.request({ method: 'GET', url }));
  const post = (url: string, fields: Fields) => trips(303, () => reader.send(url, fields));

  /** The trips of each page. */
  async function tripsOf(urls: readonly string[]): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const url of urls) found[url] = await get(url);
    return found;
  }

  /** The pages that wait for more trips than this. */
  const slower = (found: Record<string, number>, most: number) =>
    Object.fromEntries(Object.entries(found).filter(([, count]) => count > most));

  const pages = [
    '/',
    '/practice',
    '/practice?set=red.one',
    '/exams',
    '/exams/new/mock',
    '/exams/yours',
    '/exams/outcome',
    '/readiness',
    '/progress',
    '/progress/topics/red.one',
    '/learn',
    '/learn/red',
    '/bank',
    '/settings',
    '/settings/tokens',
    '/devices',
    '/groups',
    '/bring-in',
    '/delete',
    '/take-along',
  ];

  /** Answers the next question; returns the trips of the answer and of its verdict. */
  async function answerOne(text: string): Promise<[number, number]> {
    const page = await reader.get('/practice');
    const fields = { ...page.form('/practice'), choice: page.letter(text), certainty: 'sure' };
    let verdict = '';
    const answer = await trips(303, async () => {
      const sent = await reader.send('/practice', fields);
      verdict = String(sent.headers.location);
      return sent;
    });
    return [answer, await get(verdict)];
  }

  test('a page takes three at most, and a set of missed questions four', async () => {
    expect(slower(await tripsOf(pages), 3)).toEqual({});
    expect(await get('/practice?set=missed')).toBeLessThanOrEqual(4);
  });

  test('an answer takes four, and its verdict three', async () => {
    for (const text of ['text a', 'text b']) {
      const [answer, verdict] = await answerOne(text);
      expect(answer).toBeLessThanOrEqual(4);
      expect(verdict).toBeLessThanOrEqual(3);
    }
  });

  test('a question that was answered, and what is known of its idea, take three', async () => {
    const list = await reader.get('/bank');
    const path = list.root.querySelector('a[href^="/bank/"]')!.getAttribute('href')!;
    const id = path.replace('/bank/', '').replace(/b$/, '');
    expect(slower(await tripsOf([path, `/progress/concepts/${id}`]), 3)).toEqual({});
  });

  test('a group takes three, however many are in it', async () => {
    const made = { ...(await reader.get('/groups')).form('/groups'), name: 'A group' };
    const path = String((await reader.send('/groups', made)).headers.location);
    const { pathname, search } = new URL((await reader.get(path)).text('code.link'));
    for (let i = 0; i < 12; i++) {
      const member = new Reader(house.app);
      const join = await member.get(pathname + search);
      await member.post('/groups/join', { ...join.form('/groups/join'), shown: 'no' });
    }
    expect(await get(path)).toBeLessThanOrEqual(3);
  });

  test('with a date it is no more, but for the first question of a day', async () => {
    const form = (await reader.get('/exams/yours')).form('/exams/yours');
    await reader.post('/exams/yours', { ...form, day: isoDay(house.world.now() + 12 * DAY) });
    expect(await get('/practice')).toBeLessThanOrEqual(4);
    const [answer, verdict] = await answerOne('text b');
    expect(answer).toBeLessThanOrEqual(4);
    expect(verdict).toBeLessThanOrEqual(3);
    expect(slower(await tripsOf(pages), 3)).toEqual({});
  });

  test('a page of an exam takes three and a click four; its beginning and its end take more, once', async () => {
    const before = (await reader.get('/exams/new/mock')).form('/exams');
    let path = '';
    const begin = await trips(303, async () => {
      const begun = await reader.send('/exams', { ...before, time: '100' });
      path = String(begun.headers.location);
      return begun;
    });
    const first = await reader.get(path);
    const click = await post(formPath(first), moveForm(first, { choice: 'A', go: '2' }));
    const sitting = formPath(first).replace(/\/\d+$/, '');
    const sat = await tripsOf([`${sitting}/2`, `${sitting}/review`, '/exams']);
    const review = await reader.get(`${sitting}/review`);
    const end = await post(`${sitting}/submit`, review.form('/submit'));
    const ended = await tripsOf([sitting, `${sitting}/answers`, '/exams']);
    expect(slower({ ...sat, ...ended }, 3)).toEqual({});
    // The order of the day is worked out once more.
    expect(await get('/')).toBeLessThanOrEqual(4);
    expect(click).toBeLessThanOrEqual(4);
    expect(begin).toBeLessThanOrEqual(7);
    expect(end).toBeLessThanOrEqual(10);
  });
});
