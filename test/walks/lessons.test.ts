import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions, question, redLesson } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold } from '../support/proof.ts';
import { asked, Reader } from '../support/reader.ts';
import { refusalOf } from '../support/regular.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  const checked = checkedBank([
    ...plainQuestions(2),
    question('red.one-003', { pool: 'sealed' }),
    question('blue.two-003', { status: 'draft' }),
  ]);
  house = await startHouse({ ...checked, lessons: [redLesson] });
  reader = new Reader(house.app);
});
afterEach(() => house.close());

const practiseLink = (topic: string) => `/practice?topic=${topic}`;

test('Learn lists every domain, its lesson, its sections and what is remembered', async () => {
  const learn = await reader.get('/learn');
  expect(learn.texts('main h2')).toEqual(['Seeing red', 'Blue']);
  expect(learn.text('main')).toContain('1 minute to read');
  expect(learn.texts('p.quiet')).toEqual(['4 ideas, none met yet.', '4 ideas, none met yet.']);
  const links = learn.root.querySelectorAll('main a').map((link) => link.getAttribute('href'));
  expect(links).toEqual([
    '/learn/red',
    '/learn/red#red.one',
    '/learn/red#red.two',
    practiseLink('red'),
    '/learn/blue',
    '/learn/blue#blue.one',
    '/learn/blue#blue.two',
    practiseLink('blue'),
  ]);
});

test('a first visit counts the ideas of a domain as Learn does, without those that only exams ask', async () => {
  const today = await reader.get('/');
  expect(today.text('main')).toMatch(/Red .*4 ideas.*Blue .*4 ideas/);
});

test('a lesson shows its text, and for each section what is remembered and a way to practise it', async () => {
  await reader.answerRight(await reader.get(practiseLink('red.one')));
  const page = await reader.get('/learn/red');
  expect(page.text('h1')).toBe('Seeing red');
  expect(page.texts('.system[id] h2')).toEqual(['Red one', 'Red two, in short']);
  expect(page.text('[id="red.one"] .side')).toMatch(
    /You have met 1 of 2 ideas, and the chance that you remember it is about 100%\./,
  );
  expect(page.text('[id="red.two"] .side')).toMatch(/2 ideas, none met yet\./);
  expect(page.root.querySelector('[id="red.two"] .side a')!.getAttribute('href')).toBe(
    practiseLink('red.two'),
  );
  expect(page.text('[id="red.one"] .body')).toContain('One is the first.');
});

test('a domain without a lesson says so and can be practised', async () => {
  const page = await reader.get('/learn/blue');
  expect(page.text('main')).toContain('There is no lesson on this yet.');
  expect(page.root.querySelector('main a.do')!.getAttribute('href')).toBe(practiseLink('blue'));
});

test.each(['/learn/green', '/learn/__proto__', '/practice?topic=', '/practice?topic=green'])(
  'there is nothing at %s',
  async (url) => {
    const page = await reader.get(url);
    expect(page.status).toBe(404);
    expect(refusalOf(page)).toMatch(url.startsWith('/learn') ? /in Learn\.$/ : /Start from Today\.$/);
  },
);

describe('a topic practised by itself', () => {
  test('asks its own ideas only, each once, whatever the day’s limit, and ends at the lesson', async () => {
    const seen: string[] = [];
    let page = await reader.get(practiseLink('red'));
    for (let i = 1; page.has('/practice'); i++) {
      expect(page.text('h1')).toBe(`Question ${i} of 4`);
      seen.push(asked(page));
      const verdict = await reader.post('/practice', {
        ...page.form('/practice'),
        choice: page.letter('text a'),
        certainty: 'sure',
      });
      expect(verdict.text('h1')).toBe('Right');
      const next = verdict.root.querySelector('.bar a.do')!.getAttribute('href')!;
      expect(next).toBe(`/practice?set=red&began=20514&answered=${i}&right=${i}`);
      page = await reader.get(next);
    }
    expect(seen.toSorted()).toEqual(['red.one-001', 'red.one-002', 'red.two-001', 'red.two-002']);
    expect(page.text('[role=status]')).toBe('You have finished “Red” for today.');
    await proveFold(house);
  });

  test('goes on through a note, an undo and a report', async () => {
    const url = practiseLink('blue.one');
    const page = await reader.get(url);
    const noted = await reader.send('/practice', page.form('/practice'));
    expect(noted.status).toBe(422);
    expect(noted.form('/practice')).toMatchObject({ set: 'blue.one', answered: '0' });
    const verdict = await reader.answerWrong(noted);
    const next = verdict.root.querySelector('.bar a.do')!.getAttribute('href')!;
    expect(next).toBe('/practice?set=blue.one&began=20514&answered=1&right=0');
    const reported = await reader.post(
      `${verdict.root.querySelector('.report form')!.getAttribute('action')}`,
      { ...verdict.form('/report'), message: 'Odd.' },
    );
    expect(reported.root.querySelector('.bar a.do')!.getAttribute('href')).toBe(next);
    const again = await reader.post('/practice/undo', reported.form('/undo'));
    expect([asked(again), again.text('h1')]).toEqual([asked(page), 'Question 1 of 2']);
    expect(again.form('/practice')).toMatchObject({ set: 'blue.one', answered: '0', right: '0' });
  });

  test('asks what was missed once more when it has rested', async () => {
    const url = practiseLink('red.two');
    const first = await reader.get(url);
    const missed = await reader.answerWrong(first);
    expect(missed.text('.through')).toMatch(/^1 of 2/);
    expect(missed.root.querySelector('.through')!.getAttribute('aria-label')).toBe('This set');
    await reader.answerRight(await reader.get(url));
    const resting = await reader.get(url);
    expect(asked(resting), 'nothing else is left, so it is asked early').toBe(asked(first));
    await reader.answerWrong(resting);
    const ended = await reader.get(url);
    expect(ended.text('[role=status]')).toBe(
      'You have finished “Red two”, except for what you missed: that comes back soon.',
    );
    expect(ended.text('[id="red.two"] .side')).toMatch(/both ideas and remember about 50% of them/);
    house.world.pass({ minutes: 11 });
    const second = await reader.get(url);
    expect(asked(second)).toBe(asked(first));
    await reader.answerRight(second);
    expect((await reader.get(url)).text('[role=status]')).toBe('You have finished “Red two” for today.');
  });
});

test('a verdict leads to the section that explains it, where one has been written', async () => {
  const red = await reader.answerRight(await reader.get(practiseLink('red.two')));
  const link = red.root.querySelectorAll('main a').find((each) => each.text.includes('in short'))!;
  expect(link.getAttribute('href')).toBe('/learn/red#red.two');
  const blue = await reader.answerRight(await reader.get(practiseLink('blue.two')));
  expect(blue.body).not.toContain('/learn/blue#');
});
