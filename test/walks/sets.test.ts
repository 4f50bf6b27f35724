import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { answerPath, refusalOf } from '../support/regular.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(4)));
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

type Answer = 'Right' | 'Wrong';
const answer = (page: Page, how: Answer) => reader[`answer${how}`](page);
const nextOf = (verdict: Page) => verdict.root.querySelector('.bar a.do')!;
const next = (verdict: Page) => reader.get(nextOf(verdict).getAttribute('href')!.replaceAll('&amp;', '&'));

/** Answers a set from an address on by a list; returns what was asked and the page where it goes on. */
async function play(url: string, answers: Answer[]): Promise<{ seen: string[]; page: Page }> {
  const seen: string[] = [];
  let page = await reader.get(url);
  for (const how of answers) {
    seen.push(asked(page));
    house.world.pass({ minutes: 1 });
    page = await next(await answer(page, how));
  }
  return { seen, page };
}

/** The choices of Today that can be chosen, and those that cannot. */
async function choices() {
  const { root } = await reader.get('/');
  const own = root.querySelectorAll('select[name=set] > option');
  const texts = (disabled: boolean) =>
    own.filter((option) => option.hasAttribute('disabled') === disabled).map((option) => option.text);
  return { open: texts(false), closed: texts(true) };
}

async function flag(verdict: Page): Promise<Page> {
  return reader.post(`${answerPath(verdict)}/flag`, verdict.form('/flag'));
}

describe('Today', () => {
  test('offers sets to learners, with reasons for what is not to be had', async () => {
    expect((await reader.get('/')).root.querySelector('select')).toBeNull();
    await answer(await reader.get('/practice'), 'Right');
    expect(await choices()).toEqual({
      open: [],
      closed: [
        'What you got wrong recently: nothing to ask today',
        'What you flagged: nothing to ask today',
        'Your weakest: not enough answers yet',
      ],
    });
    const today = await reader.get('/');
    expect(today.texts('optgroup option')).toEqual([
      ...['All of Red', 'Red one', 'Red two'],
      ...['All of Blue', 'Blue one', 'Blue two'],
    ]);
    expect(today.texts('button[name=length]')).toEqual(['Ask five', 'Ask ten', 'Until done']);
  });

  test('leaves out what has nothing to ask', async () => {
    await house.close();
    house = await startHouse(
      checkedBank([question('red.one-001'), question('blue.two-001', { status: 'draft' })]),
    );
    reader.app = house.app;
    await answer(await reader.get('/practice'), 'Right');
    expect((await reader.get('/')).texts('optgroup option')).toEqual(['All of Red', 'Red one']);
  });
});

