import { afterEach, describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;

async function start(questions: AuthoredQuestion[]): Promise<void> {
  house = await startHouse(checkedBank(questions), { delayReads: 1 });
  reader = new Reader(house.app);
}

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Answers until nothing is left to ask, each in half a minute by a rule; returns the questions in the order asked. */
async function practise(answer: (page: Page) => Promise<Page>): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) return seen;
    seen.push(asked(page));
    house.world.pass({ minutes: 0.5 });
    expect((await answer(page)).status).toBe(200);
  }
}

const right = (page: Page) => reader.answerRight(page);

test('a first visit: begin, answer, read why, go on', async () => {
  await start(plainQuestions(3));
  const today = await reader.get('/');
  expect(today.text('h1')).toBe('Ten questions, about 7 minutes');
  expect(today.texts('h2')).toEqual(['What’s in it', 'How it works', 'When is your exam?']);
  expect(reader.cookie).toBeUndefined();

  const page = await reader.get('/practice');
  expect(page.title).toMatch(/^Question 1 of 10, (Red|Blue) · Etude$/);
  expect([...page.options().keys()]).toEqual(['A', 'B', 'C', 'D']);

  const verdict = await reader.answerRight(page, 'sure');
  expect(verdict.title).toBe('Right · Etude');
  expect(verdict.text('h1')).toBe('Right');
  expect(verdict.texts('.why').sort()).toEqual(['a', 'b', 'c', 'd'].map((o) => `${asked(page)} why ${o}`));
  expect(verdict.text('.first .tag')).toBe('Your answer, right, Sure');
  expect(verdict.text('.refs li')).toBe('A book, 2020');
  expect(verdict.text('.back')).toBe('Back on Wednesday 4 March, in 2 days.');
  expect(verdict.text('#returns .body > p')).toBe(
    'It comes back on Wednesday 4 March, when your chance of still knowing it will be about 90%. It was new to you. See why',
  );
  expect(reader.cookie?.startsWith(`${house.cookieName}=`)).toBe(true);

  expect((await reader.get('/')).text('.cover')).toContain('9 new questions. Expect about 7 repeats.');
  const next = await reader.get('/practice');
  expect(next.title).toContain('Question 2 of 10');
  expect(asked(next)).not.toBe(asked(page));
});

describe('the question', () => {
  test('nothing in the page tells the key', async () => {
    await start([
      question('red.one-001', {
        options: question('x.y').options.map((o) => ({ ...o, text: `Same ${o.id}` })),
      }),
    ]);
    const page = await reader.get('/practice');
    expect(page.body).not.toMatch(/why|Because|rationale/);
    const token = JSON.parse(
      Buffer.from(page.form('/practice').token!.split('.')[0]!.split('~')[1]!, 'base64url').toString(),
    );
    const text = expect.any(String);
    expect(token, 'review, question, hash, seed, revision, time shown, learner, nonce').toEqual([
      text,
      'red.one-001',
      text,
      text,
      0,
      house.world.now(),
      null,
      text,
    ]);
    const values = page.root.querySelectorAll('input[name=choice]').map((input) => input.attributes);
    expect(values).toEqual(
      ['A', 'B', 'C', 'D'].map((value, i) => ({
        type: 'radio',
        name: 'choice',
        value,
        'data-key': String(i + 1),
      })),
    );
  });

  test('a form whose legend is the stem; Enter means Think so', async () => {
    await start([question('red.one-001')]);
    const page = await reader.get('/practice');
    expect(page.text('form fieldset legend')).toBe('Stem of red.one-001?');
    const submits = page.root.querySelectorAll('form button').map((button) => button.getAttribute('value'));
    expect(submits).toEqual(['think', 'yes', 'guess', 'think', 'sure']);
    const { token } = page.form('/practice');
    await reader.post('/practice', { token: token!, choice: page.letter('text a') });
    expect(rows(house, 'review')[0]).toMatchObject({ certainty: 'think', rating: 2 });
  });

  test('choosing nothing is told kindly and loses nothing', async () => {
    await start([question('red.one-001')]);
    const page = await reader.get('/practice');
    const again = await reader.post('/practice', { ...page.form('/practice'), certainty: 'sure' });
    expect(again.status).toBe(422);
    expect(again.text('[role=alert]')).toBe(
      'Choose an option first, then say how sure you are. Or let us show you. Nothing has been counted.',
    );
    expect([...again.options()]).toEqual([...page.options()]);
    expect(rows(house, 'review')).toEqual([]);
    expect((await reader.answerRight(again)).title).toBe('Right · Etude');
  });

  test('two of five: says so, keeps what was chosen, counts all or nothing', async () => {
    const options = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      id,
      text: `text ${id}`,
      rationale: `why ${id}`,
    }));
    await start([question('red.one-001', { type: 'multiple', options, key: ['a', 'c'] })]);
    const page = await reader.get('/practice');
    expect(page.text('.pick')).toBe('Choose TWO');
    const letter = page.letter('text a');
    const one = await reader.answer(page, letter, 'think');
    expect(one.status).toBe(422);
    expect(one.text('[role=alert]')).toBe(
      'This question asks for two options and you chose one. Nothing has been counted.',
    );
    const kept = one.root.querySelectorAll('input[checked]').map((input) => input.getAttribute('value'));
    expect(kept).toEqual([letter]);
    const verdict = await reader.answer(one, [letter, page.letter('text b')], 'sure');
    expect(verdict.text('h1')).toBe('Not quite: 1 of 2 right');
    expect(verdict.texts('.first .tag').sort()).toEqual([
      'Right answer',
      'Your answer, Sure',
      'Your answer, right, Sure',
    ]);
  });

  test('I don’t know', async () => {
    await start([question('red.one-001')]);
    const page = await reader.get('/practice');
    const shown = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes', choice: 'A' });
    expect(shown.text('h1')).toBe('Here is the answer');
    expect(shown.texts('.first .tag')).toEqual(['Right answer']);
    expect(rows(house, 'review')[0]).toMatchObject({
      response: '[]',
      correct: 0,
      certainty: 'none',
      rating: 1,
    });
  });
});

