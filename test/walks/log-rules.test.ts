import { afterEach, describe, expect, test } from 'vitest';
import { DAY } from '../../src/base/time.ts';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;

async function start(checked: Parameters<typeof startHouse>[0], options: HouseOptions = {}) {
  house = await startHouse(checked, { delayReads: 1, ...options });
  reader = new Reader(house.app);
}

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const bank = checkedBank(plainQuestions(3));

async function changeRetention(): Promise<void> {
  const form = (await reader.get('/settings')).form('/settings');
  await reader.post('/settings', { ...form, zone: 'UTC', dayStart: '4', newPerDay: '10', retention: '80' });
}

async function setAsideAndBack(review: string): Promise<void> {
  const verdict = await reader.get(`/practice/answers/${review}`);
  await reader.post(`/practice/answers/${review}/aside`, verdict.form('/aside'));
  const settings = await reader.get('/settings');
  await reader.post('/settings/ask-again', settings.form('/settings/ask-again'));
}

describe('one review for one question asked', () => {
  test.each([
    ['the first answer of a newcomer', 0],
    ['any later answer', 1],
  ])('a double click on %s', async (_, earlier) => {
    await start(bank);
    for (let i = 0; i < earlier; i++) await reader.answerRight(await reader.get('/practice'));
    const page = await reader.get('/practice');
    const fields = { ...page.form('/practice'), choice: page.letter('text a'), certainty: 'sure' };
    const clicks = await Promise.all([1, 2, 3].map(() => reader.send('/practice', fields)));
    expect(clicks.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(clicks.map(({ headers }) => headers.location)).size).toBe(1);
    expect((await reader.follow(clicks[2]!)).title).toBe('Right · Etude');
    expect(rows(house, 'review')).toHaveLength(earlier + 1);
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test('a newcomer whose browser lost the cookie of the first click is still one learner', async () => {
    await start(bank);
    const page = await reader.get('/practice');
    const fields = { ...page.form('/practice'), choice: page.letter('text a'), certainty: 'sure' };
    await reader.send('/practice', fields);
    reader.cookie = undefined;
    const verdict = await reader.post('/practice', fields);
    expect(verdict.title).toBe('Right · Etude');
    expect(rows(house, 'learner')).toHaveLength(1);
    expect(rows(house, 'review')).toHaveLength(1);
  });

  test('a resend later shows the verdict of that very answer', async () => {
    await start(bank);
    const page = await reader.get('/practice');
    await reader.answerWrong(page);
    await reader.answerRight(await reader.get('/practice'));
    const resent = await reader.answerRight(page);
    expect(resent.title).toBe('Not quite · Etude');
    expect(asked(resent)).toBe(asked(page));
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('two tabs with the same question: the second is shown the verdict of the first', async () => {
    await start(bank);
    await reader.answerRight(await reader.get('/practice'));
    const [left, right] = [await reader.get('/practice'), await reader.get('/practice')];
    expect(asked(left)).toBe(asked(right));
    await reader.answerRight(left);
    const second = await reader.answerWrong(right);
    expect(second.title).toBe('Right · Etude');
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('two tabs of a newcomer: the second tab’s page still counts for the same learner', async () => {
    await start(bank);
    const [left, right] = [await reader.get('/practice'), await reader.get('/practice')];
    await reader.answerRight(left);
    const second = await reader.answerWrong(right);
    expect(second.title).toBe('Right · Etude');
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test.each([
    ['the retention was changed', changeRetention],
    ['it was set aside and asked for again', setAsideAndBack],
  ])('a page that was open while %s still takes its answer', async (_, change) => {
    await start(checkedBank([question('red.one-001')]));
    const first = await reader.answerRight(await reader.get('/practice'));
    house.world.pass({ days: 20 });
    const page = await reader.get('/practice');
    await change(first.form('/practice/undo').review!);
    house.world.pass({ minutes: 1 });
    const verdict = await reader.answerWrong(page, 'guess');
    expect(verdict.text('h1')).toBe('Not quite');
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('a second tab that answers otherwise is told that the first answer stands', async () => {
    await start(bank);
    await reader.answerRight(await reader.get('/practice'));
    const [left, right] = [await reader.get('/practice'), await reader.get('/practice')];
    expect((await reader.answerRight(left)).body).not.toContain('You have already answered this');
    expect((await reader.answerRight(left)).body, 'a resend').not.toContain('You have already answered this');
    expect((await reader.answerWrong(right)).body).toContain('You have already answered this');
  });

  test('a newcomer’s page opens nobody’s account an hour later', async () => {
    await start(bank);
    const page = await reader.get('/practice');
    await reader.answerRight(page);
    house.world.pass({ minutes: 61 });
    const finder = new Reader(house.app);
    const answer = await finder.answerRight(page);
    expect(answer.status).toBe(409);
    expect(finder.cookie).toBeUndefined();
  });

  test('undo and set aside at once: neither is lost without a word', async () => {
    await start(bank);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    const id = verdict.form('/practice/undo').review;
    const both = await Promise.all([
      reader.send(`/practice/answers/${id}/aside`, verdict.form('/aside')),
      reader.send('/practice/undo', verdict.form('/practice/undo')),
    ]);
    const [aside, undo] = both.map(({ status }) => status);
    expect(rows(house, 'set_aside')).toHaveLength(aside === 303 ? 1 : 0);
    expect(rows(house, 'amendment')).toHaveLength(undo === 303 ? 1 : 0);
    expect([aside, undo]).toContain(303);
  });

  test('the back button after an undo shows that the answer was taken back', async () => {
    await start(bank);
    await reader.answerRight(await reader.get('/practice'));
    const page = await reader.get('/practice');
    const verdict = await reader.answerRight(page);
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    const back = await reader.answerRight(page);
    expect(back.body).toContain('You undid this answer');
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('a restart between page and answer changes nothing', async () => {
    await start(bank);
    const page = await reader.get('/practice');
    house = await house.restart();
    reader.app = house.app;
    expect((await reader.answerRight(page)).title).toBe('Right · Etude');
    expect(rows(house, 'review')).toHaveLength(1);
  });

  test('reloading shows the same question in the same order', async () => {
    await start(bank);
    await reader.answerRight(await reader.get('/practice'));
    const page = await reader.get('/practice');
    house = await house.restart();
    reader.app = house.app;
    const again = await reader.get('/practice');
    expect(asked(again)).toBe(asked(page));
    expect([...again.options()]).toEqual([...page.options()]);
  });
});

describe('undo', () => {
  test('across a restart, and only once', async () => {
    await start(bank);
    const page = await reader.get('/practice');
    const verdict = await reader.answerWrong(page);
    house = await house.restart();
    reader.app = house.app;
    const again = await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expect(asked(again)).toBe(asked(page));
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expect(rows(house, 'amendment')).toHaveLength(1);
    expect((await reader.get('/')).text('h1')).toBe('10 questions, about 7 minutes');
  });

  test('only the last answer, and only on its own day', async () => {
    await start(bank);
    const first = await reader.answerRight(await reader.get('/practice'));
    const second = await reader.answerRight(await reader.get('/practice'));
    const notLast = await reader.post('/practice/undo', first.form('/practice/undo'));
    expect(notLast.status).toBe(409);
    expect(notLast.text('.lead')).toBe(
      'You can undo only your last answer from today, and this is an earlier one.',
    );
    house.world.pass({ days: 1 });
    expect((await reader.post('/practice/undo', second.form('/practice/undo'))).status).toBe(409);
    expect(
      (await reader.get(`/practice/answers/${second.form('/practice/undo').review}`)).has('/practice/undo'),
    ).toBe(false);
    expect(rows(house, 'amendment')).toEqual([]);
  });
});

describe('the learner’s clock', () => {
  test('a clock set back does not turn a day back', async () => {
    await start(bank);
    const before = await reader.answerRight(await reader.get('/practice'));
    expect(before.status).toBe(200);
    house.world.pass({ days: -3 });
    await reader.answerRight(await reader.get('/practice'));
    const [first, second] = rows(house, 'review') as { day: number; answered_at: number }[];
    expect(second!.day).toBe(first!.day);
    expect(second!.answered_at).toBe(first!.answered_at + 1);
  });

  test('moving west across the date line does not repeat a day', async () => {
    await start(bank, { zone: 'Pacific/Kiritimati' });
    await reader.answerRight(await reader.get('/practice'));
    const form = (await reader.get('/settings')).form('/settings');
    const fields = { dayStart: '4', newPerDay: '10', retention: '90' };
    await reader.post('/settings', { ...form, ...fields, zone: 'Pacific/Pago_Pago' });
    await reader.answerRight(await reader.get('/practice'));
    const days = rows(house, 'review').map(({ day }) => day as number);
    expect(days[1]).toBe(days[0]);
  });

  test('the day begins at four by the wall clock', async () => {
    await start(bank, { zone: 'Europe/Berlin' });
    house.world.time = Date.UTC(2026, 2, 29, 1, 59);
    await reader.answerRight(await reader.get('/practice'));
    house.world.time = Date.UTC(2026, 2, 29, 2, 0);
    await reader.answerRight(await reader.get('/practice'));
    const days = rows(house, 'review').map(({ day }) => day);
    // 03:59 and 04:00 in Berlin on the night the clocks go forward.
    expect(days).toEqual([Date.UTC(2026, 2, 28) / DAY, Date.UTC(2026, 2, 29) / DAY]);
  });
});

describe('what is written stays written', () => {
  test('the log cannot be edited or deleted, save with its learner', async () => {
    await start(bank);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    await reader.answerRight(await reader.get('/practice'));
    const attempt = (sql: string) => () => house.handle.exec(sql);
    expect(attempt('update review set correct = 0')).toThrow('a review is written once');
    expect(attempt('delete from review')).toThrow('a review is kept');
    expect(attempt("update amendment set kind = 'easy'")).toThrow('an amendment is written once');
    expect(attempt('delete from amendment')).toThrow('an amendment is kept');
    attempt('delete from learner')();
    for (const table of ['session', 'review', 'amendment', 'card', 'tally'])
      expect(rows(house, table)).toEqual([]);
  });

  test('a guest without an answer is never stored', async () => {
    await start(bank);
    for (const url of ['/', '/practice', '/settings', '/practice/answers/x']) await reader.get(url);
    const page = await reader.get('/practice');
    await reader.post('/practice', { ...page.form('/practice'), certainty: 'sure' });
    expect(rows(house, 'learner')).toEqual([]);
    expect(reader.cookie).toBeUndefined();
  });
});

test('several stems of one concept share a memory, and the least recently seen is asked', async () => {
  const stem = (n: number) => question(`red.one-00${n}`, { concept: 'red.one.idea' });
  await start(checkedBank([stem(1), stem(2), stem(3)]));
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    const page = await reader.get('/practice');
    seen.push(asked(page));
    await reader.answerRight(page);
    house.world.pass({ days: 5000 });
  }
  expect(seen).toEqual(['red.one-001', 'red.one-002', 'red.one-003', 'red.one-001']);
  expect(rows(house, 'card')).toHaveLength(1);
});