describe('a set of five', () => {
  test('ends on Today after five answers with what came of them', async () => {
    const { page, seen } = await play('/practice?set=red&length=5', [
      'Right',
      'Wrong',
      'Right',
      'Right',
      'Right',
    ]);
    expect(seen.every((id) => id.startsWith('red.'))).toBe(true);
    expect(new Set(seen).size).toBe(5);
    expect(page.text('.over [role=status]')).toBe('Five answered, four right.');
    expect(page.body.indexOf('class="over"')).toBeLessThan(page.body.indexOf('class="cover"'));
    expect(page.text('[aria-current=page]')).toBe('Today');
  });

  test('counts in its head, and its last verdict says so', async () => {
    const { page } = await play('/practice?set=red&length=5', Array(4).fill('Wrong'));
    expect(page.text('.through')).toMatch(/^5 of 5about 1 min left/);
    const verdict = await answer(page, 'Wrong');
    expect(verdict.text('.through')).toBe('5 of 5nothing left');
    expect(nextOf(verdict).text.trim()).toMatch(/^Finish/);
    expect((await next(verdict)).text('[role=status]')).toBe('Five answered, none right.');
  });

  test('goes back a step with an undo, also from its last verdict', async () => {
    const { page } = await play('/practice?set=red&length=5', Array(4).fill('Right'));
    const last = await answer(page, 'Wrong');
    const again = await reader.post('/practice/undo', last.form('/practice/undo'));
    expect([asked(again), again.text('h1')]).toEqual([asked(page), 'Question 5 of 5']);
    const undone = await reader.get(`${answerPath(last)}?set=red&length=5&answered=4&right=4`);
    expect(nextOf(undone).text.trim()).toMatch(/^Next/);
    expect((await next(await answer(again, 'Right'))).text('[role=status]')).toBe(
      'Five answered, five right.',
    );
  });

  test('is the same after a reload, and counts what was answered twice once', async () => {
    const { page } = await play('/practice?set=red&length=5', ['Right', 'Right']);
    const first = await answer(page, 'Right');
    const resent = await answer(page, 'Wrong');
    expect(answerPath(resent)).toBe(answerPath(first));
    expect(nextOf(resent).getAttribute('href')).toBe(nextOf(first).getAttribute('href'));
    expect((await next(resent)).text('h1')).toBe('Question 4 of 5');
  });

  test('tells in another tab that its question was answered here, and both go on', async () => {
    const url = '/practice?set=red&length=5';
    const [here, there] = [await reader.get(url), await reader.get(url)];
    await answer(here, 'Right');
    const earlier = await answer(there, 'Wrong');
    expect(earlier.text('[role=status]')).toMatch(/^You have already answered this/);
    const on = await next(earlier);
    expect(on.text('h1')).toBe('Question 2 of 5');
    expect(on.form('/practice')).toMatchObject({ answered: '1', right: '1' });
    expect(rows(house, 'review')).toHaveLength(1);
  });

  test('stays itself through notes, flags, reports and what is set aside', async () => {
    const page = await reader.get('/practice?set=red&length=5');
    const noted = await reader.send('/practice', page.form('/practice'));
    const verdict = await answer(noted, 'Wrong');
    const flagged = await flag(verdict);
    const report = { ...flagged.form('/report'), message: 'Odd.' };
    const reported = await reader.post(`${answerPath(flagged)}/report`, report);
    const aside = await reader.post(`${answerPath(reported)}/aside`, reported.form('/aside'));
    expect(nextOf(aside).getAttribute('href')).toBe(nextOf(verdict).getAttribute('href'));
    const { page: end, seen } = await play(nextOf(aside).getAttribute('href')!, Array(4).fill('Right'));
    expect(seen).not.toContain(asked(page));
    expect(end.text('[role=status]')).toBe('Five answered, four right.');
  });

  test('ends sooner when there is no more of it', async () => {
    const { page } = await play('/practice?set=red.one&length=5', Array(4).fill('Right'));
    expect(page.text('[role=status]')).toBe('Four answered, four right.');
    expect((await reader.get('/practice?set=red.one&length=10')).text('[role=status]')).toBe(
      '“Red one”: nothing left to ask today.',
    );
  });

  test('goes on past the start of another day', async () => {
    house.world.pass({ minutes: 60 * 18 + 57 });
    const { page } = await play('/practice?set=red&length=5', Array(5).fill('Right'));
    expect(page.text('[role=status]')).toBe('Five answered, five right.');
    expect(new Set(rows(house, 'review').map(({ day }) => day)).size).toBe(2);
  });
});

test('a set of ten asks ten', async () => {
  const { page } = await play('/practice?set=red+blue&length=10', Array(10).fill('Right'));
  expect(page.text('[role=status]')).toBe('Ten answered, ten right.');
});

test('a set without a length ends when nothing is left, also when a day begins meanwhile', async () => {
  house.world.pass({ minutes: 60 * 18 + 57 });
  const { page, seen } = await play('/practice?set=red+blue.one&length=all', Array(12).fill('Right'));
  expect(new Set(seen).size).toBe(12);
  expect(page.text('[role=status]')).toBe('12 answered, 12 right.');
});

test('one topic without a length ends at its lesson', async () => {
  const { page } = await play('/practice?set=red.one&length=all', Array(4).fill('Right'));
  expect(page.text('[role=status]')).toBe('You have finished “Red one” for today.');
});