test('a sure miss is worth a second read, also where the bank explains nothing', async () => {
  const { rationale: _, references: __, ...bare } = question('red.one-001');
  await start([bare as ReturnType<typeof question>]);
  const verdict = await reader.answerWrong(await reader.get('/practice'), 'sure');
  expect(verdict.text('main')).toContain('You were sure, so this one is worth a second read');
});

describe('the day', () => {
  test('what was missed comes back the same day, not at once', async () => {
    await start(plainQuestions(2));
    const first = await reader.get('/practice');
    const verdict = await reader.answerWrong(first, 'sure');
    expect(verdict.text('h1')).toBe('Not quite');
    expect(verdict.text('.back')).toBe('Back today.');
    expect(verdict.text('#returns .body > p')).toBe(
      'You missed it, so you’ll see it again today. It was new to you. See why',
    );
    const order: string[] = [];
    for (let i = 0; i < 8; i++) {
      house.world.pass({ minutes: 2 });
      const page = await reader.get('/practice');
      order.push(asked(page));
      await reader.answerRight(page);
    }
    // From the fifth answer on it has rested; the sixth, should the fourth have been of its objective.
    expect([4, 5]).toContain(order.indexOf(asked(first)));
    expect((await reader.get('/practice')).text('h1')).toBe('Done for today');
  });

  test('when only the last miss is left, the day is done, and the miss can be asked once it has rested', async () => {
    await start([question('red.one-001')]);
    await reader.answerWrong(await reader.get('/practice'));
    const today = await reader.get('/practice');
    expect(today.text('h1')).toBe('Done for today');
    house.world.pass({ minutes: 10 });
    expect(asked(await reader.get('/practice'))).toBe('red.one-001');
  });

  test('all done: what tomorrow brings, and ten more new questions if wanted', async () => {
    await start(plainQuestions(6));
    expect(await practise(right)).toHaveLength(10);
    const done = await reader.get('/');
    expect(done.text('h1')).toBe('Done for today');
    expect(done.body).toContain('10 new questions, about 8 minutes.');
    const more = await reader.post('/practice/more', done.form('/practice/more'));
    expect(more.title).toContain('Question 11 of 20');
    await practise(right);
    await reader.post('/practice/more', (await reader.get('/')).form('/practice/more'));
    expect(await practise(right)).toHaveLength(4);
    expect((await reader.get('/')).has('/practice/more'), 'the bank is used up').toBe(false);
    expect(rows(house, 'card')).toHaveLength(24);
  });

  test('what is left of today belongs to tomorrow', async () => {
    await start([question('red.one-001')]);
    await reader.answerWrong(await reader.get('/practice'));
    const today = await reader.get('/');
    expect(today.body).toContain('1 question comes back, about 1 minute.');
    expect(today.text('figcaption')).toMatch(/^Day 1: 0 of 1 right\./);
    expect(today.texts('tbody td.n')).toEqual([
      '1',
      'none',
      '1',
      ...Array(5).fill(['none', 'none', '']).flat(),
    ]);
  });

  test('with no new ones a day wanted, new ones are offered when all is done', async () => {
    await start(plainQuestions(6));
    await reader.answerRight(await reader.get('/practice'));
    const form = (await reader.get('/settings')).form('/settings');
    await reader.post('/settings', { ...form, zone: 'UTC', dayStart: '4', newPerDay: '0', retention: '90' });
    const today = await reader.get('/');
    expect(today.text('h1')).toBe('Done for today');
    expect((await reader.post('/practice/more', today.form('/practice/more'))).title).toMatch(
      /^Question 2 of/,
    );
  });

  test('the melody says what the day’s count says, however long the day', async () => {
    await start(plainQuestions(20));
    await reader.answerRight(await reader.get('/practice'));
    const form = (await reader.get('/settings')).form('/settings');
    await reader.post('/settings', {
      ...form,
      zone: 'UTC',
      dayStart: '4',
      newPerDay: '100',
      retention: '90',
    });
    await practise(right);
    const today = await reader.get('/');
    expect(today.text('h1')).toBe('Done for today');
    expect(today.text('figcaption')).toBe(
      'Day 1: 80 of 80 right. Higher notes are surer answers; hollow notes are misses.',
    );
    expect(today.root.querySelectorAll('.lines use')).toHaveLength(60);
  });

  test('one question alone is spoken of as one; drafts are not counted', async () => {
    await start([question('red.one-001'), question('red.one-002', { status: 'draft' })]);
    const today = await reader.get('/');
    expect(today.text('h1')).toBe('One question, about 1 minute');
    expect(today.text('main')).toContain('What’s in it1 questionRed');
  });

  test('the right questions wait tomorrow and the day after', async () => {
    await start(plainQuestions(1));
    const sure = asked(await reader.get('/practice'));
    await reader.answerRight(await reader.get('/practice'), 'sure');
    const thought = asked(await reader.get('/practice'));
    await reader.answerRight(await reader.get('/practice'), 'think');
    await practise(right);
    house.world.pass({ days: 1 });
    expect((await reader.get('/')).text('h1')).toBe('1 question, about 1 minute');
    expect(await practise(right)).toEqual([thought]);
    house.world.pass({ days: 1 });
    expect(await practise(right)).toContain(sure);
  });

  test('two of one objective do not follow each other while there is a choice', async () => {
    await start(plainQuestions(4));
    const order = (await practise(right)).map((id) => id.split('-')[0]);
    order.forEach((objective, i) => {
      if (i > 0 && i < 7) expect(objective).not.toBe(order[i - 1]);
    });
  });

  test('after a long gap: a kind word, and a count that stops at 200', async () => {
    await start(plainQuestions(60));
    const form = async () => (await reader.get('/settings')).form('/settings');
    await reader.answerRight(await reader.get('/practice'));
    const settings = { zone: 'UTC', dayStart: '4', newPerDay: '100', retention: '90' };
    await reader.post('/settings', { ...(await form()), ...settings });
    for (let day = 0; day < 3; day++) {
      for (;;) {
        const page = await reader.get('/practice');
        if (!page.has('/practice')) break;
        house.world.pass({ minutes: 0.5 });
        const choice = page.letter('text a');
        const sent = await reader.send('/practice', { ...page.form('/practice'), choice, certainty: 'sure' });
        expect(sent.status).toBe(303);
      }
      house.world.pass({ days: 1 });
    }
    house.world.pass({ days: 40 });
    const today = await reader.get('/');
    expect(today.text('h1')).toMatch(/^200\+ questions, about 110 minutes$/);
    expect(today.body).toMatch(/Good to see you again after 4\d days\. What has faded/);
    expect((await reader.get('/practice')).title).toMatch(/^Question 1 of 200\+,/);
  }, 60_000);
});

