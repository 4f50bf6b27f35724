import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { begin, move, submit } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { setExam } from '../support/plan-pages.ts';
import { proveFold } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;

/** Two ideas that are easily confused: each question's second option stands for the other. */
const named = (id: string, concept: string, confusedWith: string) => {
  const plain = question(id, { concept });
  const options = plain.options.map((option) => (option.id === 'b' ? { ...option, confusedWith } : option));
  return { ...plain, options };
};
const pair = [
  named('red.one-001', 'red.one.lead-time', 'red.one.cycle-time'),
  named('red.one-002', 'red.one.cycle-time', 'red.one.lead-time'),
];
const others = plainQuestions(12).filter(({ id }) => !id.startsWith('red.one'));

beforeEach(async () => {
  house = await startHouse(checkedBank([...pair, ...others], [blueprint()]));
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

type How = 'right' | 'wrong' | 'as it comes';

/** Answers what is asked until the day is done. */
async function practise(how: How = 'as it comes', certainty = 'sure', most = 20): Promise<Page | undefined> {
  let last: Page | undefined;
  for (let i = 0; i < most; i++) {
    house.world.pass({ minutes: 1 });
    const page = await reader.get('/practice');
    if (!page.has('/practice')) break;
    const right = how === 'right' || (how === 'as it comes' && i % 4 > 0);
    last = await (right ? reader.answerRight(page, certainty) : reader.answerWrong(page, certainty));
  }
  return last;
}

async function practiseDays(days: number, how?: How, certainty?: string): Promise<void> {
  for (let day = 0; day < days; day++) {
    await practise(how, certainty, 10);
    house.world.pass({ days: 1 });
  }
}

/** Answers the question of one idea wrong, by the option that stands for the other idea. */
async function confuse(concept: string): Promise<void> {
  house.world.pass({ minutes: 30 });
  await reader.answerWrong(await reader.get(`/practice?set=${concept}`), 'think');
}

const section = (page: Page, id: string) => page.text(`#${id}`);

describe('the page of progress', () => {
  test('is in the navigation, and invites those who have not answered yet', async () => {
    const page = await reader.get('/progress');
    expect(page.text('nav [aria-current]')).toBe('Progress');
    expect(page.text('h1')).toBe('Progress');
    expect(page.text('main')).toContain('Once you have answered some questions');
    expect(page.root.querySelector('a.do')!.getAttribute('href')).toBe('/practice');
  });

  test('says with every figure on how many answers it rests, and nothing where they are too few', async () => {
    await practise('right', 'sure', 3);
    const page = await reader.get('/progress');
    expect(page.text('main')).toContain('3 answers on 1 day in the past year');
    expect(section(page, 'retention')).toContain('No questions have come back on a later day so far.');
    expect(section(page, 'certainty')).toContain('So far there are 3.');
    expect(section(page, 'known')).toContain('You have met 3 of');
    expect(section(page, 'confusions')).toContain('You have not mixed up the same two ideas twice.');
    expect(section(page, 'mocks')).toContain('You have not taken any.');
    expect(section(page, 'days')).toContain('You practised on 1 of the last 7 days');
  });

  test('shows what came back, what Sure is worth, the days and what is known', async () => {
    await practiseDays(9);
    const page = await reader.get('/progress');
    expect(section(page, 'retention')).toMatch(
      /You knew \d+% of the questions that came back on a later day, (less|more|close) .*target of 90%/,
    );
    expect(section(page, 'retention')).toMatch(/\d+ of \d+/);
    expect(section(page, 'certainty')).toMatch(/Your Sure is right \d+% of the time, based on \d+ answers\./);
    expect(page.root.querySelector('#days svg[role=img]')!.getAttribute('aria-label')).toMatch(
      /^The days on which/,
    );
    expect(page.root.querySelectorAll('#days tbody tr').length).toBeGreaterThan(1);
    expect(page.texts('#known tbody th')).toContain('Red');
  });

  test('shows the way to the exam with the plan beside it', async () => {
    await practise();
    await setExam(house, reader, 40);
    await practiseDays(5);
    const page = await reader.get('/progress');
    expect(page.text('h1')).toMatch(/^You would score \d+% today$/);
    expect(section(page, 'readiness')).toMatch(/If you had stopped on .* you would have scored about \d+%/);
    expect(page.root.querySelectorAll('#readiness tbody tr').length).toBeGreaterThan(2);
    expect(page.root.querySelectorAll('#readiness path').length).toBeGreaterThan(0);
  });

  test('shows the trend of mock exams', async () => {
    for (let i = 0; i < 2; i++) {
      const page = await begin(reader);
      const review = await move(reader, page, { choice: page.letter('text a'), go: 'review' });
      await submit(reader, review);
      house.world.pass({ days: 2 });
    }
    const page = await reader.get('/progress');
    expect(section(page, 'mocks')).toMatch(
      /You got \d+% in the first of these 2 mock exams and \d+% in the last\./,
    );
    expect(page.root.querySelectorAll('#mocks ellipse')).toHaveLength(2);
  });
});

describe('what is taken for what', () => {
  test('is shown once it has happened twice, and both ideas can be practised', async () => {
    await confuse('red.one.lead-time');
    expect(section(await reader.get('/progress'), 'confusions')).not.toContain('mixed up with');
    house.world.pass({ days: 1 });
    await confuse('red.one.lead-time');
    const page = await reader.get('/progress');
    expect(section(page, 'confusions')).toContain(
      'Lead time (Red one) mixed up with Cycle time (Red one) 2 times',
    );
    const drill = page.root.querySelector('#confusions a.do')!.getAttribute('href')!;
    house.world.pass({ minutes: 20 });
    const seen = new Set<string>();
    let next = await reader.get(drill.replaceAll('&amp;', '&'));
    for (let i = 0; i < 3 && next.has('/practice'); i++) {
      seen.add(asked(next));
      const verdict = await reader.answerRight(next);
      next = await reader.get(
        verdict.root.querySelector('.bar a.do')!.getAttribute('href')!.replaceAll('&amp;', '&'),
      );
    }
    expect([...seen].sort()).toEqual(['red.one-001', 'red.one-002']);
  });

  test('an answer to an earlier edition no longer counts', async () => {
    for (let i = 0; i < 2; i++) {
      await confuse('red.one.lead-time');
      house.world.pass({ days: 1 });
    }
    const [first, ...rest] = pair;
    house = await house.restart(checkedBank([{ ...first!, edition: 2 }, ...rest, ...others], [blueprint()]));
    reader.app = house.app;
    expect(section(await reader.get('/progress'), 'confusions')).not.toContain('mixed up with');
  });
});

test('what was sure and wrong is listed with a drill until it is right on a later day, and Today says so', async () => {
  const first = await reader.get('/practice');
  await reader.answerWrong(first, 'sure');
  const page = await reader.get('/progress');
  expect(section(page, 'sure')).toContain('You were sure of this idea and got it wrong');
  expect((await reader.get('/')).text('main')).toContain(
    'In the last 14 days you were sure of an answer that was wrong.',
  );
  house.world.pass({ days: 1 });
  const drill = await reader.get('/practice?set=sure');
  expect(asked(drill)).toBe(asked(first));
  await reader.answerRight(drill);
  expect(section(await reader.get('/progress'), 'sure')).toContain(
    'There are no ideas left that you were sure of',
  );
});

describe('why an idea is due', () => {
  test('what was asked for, or guessed right, is not called a miss', async () => {
    const page = await reader.get('/practice');
    const shown = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
    const guessed = await reader.answerRight(await reader.get('/practice'), 'guess');
    const why = async (verdict: Page) => {
      const path = verdict.root.querySelector('#returns .body > p a')!.getAttribute('href')!;
      return (await reader.get(path)).text('main');
    };
    expect(await why(shown)).toContain('You asked for the answer, so this idea comes back soon.');
    expect(await why(guessed)).toContain(
      'You guessed right. That may have been luck, so it comes back soon.',
    );
  });

  test('the verdict leads there: its history, its curve and what the next answer does', async () => {
    const verdict = await reader.answerRight(await reader.get('/practice'), 'sure');
    const path = verdict.root.querySelectorAll('a').find((a) => a.text.includes('See why'))!;
    const page = await reader.get(path.getAttribute('href')!);
    expect(page.text('main')).toMatch(/It comes back (tomorrow|on )/);
    expect(page.text('main')).toContain('Right and sure counts as known.');
    expect(page.texts('tbody th')).toEqual([
      'Wrong',
      'Right, a guess',
      'Right, fairly sure',
      'Right and sure',
      'Monday 2 March',
    ]);
    expect(page.text('main')).toMatch(/Right and sureAfter \d+ days/);
    expect(page.root.querySelectorAll('figure svg[role=img]')).toHaveLength(1);
  });

  test('says of each answer what it did', async () => {
    const page = await reader.get('/practice?set=red.one.lead-time');
    await reader.answerWrong(page, 'guess');
    house.world.pass({ minutes: 15 });
    await reader.answerRight(await reader.get('/practice?set=red.one.lead-time'), 'think');
    house.world.pass({ days: 4 });
    await reader.answerRight(await reader.get('/practice?set=red.one.lead-time'), 'sure');
    const why = await reader.get('/progress/concepts/red.one.lead-time');
    expect(why.text('h1')).toBe('Lead time');
    for (const said of ['It was wrong, so it came back soon.', 'Right but not sure', 'Right and sure counts'])
      expect(why.text('main')).toContain(said);
    const topic = await reader.get('/progress/topics/red.one');
    expect(topic.text('main')).toContain('You have met 1 of 2 ideas.');
    expect(topic.texts('tbody th')).toEqual(['Lead time']);
  });

  test('an idea that was not met, or is not there, has no page', async () => {
    await practise('right', 'sure', 1);
    for (const id of ['red.one.cycle-time', 'nothing', '__proto__'])
      expect((await reader.get(`/progress/concepts/${id}`)).status).toBe(404);
    expect((await reader.get('/progress/topics/nothing')).status).toBe(404);
    expect((await new Reader(house.app).get('/progress/topics/red')).status).toBe(404);
  });
});