describe('what you got wrong recently', () => {
  const missed = '/practice?set=missed';

  test('is asked until it is known on a later day: a second look does not make up for a miss', async () => {
    const { seen } = await play('/practice?set=red', ['Wrong', 'Right', 'Wrong', 'Right']);
    expect((await choices()).open).toEqual(['What you got wrong recently (2)']);
    house.world.pass({ minutes: 10 });
    const second = await play(missed, ['Right', 'Right']);
    expect(second.seen).toEqual([seen[0], seen[2]]);
    expect(second.page.text('[role=status]')).toBe('Two answered, two right.');
    expect((await choices()).open).toEqual([]);
    house.world.pass({ days: 1 });
    expect((await choices()).open).toEqual(['What you got wrong recently (2)']);
    const later = await play(missed, ['Right', 'Right']);
    expect(later.seen.toSorted()).toEqual([seen[0], seen[2]].toSorted());
    house.world.pass({ days: 1 });
    expect((await choices()).open).toEqual([]);
  });

  test('rests for ten minutes, and is asked early only when nothing else is left', async () => {
    const { seen } = await play('/practice?set=red', ['Wrong', 'Wrong']);
    const { page, seen: again } = await play(missed, ['Right']);
    expect(again).toEqual([seen[0]]);
    expect(asked(page)).toBe(seen[1]);
  });

  test('is forgotten after two weeks, and when the answer is taken back', async () => {
    const verdict = await answer(await reader.get('/practice'), 'Wrong');
    house.world.pass({ days: 13 });
    expect((await choices()).open).toEqual(['What you got wrong recently (1)']);
    house.world.pass({ days: 1 });
    expect((await choices()).open).toEqual([]);
    expect(verdict.status).toBe(200);
    const today = await answer(await reader.get('/practice?set=blue'), 'Wrong');
    expect((await choices()).open).toEqual(['What you got wrong recently (1)']);
    await reader.post('/practice/undo', today.form('/practice/undo'));
    expect((await choices()).open).toEqual([]);
  });

  test('holds what went wrong in an exam, and nothing of an edition that no longer counts', async () => {
    await play('/practice?set=red', ['Wrong', 'Wrong']);
    house.handle.exec('drop trigger review_is_written_once');
    house.handle.prepare("update review set kind = 'exam', certainty = 'none' where answered_at > 0").run();
    house.handle.exec('delete from response_count');
    const everyone = await house.stores.learners.all();
    await house.db.commit(everyone.flatMap((id) => house.stores.memory.recount(id)));
    expect((await choices()).open).toEqual(['What you got wrong recently (2)']);
    const first = String(rows(house, 'review')[0]!.question);
    const raised = plainQuestions(4).map((each) => (each.id === first ? { ...each, edition: 2 } : each));
    house = await house.restart(checkedBank(raised));
    reader.app = house.app;
    expect((await choices()).open).toEqual(['What you got wrong recently (1)']);
  });
});

describe('what you flagged', () => {
  test('is asked when its day has passed, until the flag is taken off', async () => {
    const page = await reader.get('/practice');
    const verdict = await flag(await answer(page, 'Right'));
    expect(verdict.text('form[action$="/flag"] button')).toMatch(/^Flag/);
    expect((await choices()).open).toEqual([]);
    house.world.pass({ days: 1 });
    expect((await choices()).open).toEqual(['What you flagged (1)']);
    const again = await reader.get('/practice?set=flagged&length=5');
    expect(asked(again)).toBe(asked(page));
    const off = await flag(await answer(again, 'Right'));
    expect(off.text('form[action$="/flag"] button')).toMatch(/^Flag\b(?!ged)/);
    expect((await next(off)).text('[role=status]')).toBe('One answered, one right.');
    expect(rows(house, 'flag')).toEqual([]);
  });

  test('is flagged once by a double click, and its flag taken off once', async () => {
    const verdict = await answer(await reader.get('/practice'), 'Right');
    const flagged = await flag(verdict);
    await flag(verdict);
    expect(rows(house, 'flag')).toHaveLength(1);
    await flag(flagged);
    expect((await flag(flagged)).status).toBe(200);
    expect(rows(house, 'flag')).toEqual([]);
  });

  test('asks the flagged stem itself, and another where that one is set aside or sealed', async () => {
    const stems = ['red.one-001', 'red.one-002', 'red.one-003'].map((id) =>
      question(id, { concept: 'red.one.idea', ...(id === 'red.one-003' ? { pool: 'sealed' as const } : {}) }),
    );
    await house.close();
    house = await startHouse(checkedBank(stems));
    reader.app = house.app;
    const page = await reader.get('/practice');
    await flag(await answer(page, 'Right'));
    for (let i = 0; i < 2; i++) {
      house.world.pass({ days: 40 });
      const again = await reader.get('/practice?set=flagged');
      expect(asked(again), 'though it was seen last').toBe(asked(page));
      await answer(again, 'Right');
    }
    const { id: learner } = rows(house, 'learner')[0] as { id: string };
    const { learners } = house.stores;
    const now = house.world.now();
    await house.db.commit([
      learners.flag(learner, 'red.one-003', now),
      learners.unflag(learner, asked(page)),
    ]);
    house.world.pass({ days: 40 });
    expect(asked(await reader.get('/practice?set=flagged'))).toBe('red.one-002');
  });

  test('follows a question to its new id, and lets go of one that is no longer in the bank', async () => {
    const [first, second] = [
      await reader.get('/practice?set=red.one'),
      await reader.get('/practice?set=blue'),
    ];
    await flag(await answer(first, 'Right'));
    const gone = await answer(second, 'Right');
    const renamed = plainQuestions(4)
      .filter(({ id }) => id !== asked(second))
      .map((each) => (each.id === asked(first) ? { ...each, id: 'red.one-099', formerly: [each.id] } : each));
    house = await house.restart(checkedBank(renamed));
    reader.app = house.app;
    const refused = await flag(gone);
    expect([refused.status, refusalOf(refused)]).toEqual([
      409,
      'This question is no longer in the bank, so you cannot flag it.',
    ]);
    house.world.pass({ days: 1 });
    const again = await reader.get('/practice?set=flagged');
    expect(again.text('.stem')).toBe(first.text('.stem'));
    await flag(await answer(again, 'Right'));
    expect(rows(house, 'flag')).toEqual([]);
  });

  test('is one’s own: nobody flags or is asked for another', async () => {
    const verdict = await flag(await answer(await reader.get('/practice'), 'Right'));
    const other = new Reader(house.app);
    await other.answerRight(await other.get('/practice'));
    const before = dump(house);
    const form = { ...verdict.form('/flag'), flag: 'off' };
    expect((await other.post(`${answerPath(verdict)}/flag`, form)).status).toBe(403);
    expect(dump(house)).toEqual(before);
    house.world.pass({ days: 1 });
    expect((await other.get('/practice?set=flagged')).text('[role=status]')).toBe(
      '“What you flagged”: nothing left to ask today.',
    );
  });

  test('is gone with its learner', async () => {
    await flag(await answer(await reader.get('/practice'), 'Right'));
    house.handle.exec('delete from learner');
    expect(rows(house, 'flag')).toEqual([]);
  });
});