describe('the verdict', () => {
  test('references lead to where they can be read', async () => {
    const references = [
      { title: 'A guide', url: 'https://example.org/guide', locator: 'part 2', year: 2026 },
      { title: 'A page', locator: 'as read in May 2026', year: 2023 },
    ];
    await start([question('red.one-001', { references })]);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    expect(verdict.texts('.refs li')).toEqual(['A guide, part 2, 2026', 'A page, as read in May 2026']);
    expect(verdict.root.querySelector('.refs a')!.getAttribute('href')).toBe('https://example.org/guide');
  });

  test('too easy puts it off, once', async () => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerRight(await reader.get('/practice'), 'sure');
    const id = verdict.form('/practice/undo').review;
    const eased = await reader.post(`/practice/answers/${id}/easy`, verdict.form('/easy'));
    expect(eased.text('main')).toContain(
      'It comes back on Tuesday 10 March, later than otherwise because you found it easy.',
    );
    expect(eased.has('/easy')).toBe(false);
    await reader.post(`/practice/answers/${id}/easy`, verdict.form('/easy'));
    expect(rows(house, 'amendment')).toHaveLength(1);
    expect(rows(house, 'review')[0]).toMatchObject({ rating: 3 });
  });

  test('too easy is only for right answers', async () => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerWrong(await reader.get('/practice'));
    expect(verdict.has('/easy')).toBe(false);
    const { review, token } = verdict.form('/practice/undo');
    expect((await reader.post(`/practice/answers/${review}/easy`, { token: token! })).status).toBe(409);
  });

  test('don’t ask again, and the way back in the settings', async () => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    const id = verdict.form('/practice/undo').review;
    const aside = await reader.post(`/practice/answers/${id}/aside`, verdict.form('/aside'));
    expect(aside.text('.back')).toBe('You won’t be asked this question again.');
    expect(aside.text('#returns .body > p')).toBe(
      'You set this question aside. You can bring it back in Settings.',
    );
    expect(aside.root.querySelector('#returns p a')!.getAttribute('href')).toBe('/settings#asides');
    house.world.pass({ days: 30 });
    expect((await reader.get('/')).text('h1')).toBe('Nothing is due today');
    const settings = await reader.get('/settings');
    expect(settings.text('#asides')).toContain('Stem of red.one-001?');
    await reader.post('/settings/ask-again', settings.form('/settings/ask-again'));
    expect(asked(await reader.get('/practice'))).toBe('red.one-001');
  });

  test('of several ways to ask an idea, one set aside leaves the others', async () => {
    const stems = ['red.one-001', 'red.one-002'].map((id) => question(id, { concept: 'red.one.idea' }));
    await start(stems);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    const id = verdict.form('/practice/undo').review;
    const aside = await reader.post(`/practice/answers/${id}/aside`, verdict.form('/aside'));
    expect(aside.text('.back')).toMatch(
      /^You won’t be asked this question again\. The idea comes back on \w+ \d+ March in different words\.$/,
    );
    for (let i = 0; i < 3; i++) {
      house.world.pass({ days: 5000 });
      const page = await reader.get('/practice');
      expect(asked(page)).toBe('red.one-002');
      await reader.answerRight(page);
    }
    expect((await reader.get('/settings')).body).toContain('Stem of red.one-001?');
  });

  test('an answer that was missed or asked for, and set aside, comes back in other words', async () => {
    const pairs = ['a', 'b', 'c'].flatMap((idea, i) =>
      [1, 2].map((n) => question(`red.one-00${2 * i + n}`, { concept: `red.one.${idea}` })),
    );
    await start(pairs);
    const page = await reader.get('/practice');
    const verdict = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
    expect(verdict.text('.back')).toBe('Back today.');
    expect(verdict.text('#returns .body > p')).toContain(
      'You asked for the answer, so you’ll see it again today.',
    );
    expect(verdict.body).not.toContain('missed');
    const id = verdict.form('/practice/undo').review;
    const aside = await reader.post(`/practice/answers/${id}/aside`, verdict.form('/aside'));
    expect(aside.text('.back')).toBe(
      'You won’t be asked this question again. The idea comes back today in different words.',
    );
    expect(aside.text('main')).not.toContain('See why');
  });

  test('what does not return has no section about its return', async () => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerWrong(await reader.get('/practice'), 'sure');
    await reader.post('/practice/undo', verdict.form('/undo'));
    const undone = await reader.get(`/practice/answers/${verdict.form('/practice/undo').review}`);
    expect(undone.text('.back')).toBe('You undid this answer, so it doesn’t count.');
    expect(undone.root.querySelector('#returns')).toBeNull();
  });

  test('an older verdict gives the date and no reason that is not its own', async () => {
    await start([question('red.one-001')]);
    const first = await reader.answerRight(await reader.get('/practice'), 'think');
    house.world.pass({ days: 1 });
    await reader.answerRight(await reader.get('/practice'), 'sure');
    const again = await reader.get(`/practice/answers/${first.form('/practice/undo').review}`);
    expect(again.text('.back')).toMatch(/^Back on \w+ \d+ March, in \d+ days\.$/);
    expect(again.text('#returns .body > p')).toMatch(/^It comes back on \w+ \d+ March\. It was new to you\./);
  });

  test('a problem reported is kept for the authors, with the text that was seen', async () => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    const id = verdict.form('/practice/undo').review!;
    const form = verdict.form('/report');
    const empty = await reader.post(`/practice/answers/${id}/report`, { ...form, message: '  ' });
    expect(empty.status).toBe(422);
    const thanks = await reader.post(`/practice/answers/${id}/report`, {
      ...form,
      message: 'Two <b>right</b> options',
    });
    expect(thanks.body).toContain('Two &lt;b&gt;right&lt;/b&gt; options');
    await reader.post(`/practice/answers/${id}/report`, { ...form, message: 'Better said' });
    expect(rows(house, 'report')).toMatchObject([{ review: id, message: 'Better said' }]);
  });

  test.each([
    ['guess', 'Right', 'That may have been luck'],
    ['think', 'Right', 'It comes back tomorrow, sooner than if you had been sure.'],
  ])('right with %s', async (certainty, heading, why) => {
    await start([question('red.one-001')]);
    const verdict = await reader.answerRight(await reader.get('/practice'), certainty);
    expect(verdict.text('h1')).toBe(heading);
    expect(verdict.body).toContain(why);
  });
});

