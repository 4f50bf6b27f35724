import { afterEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { answerPath, refusalOf } from '../support/regular.ts';

let house: House;
let reader: Reader;
afterEach(() => house.close());

async function open(questions = plainQuestions(2)): Promise<void> {
  house = await startHouse(checkedBank(questions));
  reader = new Reader(house.app);
}

/** Answers the next question of a topic. */
async function answer(topic: string, how: 'Right' | 'Wrong' = 'Right'): Promise<Page> {
  return reader[`answer${how}`](await reader.get(`/practice?topic=${topic}`));
}

const lines = (page: Page) => page.texts('.entries a');
const facts = (page: Page) => page.texts('.entries .quiet');
const linkTo = (page: Page, text: string) =>
  page.root
    .querySelectorAll('main a')
    .find((link) => link.text.trim() === text)
    ?.getAttribute('href');

test('who has answered nothing finds nothing, and the way to practice', async () => {
  await open();
  const page = await reader.get('/bank');
  expect(page.text('nav [aria-current]')).toBe('Bank');
  expect(page.text('h2')).toBe('0 questions');
  expect(page.text('main')).toContain('Questions you answer will appear here');
  expect(linkTo(page, 'Answer a question')).toBe('/practice');
});

test('the bank lists what one has answered, the last first, with result and return', async () => {
  await open();
  await answer('red.one');
  house.world.pass({ minutes: 1 });
  await answer('blue.two', 'Wrong');
  const page = await reader.get('/bank');
  expect(page.text('h2')).toBe('2 questions');
  expect(lines(page)).toEqual([expect.stringMatching(/blue\.two/), expect.stringMatching(/red\.one/)]);
  expect(facts(page)).toEqual([
    'Blue two. Missed. It comes back soon.',
    expect.stringMatching(/^Red one\. Right\. It comes back on \w+ \d+ March, in \d+ days\.$/),
  ]);
  expect(page.body).not.toMatch(/text b|study|draft/);
});

describe('filters', () => {
  const counts = (page: Page) => page.texts('.filters a').map((text) => text.replace(/\s+/g, ' '));
  const show = async (filter: string) => lines(await reader.get(`/bank?show=${filter}`));

  /** One right, one missed as a guess, one missed when sure, one right as a guess and flagged, one taken back. */
  async function answerFive(): Promise<void> {
    await open(
      ['a', 'b', 'c', 'd', 'e'].map((_, i) => question(`red.one-00${i + 1}`, { stem: `Stem ${i + 1}?` })),
    );
    const asks = async () => reader.get('/practice?topic=red.one');
    await reader.answerRight(await asks());
    await reader.answerWrong(await asks(), 'guess');
    await reader.answerWrong(await asks(), 'sure');
    const guessed = await reader.answerRight(await asks(), 'guess');
    await reader.post(`${answerPath(guessed)}/flag`, guessed.form('/flag'));
    const wrong = await reader.answerWrong(await asks(), 'sure');
    await reader.post('/practice/undo', wrong.form('/undo'));
  }

  test('show what was missed, flagged, guessed, or wrong when sure, each with its number', async () => {
    await answerFive();
    const page = await reader.get('/bank');
    expect(counts(page)).toEqual(['All 5', 'Missed 2', 'Flagged 1', 'Guessed 2', 'Sure but wrong 1']);
    expect(page.text('.filters [aria-current]')).toMatch(/^All/);
    expect([await show('missed'), await show('flagged')].map((each) => each.length)).toEqual([2, 1]);
    const [guessed, sure] = [await show('guessed'), await show('sure-but-wrong')];
    expect([guessed.length, sure.length]).toEqual([2, 1]);
    expect(guessed).toContain((await show('flagged'))[0]);
    expect(guessed).not.toContain(sure[0]);
  });

  test('a question that is answered right later is no longer missed', async () => {
    await answerFive();
    house.world.pass({ days: 3 });
    for (
      let page = await reader.get('/practice');
      page.has('/practice');
      page = await reader.get('/practice')
    )
      await reader.answerRight(page);
    expect(counts(await reader.get('/bank'))[1]).toBe('Missed 0');
    const none = await reader.get('/bank?show=missed');
    expect(none.text('main')).toContain('No answered questions found');
  });

  test('stand before the search, which asks for nothing that a candidate has no name for', async () => {
    await answerFive();
    const page = await reader.get('/bank');
    const places = ['.filters', '.search', '.entries'].map((each) =>
      page.body.indexOf(`class="${each.slice(1)}"`),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page.texts('.search label')).toEqual(['Words', 'Domain', 'Objective']);
    const ofOne = await reader.get('/bank?concept=red.one-001');
    expect(ofOne.texts('.search label')).toContain('Idea');
  });

  test('go with a search, and one that is unknown shows all', async () => {
    await answerFive();
    const first = (await show('missed'))[0]!;
    const page = await reader.get(`/bank?show=missed&q=${encodeURIComponent(first)}`);
    expect(lines(page)).toEqual([first]);
    expect(counts(page)).toEqual(expect.arrayContaining(['All 1', 'Missed 1']));
    expect(page.root.querySelector('.search [name=show]')?.getAttribute('value')).toBe('missed');
    expect(linkTo(page, 'All 1')).toMatch(/^\/bank\?q=/);
    expect(await show('nonsense')).toHaveLength(5);
  });
});

test('nothing of what others have answered, or nobody, is shown', async () => {
  await open();
  const id = asked(await reader.get('/practice?topic=red.one'));
  await answer('red.one');
  const other = new Reader(house.app);
  await other.answerRight(await other.get('/practice?topic=blue.one'));
  expect((await other.get('/bank')).body).not.toContain(id);
  for (const path of [`/bank/${id}`, '/bank/blue.two-001', '/bank/unknown.one-1', '/bank/__proto__']) {
    const page = await other.get(path);
    expect([path, page.status]).toEqual([path, 404]);
    expect(refusalOf(page)).toMatch(/^You have not answered a question with this name\./);
  }
});

test.each(['', '/health', '/red.one-001/changes?since=0'])(
  'there is no author’s page at /bank%s for candidates',
  async (path) => {
    await open();
    const page = await reader.get(`/bank${path}?status=draft`.replace(/\?(.*)\?/, '?$1&'));
    if (path === '') expect(page.root.querySelector('[name=status]')).toBeNull();
    else expect(page.status).toBe(404);
  },
);

describe('a search', () => {
  test.each([
    ['q=STEM+one', 2],
    ['q=text+d', 3],
    ['q=nowhere', 0],
    ['domain=red', 2],
    ['domain=nonsense', 0],
    ['objective=blue.one', 1],
    ['concept=blue.one-001', 1],
    ['concept=blue.two-001', 0],
    ['status=draft&pool=sealed&tag=x', 3],
    ['page=nonsense', 3],
    ['page=99', 3],
  ])('for %s finds %d of three', async (query, count) => {
    await open(plainQuestions(1));
    for (const topic of ['red.one', 'red.two', 'blue.one']) await answer(topic);
    const page = await reader.get(`/bank?${query}`);
    expect([page.status, lines(page).length]).toEqual([200, count]);
    if (count === 0) expect(page.text('main')).toContain('No answered questions found.');
  });

  test('stays in its form and on its further pages', async () => {
    await open(plainQuestions(28));
    for (let i = 0; i < 27; i++) await answer('red.one');
    const first = await reader.get('/bank?q=red&domain=red');
    expect([first.text('h2'), first.text('.side .n')]).toEqual(['27 questions', 'Page 1 of 2']);
    expect(first.root.querySelector('[name=q]')!.getAttribute('value')).toBe('red');
    expect(first.root.querySelector('option[selected][value=red]')).not.toBeNull();
    const second = await reader.get(
      linkTo(first, 'Next page')!.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
    );
    expect([second.text('.side .n'), lines(second).length]).toEqual(['Page 2 of 2', 2]);
    expect(new Set([...lines(first), ...lines(second)]).size).toBe(27);
    expect(second.root.querySelector('a[rel=next]')).toBeNull();
  });
});

describe('a question that was answered', () => {
  test('shows its reasons, and every answer with the way to its verdict', async () => {
    await open(plainQuestions(1));
    const first = await answer('red.one', 'Wrong');
    expect((await reader.get('/bank/red.one-001')).text('main')).toContain(
      'answered this once and missed it.',
    );
    house.world.pass({ minutes: 11 });
    const second = await answer('red.one');
    const page = await reader.get('/bank/red.one-001');
    expect(page.text('main')).toContain('You have answered this 2 times, 1 of them right.');
    expect(page.texts('.why')).toHaveLength(4);
    expect(page.text('.key .tag')).toBe('Your answer, right');
    expect(page.texts('tbody tr')).toEqual(['Monday 2 March 2026RightSure', 'Monday 2 March 2026MissedSure']);
    const links = page.root.querySelectorAll('tbody a').map((link) => link.getAttribute('href'));
    expect(links).toEqual([answerPath(second), answerPath(first)]);
  });

  test('lists twenty answers at most', async () => {
    await open(plainQuestions(1));
    for (let i = 0; i < 21; i++) {
      await answer('red.one');
      house.world.pass({ days: 1 });
    }
    const page = await reader.get('/bank/red.one-001');
    expect(page.texts('tbody tr')).toHaveLength(20);
    expect(page.text('main')).toContain('Of your last 20 answers, 20 were right.');
  });

  test('is put aside and asked again from there, and what was reported stands there', async () => {
    await open(plainQuestions(1));
    const verdict = await answer('red.one');
    await reader.post(`${answerPath(verdict)}/report`, { ...verdict.form('/report'), message: 'Odd <b>.' });
    const page = await reader.get('/bank/red.one-001');
    expect(page.text('.note')).toBe('You reported: “Odd <b>.”');
    expect(page.text('main')).toContain('See why');
    await reader.post(`${answerPath(verdict)}/aside`, page.form('/aside'));
    const aside = await reader.get('/bank/red.one-001');
    expect(aside.text('main')).toContain('You chose not to be asked this again.');
    expect(aside.text('main')).not.toContain('See why');
    expect(aside.has('/aside')).toBe(false);
    expect(facts(await reader.get('/bank'))[0]).toContain('You chose not to be asked this again.');
    await reader.post('/settings/ask-again', aside.form('/settings/ask-again'));
    const again = await reader.get('/bank/red.one-001');
    expect([again.has('/aside'), again.has('/settings/ask-again')]).toEqual([true, false]);
  });

  test('tells what was taken back and what was shown', async () => {
    await open(plainQuestions(1));
    const verdict = await answer('red.one');
    await reader.post('/practice/undo', verdict.form('/undo'));
    expect((await reader.get('/bank/red.one-001')).text('main')).toContain('You undid your answer.');
    const form = (await reader.get('/practice?topic=blue.one')).form('/practice');
    const shown = await reader.post('/practice', { ...form, reveal: 'yes' });
    expect((await reader.get(`/bank/${asked(shown)}`)).text('main')).toContain(
      'You have asked for the answer to this once.',
    );
    house.world.pass({ days: 2 });
    const later = (await reader.get('/practice?topic=blue.one')).form('/practice');
    await reader.post('/practice', { ...later, reveal: 'yes' });
    expect((await reader.get(`/bank/${asked(shown)}`)).text('main')).toContain(
      'You have asked for the answer to this 2 times.',
    );
    expect(
      facts(await reader.get('/bank'))
        .map((line) => line.split('. ')[1])
        .toSorted(),
    ).toEqual(['Shown', 'Undone']);
  });

  test('keeps its history under a new id, with the text that was seen, and when it has gone', async () => {
    await open(plainQuestions(1));
    await answer('red.one');
    const renamed = question('red.one-009', {
      formerly: ['red.one-001'],
      concept: 'red.one-001',
      stem: 'New?',
    });
    house = await house.restart(checkedBank([renamed, question('blue.one-001')]));
    reader.app = house.app;
    expect(lines(await reader.get('/bank'))).toEqual(['Stem of red.one-001?']);
    for (const id of ['red.one-009', 'red.one-001']) {
      const page = await reader.get(`/bank/${id}`);
      expect([page.status, page.text('.stem'), page.texts('tbody tr').length]).toEqual([
        200,
        'Stem of red.one-001?',
        1,
      ]);
    }
    house = await house.restart(checkedBank([question('blue.one-001')]));
    reader.app = house.app;
    const list = await reader.get('/bank?domain=red&q=stem');
    expect([lines(list), facts(list)]).toEqual([
      ['Stem of red.one-001?'],
      ['Red one. Right. It is no longer in the bank.'],
    ]);
    expect(linkTo(list, 'Stem of red.one-001?')).toBe('/bank/red.one-001');
    const gone = await reader.get('/bank/red.one-001');
    expect(gone.text('main')).toContain('It is no longer in the bank.');
    expect(gone.has('/aside')).toBe(false);
  });

  test('stands once in the list when it was answered under two ids, by its last answer', async () => {
    await open([question('red.one-001')]);
    await answer('red.one');
    const renamed = question('red.one-009', {
      formerly: ['red.one-001'],
      concept: 'red.one-001',
      stem: 'New?',
    });
    house = await house.restart(checkedBank([renamed]));
    reader.app = house.app;
    house.world.pass({ days: 9 });
    await answer('red.one', 'Wrong');
    const page = await reader.get('/bank');
    expect([lines(page), facts(page)]).toEqual([['New?'], [expect.stringMatching(/^Red one\. Missed\./)]]);
  });

  test('rewritten and sealed since, it tells nothing of its new text', async () => {
    await open([question('red.one-001')]);
    await answer('red.one');
    const { options } = question('red.one-001');
    const secret = question('red.one-001', {
      edition: 2,
      pool: 'sealed',
      key: ['b'],
      stem: 'Secret stem?',
      options: options.map(({ id }) => ({ id, text: `Hidden text ${id}`, rationale: `Veiled why ${id}` })),
      rationale: 'Because of a riddle.',
    });
    house = await house.restart(checkedBank([secret]));
    reader.app = house.app;
    for (const path of [
      '/bank',
      '/bank?q=stem+red.one-001+because',
      '/bank?objective=red.one',
      '/bank/red.one-001',
    ]) {
      const page = await reader.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text('main'), path).toContain('Stem of red.one-001?');
      expect(page.text('main'), path).not.toMatch(/secret|hidden|veiled|riddle/i);
    }
    for (const word of ['secret', 'hidden', 'veiled', 'riddle'])
      expect([word, lines(await reader.get(`/bank?q=${word}`))]).toEqual([word, []]);
  });

  test('is read without leaving a trace', async () => {
    await open(plainQuestions(1));
    await answer('red.one');
    const before = dump(house);
    for (const path of ['/bank', '/bank?q=red', '/bank/red.one-001', '/bank/blue.one-001'])
      await reader.get(path);
    expect(dump(house)).toEqual(before);
  });
});