describe('the weakest domains', () => {
  test('are told when two have ten answers, and are practised together', async () => {
    for (let day = 0; day < 3; day++) {
      await play('/practice?set=red', Array(4).fill('Right'));
      await play('/practice?set=blue', ['Right', 'Right', 'Right', 'Wrong']);
      house.world.pass({ days: 1 });
    }
    const today = await reader.get('/');
    const option = today.root.querySelectorAll('option').find((each) => each.text === 'Your weakest: Blue')!;
    expect(option.hasAttribute('disabled')).toBe(false);
    const { seen } = await play(`/practice?set=${option.getAttribute('value')}`, ['Right', 'Right']);
    expect(seen.every((id) => id.startsWith('blue.'))).toBe(true);
    house.world.pass({ days: 40 });
    expect((await choices()).closed).toContain('Your weakest: not enough answers yet');
  });

  test('are none where all go alike', async () => {
    for (let day = 0; day < 3; day++) {
      for (const domain of ['red', 'blue']) await play(`/practice?set=${domain}`, Array(4).fill('Right'));
      house.world.pass({ days: 1 });
    }
    expect((await choices()).closed).toContain('Your weakest: no domain is weaker than the others');
  });
});

describe('what no set is', () => {
  const nobody = ['weakest', '', '__proto__', 'red  blue', 'red green', 'missed flagged', '%3Cscript%3E'];
  test.each(nobody)('is not practised: "%s"', async (name) => {
    const before = dump(house);
    const page = await reader.get(`/practice?set=${name}`);
    expect(page.status).toBe(404);
    expect(refusalOf(page)).toBe('There is nothing to practise at this address. Start from Today.');
    expect((await reader.get(`/?set=${name}&answered=3`)).text('[role=status]')).toBe('');
    expect(dump(house)).toEqual(before);
  });

  test.each([
    ...[
      'length=-5',
      'length=0',
      'length=',
      'length=7',
      'answered=-1',
      'right=x',
      'began=1.5',
      'length=5&length=5',
    ],
    `set=${'x'.repeat(201)}`,
  ])('has no page: %s', async (query) => {
    for (const path of ['/practice', '/', '/practice/answers/x'])
      expect((await reader.get(`${path}?set=red&${query}`)).status).toBe(404);
  });

  test('its name is passed over by a form, and the answer is kept', async () => {
    const page = await reader.get('/practice');
    const form = { ...page.form('/practice'), choice: page.letter('text a'), certainty: 'sure' };
    const verdict = await reader.post('/practice', { ...form, set: '"><b>&topic=x', answered: '3' });
    expect(verdict.text('h1')).toBe('Right');
    expect(verdict.body).not.toContain('<b>&');
    expect(nextOf(verdict).getAttribute('href')).toBe('/practice');
  });

  test('numbers of nowhere are taken for what they can be', async () => {
    await answer(await reader.get('/practice'), 'Right');
    const page = await reader.get('/practice?set=red&began=999999&right=9');
    expect(page.form('/practice')).toMatchObject({ began: '20514' });
    expect((await reader.get('/?set=red&answered=2&right=9')).text('[role=status]')).toBe(
      'Two answered, two right.',
    );
  });

  test('a visitor without an answer is asked a topic, and is told that nothing was missed or flagged', async () => {
    expect((await reader.get('/practice?set=missed&length=5')).text('[role=status]')).toBe(
      '“What you got wrong recently”: nothing left to ask today.',
    );
    expect((await reader.get('/practice?set=flagged')).status).toBe(200);
    expect((await reader.get('/practice?set=blue&length=10')).text('h1')).toBe('Question 1 of 8');
  });
});