describe('settings', () => {
  test('a visitor has none yet and is told why', async () => {
    await start(plainQuestions(1));
    const page = await reader.get('/settings');
    expect(page.body).toContain('There is nothing to set yet. Answer your first question');
    expect(page.has('/settings')).toBe(false);
  });

  test('the theme that a learner chooses is that of their pages, and of nobody else', async () => {
    await start(plainQuestions(2));
    await practise(right);
    const themeOf = (page: Page) => [
      page.root.querySelector('html')?.getAttribute('data-theme'),
      page.root.querySelector('meta[name=color-scheme]')?.getAttribute('content'),
    ];
    const save = async (theme: string | undefined) => {
      const form = (await reader.get('/settings')).form('/settings');
      const fields = { zone: 'UTC', dayStart: '4', newPerDay: '10', retention: '90' };
      return reader.post('/settings', { ...form, ...fields, ...(theme ? { theme } : {}) });
    };
    expect(themeOf(await reader.get('/'))).toEqual([undefined, 'light dark']);
    expect(themeOf(await save('dark'))).toEqual(['dark', 'dark']);
    for (const path of ['/', '/practice', '/exams', '/learn', '/bank', '/settings'])
      expect(themeOf(await reader.get(path)), path).toEqual(['dark', 'dark']);
    expect(themeOf(await new Reader(house.app).get('/'))).toEqual([undefined, 'light dark']);
    expect(themeOf(await save('sepia')), 'refused').toEqual(['dark', 'dark']);
    const form = (await reader.get('/settings')).root.querySelector('[name=theme][checked]');
    expect(form?.getAttribute('value')).toBe('dark');
    expect(themeOf(await save('light'))).toEqual(['light', 'light']);
    expect(themeOf(await save('auto'))).toEqual([undefined, 'light dark']);
  });

  test('a settings form from before there was a theme leaves it as it is', async () => {
    await start(plainQuestions(1));
    await practise(right);
    const { theme: _, ...form } = (await reader.get('/settings')).form('/settings') as Record<string, string>;
    const fields = { zone: 'UTC', dayStart: '4', newPerDay: '10', retention: '90' };
    await reader.post('/settings', { ...form, ...fields, theme: 'dark' });
    await reader.post('/settings', { ...form, ...fields });
    expect(rows(house, 'learner')).toMatchObject([{ theme: 'dark' }]);
  });

  test('a higher target brings everything back sooner, from the next moment on', async () => {
    await start(plainQuestions(1));
    await practise(right);
    const due = () => rows(house, 'card').map((card) => card.due_day as number);
    const before = due();
    const form = (await reader.get('/settings')).form('/settings');
    const saved = await reader.post('/settings', {
      ...form,
      zone: 'UTC',
      dayStart: '4',
      newPerDay: '10',
      retention: '80',
    });
    expect(saved.text('[role=status]')).toBe('Saved.');
    due().forEach((day, i) => {
      expect(day).toBeGreaterThan(before[i]!);
    });
    expect(rows(house, 'learner')[0]).toMatchObject({ retention: 0.8, folded_retention: 0.8 });
  });

  test('the number of new ideas a day', async () => {
    await start(plainQuestions(3));
    await reader.answerRight(await reader.get('/practice'));
    const form = (await reader.get('/settings')).form('/settings');
    await reader.post('/settings', { ...form, zone: 'UTC', dayStart: '4', newPerDay: '3', retention: '90' });
    expect(await practise(right)).toHaveLength(2);
  });
});
