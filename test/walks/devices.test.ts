import { afterEach, describe, expect, test } from 'vitest';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

let house: House;
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

async function start(): Promise<[Reader, Reader]> {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]));
  return [new Reader(house.app), new Reader(house.app)];
}

async function answer(reader: Reader, count: number): Promise<void> {
  for (let given = 0; given < count; given++) {
    house.world.pass({ minutes: 1 });
    await reader.answerRight(await reader.get('/practice'));
  }
}

/** Makes a link, and returns its path and query. */
async function linkOf(reader: Reader): Promise<string> {
  const page = await reader.get('/devices');
  const made = await reader.post('/devices/link', page.form('/devices/link'));
  const { pathname, search } = new URL(made.text('code.link'));
  return pathname + search;
}

const answers = (page: Page) => page.text('.side');
const follow = async (reader: Reader, link: string) =>
  reader.send('/join', (await reader.get(link)).form('/join'));
const over =
  'This link has been used, or is more than ten minutes old. Make a new one on the device that has your progress, under “Your devices”.';

describe('use on another device', () => {
  test('the link shows whose progress it is, and one press goes on with it', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 3);
    const made = await laptop.get('/devices');
    const shown = await laptop.post('/devices/link', made.form('/devices/link'));
    const { pathname, search } = new URL(shown.text('code.link'));
    const link = pathname + search;
    expect(shown.root.querySelector('.qr path')?.getAttribute('d')).toMatch(/^M2 2h1v1h-1z/);
    expect(shown.text('.stack .quiet')).toContain('It works once, until 09:13.');
    const page = await phone.get(link);
    expect(answers(page)).toBe('1 day, 3 answers');
    expect(phone.cookie, 'looking changes nothing').toBeUndefined();
    expect((await follow(phone, link)).headers.location).toBe('/');
    await answer(phone, 2);
    await answer(laptop, 1);
    expect(answers(await laptop.get('/devices'))).toBe('1 day, 6 answers');
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test('it works once, for ten minutes, and a new one ends it', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 1);
    const first = await linkOf(laptop);
    const second = await linkOf(laptop);
    expect((await phone.get(first)).text('main')).toContain(over);
    await follow(phone, second);
    const tablet = new Reader(house.app);
    const again = await tablet.get(second);
    expect([again.status, again.text('main')]).toEqual([404, expect.stringContaining(over)]);
    const third = await linkOf(laptop);
    const form = (await tablet.get(third)).form('/join');
    house.world.pass({ minutes: 10 });
    expect((await tablet.send('/join', form)).status).toBe(404);
    expect(tablet.cookie).toBeUndefined();
  });

  test('of many who follow it at once, one comes in', async () => {
    const [laptop] = await start();
    await answer(laptop, 1);
    const form = (await new Reader(house.app).get(await linkOf(laptop))).form('/join');
    const many = Array.from({ length: 8 }, () => new Reader(house.app));
    const replies = await Promise.all(many.map((reader) => reader.send('/join', form)));
    expect(replies.map(({ status }) => status).sort()).toEqual([303, ...Array(7).fill(404)]);
    expect(rows(house, 'session')).toHaveLength(2);
  });

  test('a browser with answers of its own is told, and both are added up', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 4);
    await answer(phone, 3);
    const link = await linkOf(laptop);
    expect((await phone.get(link)).text('.note')).toContain('its own progress (1 day, 3 answers)');
    await follow(phone, link);
    expect(answers(await phone.get('/devices'))).toBe('1 day, 7 answers');
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test('the device that made it is here already', async () => {
    const [laptop] = await start();
    await answer(laptop, 1);
    const page = await laptop.get(await linkOf(laptop));
    expect(page.text('h1')).toBe('You already have this progress here');
    expect(page.has('/join')).toBe(false);
  });

  test.each(['', 'AAAA', 'AAAA-AAAA-AAAA-AAAA', '%00', "' or 1=1 --"])('no code like “%s”', async (code) => {
    const [laptop] = await start();
    await answer(laptop, 1);
    await linkOf(laptop);
    const before = dump(house);
    const page = await new Reader(house.app).get(`/join?code=${encodeURIComponent(code)}`);
    expect([page.status, page.text('main')]).toEqual([404, expect.stringContaining(over)]);
    expect(dump(house)).toEqual(before);
  });

  test('a code as people type it is the same code', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 1);
    const code = new URLSearchParams((await linkOf(laptop)).split('?')[1]).get('code')!;
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await phone.get(`/join?code=${encodeURIComponent(typed)}`)).status).toBe(200);
  });

  test('a page with the code of somebody else shows no link', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 1);
    await answer(phone, 1);
    const { search } = new URL(await linkOf(laptop), 'http://x');
    expect((await phone.get(`/devices${search}`)).text('code.link')).toBe('');
  });

  test('neither the database nor a backup with its secret has the code', async () => {
    const [laptop] = await start();
    await answer(laptop, 1);
    const code = new URLSearchParams((await linkOf(laptop)).split('?')[1]).get('code')!;
    expect(JSON.stringify(dump(house))).not.toContain(code);
  });

  test('another site cannot have a browser follow it', async () => {
    const [laptop, phone] = await start();
    await answer(laptop, 1);
    const form = (await phone.get(await linkOf(laptop))).form('/join');
    expect((await phone.send('/join', form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(rows(house, 'session')).toHaveLength(1);
  });
});

describe('take along', () => {
  const bring = (reader: Reader, file: Buffer, token: string) =>
    reader.upload('/bring-in', token, file, 'etude-progress.zip');

  async function download(reader: Reader): Promise<Buffer> {
    const headers = { ...reader.headers, cookie: reader.cookie! };
    const reply = await house.app.inject({ url: '/take-along', headers });
    expect(reply.headers['content-disposition']).toBe('attachment; filename="etude-progress-2026-03-02.zip"');
    return reply.rawPayload;
  }

  test('out, deleted, and in again by a newcomer', async () => {
    const [laptop] = await start();
    await answer(laptop, 5);
    const zip = await download(laptop);
    const page = await laptop.get('/delete');
    expect(page.text('.ticks')).toBe('Delete all of this for good: 1 day, 5 answers');
    const unsure = await laptop.send('/delete', page.form('/delete'));
    expect([unsure.status, unsure.text('.note')]).toEqual([422, 'Tick the box first. Nothing was deleted.']);
    const gone = await laptop.post('/delete', { ...page.form('/delete'), sure: 'yes' });
    expect(gone.text('h1')).toBe('Everything has been deleted');
    const left = Object.entries(dump(house)).filter(([, list]) => list.length > 0);
    expect(left.map(([name]) => name).sort()).toEqual([
      'bank_question',
      'day_seen',
      'migration',
      'question_text',
    ]);
    const phone = new Reader(house.app);
    const done = await bring(phone, zip, (await phone.get('/bring-in')).form('/bring-in').token!);
    expect(done.text('.note')).toContain('The file has 5 answers that Etude can use here.');
    expect(answers(await phone.get('/devices'))).toBe('1 day, 5 answers');
    const twice = await bring(phone, zip, (await phone.get('/bring-in')).form('/bring-in').token!);
    expect(twice.status).toBe(200);
    expect(answers(await phone.get('/devices'))).toBe('1 day, 5 answers');
  });

  test.each([
    ['no file', Buffer.alloc(0), 'Choose a file first. Nothing was changed.'],
    ['another file', Buffer.from('hello'), 'This file does not contain progress downloaded from Etude.'],
  ])('%s is told, and changes nothing', async (_, file, sentence) => {
    const [laptop] = await start();
    await answer(laptop, 1);
    const before = dump(house);
    const page = await bring(laptop, file, (await laptop.get('/bring-in')).form('/bring-in').token!);
    expect([page.status, page.text('.note')]).toEqual([422, sentence]);
    expect(dump(house)).toEqual(before);
  });

  test('a form that was made elsewhere is refused', async () => {
    const [laptop, stranger] = await start();
    await answer(laptop, 1);
    const zip = await download(laptop);
    for (const reader of [laptop, stranger]) expect((await bring(reader, zip, 'x')).status).toBe(403);
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test('somebody without progress has nothing to download or delete', async () => {
    const [, stranger] = await start();
    expect((await stranger.get('/take-along')).status).toBe(404);
    expect((await stranger.get('/delete')).has('/delete')).toBe(false);
    expect((await stranger.get('/devices')).has('/devices/link')).toBe(false);
  });
});
