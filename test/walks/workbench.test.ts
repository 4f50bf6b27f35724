import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { mostFollowers } from '../../src/author/workbench/changes.routes.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { authorViewOf, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { goodQuestion } from '../support/lint.ts';
import { type Page, Reader } from '../support/reader.ts';
import { answerPath, refusalOf } from '../support/regular.ts';

let house: House;
let author: Reader;
afterEach(() => house.close());

/** Opens a house whose authors have the live bank on disk, or something else. */
async function open(live: AuthoredQuestion[], onDisk = live, more: Parameters<typeof authorViewOf>[1] = []) {
  house = await startHouse(checkedBank(live), { authorView: authorViewOf(onDisk, more) });
  author = new Reader(house.app);
}

const broken = { path: 'red/two.json', name: 'red/two.json', text: '{\n  "questions": [\n' };
const section = (page: Page, name: string) =>
  page.root.querySelectorAll('section').find((each) => each.querySelector('h2')?.text === name)!;
const hrefs = (page: Page, selector: string) =>
  page.root
    .querySelectorAll(selector)
    .map((link) => link.getAttribute('href')!.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));

describe('the bank for authors', () => {
  test('lists everything on disk with status, pool, findings and place', async () => {
    const questions = [
      goodQuestion('red.one-001'),
      question('red.one-002', { status: 'draft', pool: 'sealed', tags: ['trivia'] }),
      question('blue.one-001', { status: 'retired' }),
    ];
    await open([questions[0]!], questions);
    const page = await author.get('/bank');
    expect(page.text('main')).toContain('3 questions on disk, 1 question live.');
    expect(page.texts('.search label')).toContain('Concept');
    expect(page.texts('.entries .quiet')).toEqual([
      'red.one-001, in red.one: ready, study, nothing found.',
      expect.stringMatching(/^red\.one-002, in red\.one: draft, sealed, \d+ findings\.$/),
      'blue.one-001, in blue.one: retired, study, nothing found.',
    ]);
    expect(page.texts('.entries code')).toEqual([
      'red/one.json:3',
      expect.stringMatching(/^red\/one\.json:\d+$/),
      'blue/one.json:3',
    ]);
    for (const query of ['status=draft', 'pool=sealed', 'tag=trivia', 'q=red.one-002', 'status=draft&q=stem'])
      expect(hrefs(await author.get(`/bank?${query}`), '.entries a'), query).toEqual(['/bank/red.one-002']);
    const none = await author.get('/bank?status=nonsense');
    expect([none.text('h2'), none.text('option[selected]')]).toEqual(['0 questions', 'Any']);
    expect(none.texts('option[selected]')).toContain('nonsense');
    expect(none.text('main')).toContain('No questions found.');
  });

  test('says what keeps the files from going live', async () => {
    await open(plainQuestions(1), [question('red.one-001')], [broken]);
    for (const path of ['/bank', '/bank/red.one-001', '/bank/health']) {
      const page = await author.get(path);
      expect(page.text('.note.bad'), path).toContain('These files have errors and cannot go live.');
      expect(page.text('.note.bad code'), path).toMatch(/^red\/two\.json:\d+:\d+$/);
    }
  });
});

describe('a preview', () => {
  const several = question('red.one-002', { type: 'multiple', key: ['a', 'b'] });
  const choices = (page: Page) => [...page.options().values()].map((text) => text.at(-1)).join('');

  test('asks as candidates are asked, and nothing of it can be sent anywhere else', async () => {
    await open([question('red.one-001')]);
    const page = await author.get('/bank/red.one-001');
    const candidate = await new Reader(house.app).get('/practice');
    expect(page.root.querySelector('#preview fieldset legend')!.outerHTML).toBe(
      candidate.root.querySelector('fieldset legend')!.outerHTML,
    );
    expect(page.texts('.certainty button')).toEqual(candidate.texts('.certainty button'));
    expect(page.root.querySelectorAll('form').map((form) => form.getAttribute('method'))).toEqual(['get']);
  });

  test('shows every order of the options, one after the other', async () => {
    await open([question('red.one-001')]);
    const seen: string[] = [];
    let path: string | undefined = '/bank/red.one-001';
    while (path) {
      const page: Page = await author.get(path);
      seen.push(choices(page));
      expect(page.text('#preview .side')).toContain(`Order ${seen.length} of 24`);
      path = hrefs(page, '#preview nav a').find((href) => href.includes(`order=${seen.length + 1}`));
    }
    expect([seen.length, new Set(seen).size, seen[0]]).toEqual([24, 24, 'abcd']);
    expect((await author.get('/bank/red.one-001?order=9999')).text('#preview .side')).toContain(
      'Order 24 of 24',
    );
  });

  test.each([
    ['choice=A&certainty=sure', 'Right', 'Your answer, right, Sure'],
    ['choice=B&certainty=guess', 'Not quite', 'Right answer'],
    ['reveal=yes', 'Here is the answer', 'Right answer'],
    ['order=7&choice=A&certainty=think', 'Not quite', 'Right answer'],
  ])('answers %s as candidates are answered', async (query, heading, tag) => {
    await open([question('red.one-001')]);
    const page = await author.get(`/bank/red.one-001?${query}`);
    expect([page.status, page.text('#preview h3'), page.text('#preview .key .tag')]).toEqual([
      200,
      heading,
      tag,
    ]);
    expect(page.texts('#preview .why')).toHaveLength(4);
    expect(page.root.querySelector('#preview form')).toBeNull();
  });

  /** What a page says of an answer, with headings of any level, and without the way on that candidates have. */
  function verdictOf({ root }: Page) {
    const [first, reasons] = root.querySelectorAll('.verdict');
    const bodyOf = (part: typeof first) => part!.querySelector('.body') ?? part!;
    return [
      first!.classNames.match(/is-\w+/)![0],
      bodyOf(first)
        .childNodes.map(String)
        .filter((html) => !html.includes('class="back"'))
        .map((html) => html.replace(/^<(h[13])\b.*?>(.*)<\/\1>$/s, '$2')),
      bodyOf(reasons).innerHTML,
      root.querySelectorAll('.refs').map(({ parentNode }) => parentNode!.innerHTML)[0],
    ];
  }

  test.each([
    ['choice=A&certainty=sure', { choice: ['A'], certainty: 'sure' }],
    ['choice=B&certainty=guess', { choice: ['B'], certainty: 'guess' }],
    ['reveal=yes', { reveal: 'yes' }],
  ])('gives the verdict that candidates get, word for word: %s', async (query, fields) => {
    const written = {
      why: 'One sentence of why.',
      rationale: 'All of it.',
      references: [{ title: 'A book', year: 2020 }],
    };
    await open([question('red.one-001', { shuffle: false, ...written })]);
    const candidate = new Reader(house.app);
    const { token = '' } = (await candidate.get('/practice')).form('/practice');
    const verdict = await candidate.post('/practice', { token, ...fields });
    expect(verdict.texts('.because')).toEqual(['Why: One sentence of why.']);
    expect(verdictOf(await author.get(`/bank/red.one-001?${query}`))).toEqual(verdictOf(verdict));
  });

  test.each([
    ['choice=A&certainty=sure', /^This question asks for two options and you chose one\./],
    ['certainty=sure', /^Choose two options first/],
    ['choice=A&choice=H&certainty=sure', /^That option does not belong to this question\./],
  ])('says kindly what is missing: %s', async (query, note) => {
    await open([several]);
    const page = await author.get(`/bank/red.one-002?${query}`);
    expect([page.status, page.text('#note')]).toEqual([422, expect.stringMatching(note)]);
  });

  test('comes in light and in dark, whatever the reader’s own', async () => {
    await open([question('red.one-001')]);
    const theme = (page: Page) => page.root.querySelector('html')!.getAttribute('data-theme');
    const plain = await author.get('/bank/red.one-001?order=2');
    expect(theme(plain)).toBeUndefined();
    const [light, dark] = hrefs(plain, '[aria-label=Theme] a');
    expect(theme(await author.get(light!))).toBe('light');
    const page = await author.get(dark!);
    expect([theme(page), page.text('[aria-current=true]')]).toEqual(['dark', 'Dark']);
    expect(page.form('/bank/red.one-001#preview')).toEqual({ order: '2', theme: 'dark' });
  });

  test('leaves no trace in any table', async () => {
    await open([question('red.one-001'), several]);
    await author.answerRight(await author.get('/practice?topic=red.one'));
    const before = dump(house);
    for (const path of [
      '',
      '?choice=A&certainty=sure',
      '?choice=B&certainty=guess',
      '?reveal=yes',
      '?order=3',
    ])
      await author.get(`/bank/red.one-001${path}`);
    await author.get('/bank/health');
    expect(dump(house)).toEqual(before);
  });

  test.each([
    'order=0',
    'order=x',
    'order=Infinity',
    'theme=pink',
    'certainty=none',
    `choice=${'A'.repeat(41)}`,
  ])('is not there for %s', async (query) => {
    await open([question('red.one-001')]);
    expect((await author.get(`/bank/red.one-001?${query}`)).status).toBe(404);
  });
});

describe('the author’s part', () => {
  test('shows key, rationales, file, references and findings with their places', async () => {
    const one = question('red.one-001', {
      tags: ['trivia'],
      options: question('red.one-001').options.map((option) =>
        option.id === 'c' ? { ...option, confusedWith: 'red.two' } : option,
      ),
    });
    await open([one, question('red.two-001')]);
    const page = await author.get('/bank/red.one-001');
    expect(page.text('h1')).toMatch(/error/);
    expect(page.texts('.find code')).toContainEqual(expect.stringMatching(/^red\/one\.json:\d+:\d+$/));
    expect(page.texts('.find .sev')).toContainEqual('Error IW-29');
    const key = section(page, 'Key and rationales');
    expect(key.querySelectorAll('.tag').map(({ text }) => text)).toEqual(['Key', 'Confused with red.two']);
    expect(key.querySelectorAll('.why')).toHaveLength(4);
    expect(key.querySelector('.refs')!.text).toContain('A book, 2020');
    expect(section(page, 'On file').text).toMatch(/red\.one[\s\S]*level 2, understand[\s\S]*trivia/);
  });

  test('a question without a flaw has nothing to mend', async () => {
    await open([goodQuestion('red.one-001')]);
    expect((await author.get('/bank/red.one-001')).text('h1')).toBe('No problems found');
  });

  test('leads to the siblings of its concept', async () => {
    const concept = 'red.one.idea';
    await open([
      question('red.one-001', { concept }),
      question('red.one-002', { concept, status: 'draft' }),
      question('red.one-003'),
    ]);
    const page = await author.get('/bank/red.one-001');
    const links = section(page, 'Siblings').querySelectorAll('a');
    expect(links.map((link) => link.text)).toEqual(['Stem of red.one-002?', 'The whole concept']);
    expect(section(await author.get('/bank/red.one-003'), 'Siblings').text).toContain('No other question');
  });

  test('shows drafts, what is on disk only, and what is live only', async () => {
    await open(
      [question('red.one-001'), question('blue.one-001')],
      [question('red.one-001', { stem: 'New stem?' }), question('red.one-002', { status: 'draft' })],
    );
    const changed = await author.get('/bank/red.one-001');
    expect(changed.texts('.note')).toEqual(['The text on disk is not live: an earlier one still is.']);
    expect(changed.text('#preview legend')).toBe('New stem?');
    expect((await author.get('/bank/red.one-002')).texts('.note')).toEqual([
      'This text is on disk but not live.',
    ]);
    const liveOnly = await author.get('/bank/blue.one-001');
    expect(liveOnly.text('.note')).toMatch(/^This is the live text\./);
    const none = await author.get('/bank/red.one-009');
    expect([none.status, refusalOf(none)]).toEqual([
      404,
      expect.stringMatching(/Find all questions in Bank/),
    ]);
  });

  test('lists every text there was with what it changed, the newest first', async () => {
    await open([question('red.one-001')]);
    house.world.pass({ days: 1 });
    house = await house.restart(
      checkedBank([question('red.one-001', { stem: 'Second?', edition: 2, key: ['b'] })]),
    );
    author.app = house.app;
    const page = await author.get('/bank/red.one-001');
    const editions = section(page, 'Editions');
    expect(editions.querySelectorAll('h3').map(({ text }) => text)).toEqual([
      'Edition 2, live from 2026-03-03, live now',
      'Edition 1, live from 2026-03-02',
    ]);
    expect(editions.querySelectorAll('dt').map(({ text }) => text)).toEqual(['Stem', 'Key', 'Edition']);
    expect(editions.querySelectorAll('del').map(({ text }) => text)).toEqual([
      'Stem of red.one-001?',
      'a',
      '1',
    ]);
    expect(editions.querySelectorAll('ins').map(({ text }) => text)).toEqual(['Second?', 'b', '2']);
    expect(editions.text).toContain('The first version.');
  });

  test('shows what candidates reported, with the text they saw', async () => {
    await open([question('red.one-001')]);
    const candidate = new Reader(house.app);
    const verdict = await candidate.answerRight(await candidate.get('/practice'));
    await candidate.post(`${answerPath(verdict)}/report`, { ...verdict.form('/report'), message: 'Odd.' });
    const before = section(await author.get('/bank/red.one-001'), 'Reports').text;
    expect(before).toMatch(/“Odd\.”[\s\S]*2026-03-02, about the live text/);
    expect((await author.get('/bank/health')).text('main')).toMatch(
      /Open reportsred\.one-001 2026-03-02Odd\./,
    );
    house = await house.restart(checkedBank([question('red.one-001', { stem: 'Mended?' })]));
    author.app = house.app;
    const after = section(await author.get('/bank/red.one-001'), 'Reports').text;
    expect(after).toMatch(
      /about an earlier version of the text[\s\S]*Stem of red\.one-001\?[\s\S]*text a \(key\)/,
    );
    expect((await author.get('/bank/health')).text('main')).toContain('No reports are open.');
  });

  test('counts the first answers to this edition, and no later ones', async () => {
    await open([question('red.one-001')]);
    const answers = async () => section(await author.get('/bank/red.one-001'), 'Answers').text;
    expect(await answers()).toContain('0 answers in practice and 0 answers in mock exams to this edition');
    for (const how of ['answerRight', 'answerWrong', 'answerRight'] as const) {
      const candidate = new Reader(house.app);
      await candidate[how](await candidate.get('/practice'));
      house.world.pass({ minutes: 11 });
      const again = await candidate.get('/practice');
      if (again.has('/practice')) await candidate.answerWrong(again);
    }
    expect(await answers()).toContain('3 answers in practice');
    house = await house.restart(checkedBank([question('red.one-001', { edition: 2, key: ['b'] })]));
    author.app = house.app;
    expect(await answers()).toContain('0 answers in practice');
  });

  test('counts who met an earlier edition first among those who met this one', async () => {
    await open([question('red.one-001')]);
    const candidate = new Reader(house.app);
    await candidate.answerWrong(await candidate.get('/practice'));
    house = await house.restart(checkedBank([question('red.one-001', { edition: 2 })]));
    author.app = house.app;
    candidate.app = house.app;
    house.world.pass({ days: 1 });
    await candidate.answerRight(await candidate.get('/practice'));
    const answers = section(await author.get('/bank/red.one-001'), 'Answers').text;
    expect(answers).toContain('1 answer in practice');
  });

  test('puts a text that is live again before the one it replaced', async () => {
    const [first, second] = [question('red.one-001'), question('red.one-001', { stem: 'Second?' })];
    await open([first]);
    for (const next of [second, first]) {
      house.world.pass({ days: 1 });
      house = await house.restart(checkedBank([next]));
    }
    author.app = house.app;
    const editions = section(await author.get('/bank/red.one-001'), 'Editions');
    expect(editions.querySelectorAll('h3').map(({ text }) => text)).toEqual([
      'Edition 1, live from 2026-03-02, live now',
      'Edition 1, live from 2026-03-03',
    ]);
    expect(editions.querySelectorAll('del').map(({ text }) => text)).toEqual(['Second?']);
    expect(editions.text).not.toContain('The first version.');
    // A key that changes under the same edition leaves the text live that was, not the newest.
    house = await house.restart(checkedBank([question('red.one-001', { key: ['b'], stem: 'Third?' })]));
    expect(house.bank.question('red.one-001')!.question.stem).toBe('Stem of red.one-001?');
  });
});

test('the health of the bank counts findings, coverage, levels, bots and what stands alone', async () => {
  const old = goodQuestion('red.one-001', {
    stem: 'In 2020 how many elite performers were there?',
    asOf: '2020-01-01',
  });
  await open([old, question('red.two-001', { difficulty: 5 }), question('blue.one-001', { pool: 'sealed' })]);
  const page = await author.get('/bank/health');
  const rows = (name: string) =>
    section(page, name)
      .querySelectorAll('tbody tr')
      .map(({ text }) => text.trim());
  expect(rows('Findings')).toContainEqual(expect.stringMatching(/^IW-29 2 errors/));
  expect(section(page, 'Dates').querySelector('a')!.getAttribute('href')).toBe('/bank/red.one-001');
  expect(rows('Objectives')).toEqual(['red.one10', 'red.two10', 'blue.one11', 'blue.two00']);
  expect(rows('Levels').slice(0, 2)).toEqual(['All21', 'Remember00']);
  expect(rows('Bots').length).toBeGreaterThan(8);
  expect(section(page, 'Bots').text).toContain('are left out, so each bot answers up to 3.');
  expect(section(page, 'One question only').text).toContain('3 of 3 concepts have only one question.');
});

describe('a page that follows the files', () => {
  const questions = plainQuestions(1);

  /** Follows changes as a browser does. */
  async function follow(since: number) {
    const url = `${house.app.listeningOrigin}/bank/red.one-001/changes?since=${since}`;
    const [response] = (await once(get(url), 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    const chunks = response[Symbol.asyncIterator]();
    let read = '';
    const next = async (): Promise<string> => {
      const end = read.indexOf('\n\n');
      if (end === -1) {
        read += (await chunks.next()).value;
        return next();
      }
      const event = read.slice(0, end);
      read = read.slice(end + 2);
      return event;
    };
    return { response, next };
  }

  test('knows where it is told of changes, and from which on', async () => {
    await open(questions);
    const path = async () =>
      (await author.get('/bank/red.one-001')).root
        .querySelector('[data-changes]')!
        .getAttribute('data-changes');
    expect(await path()).toMatch(/^\/bank\/red\.one-001\/changes\?since(=|&#x3D;)0$/);
    house.live.replaceAuthorView(authorViewOf(questions));
    expect(await path()).toMatch(/1$/);
  });

  test('is told of each change, and at once of one that it has missed', async () => {
    await open(questions);
    await house.listen();
    const { response, next } = await follow(0);
    expect(response.headers['content-type']).toBe('text/event-stream');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(await next()).toBe(':');
    house.live.replaceAuthorView(authorViewOf(questions));
    expect(await next()).toBe('data: 1');
    house.live.replace(house.live.current());
    expect(await next()).toBe('data: 2');
    const late = await follow(1);
    expect([await late.next(), await late.next()]).toEqual([':', 'data: 2']);
    for (const each of [response, late.response]) each.destroy();
  });

  test('does not keep the server from stopping', async () => {
    await open(questions);
    await house.listen();
    const followers = await Promise.all([follow(0), follow(0)]);
    await Promise.all([
      house.app.close(),
      ...followers.map(({ response }) => once(response.resume(), 'end')),
    ]);
  });

  test('has a place again when another has left, and is refused kindly before', async () => {
    await open(questions);
    await house.listen();
    const followers = await Promise.all(Array.from({ length: mostFollowers }, () => follow(0)));
    const refused = await follow(0);
    expect(refused.response.statusCode).toBe(503);
    refused.response.resume();
    followers[0]!.response.destroy();
    await expect
      .poll(async () => {
        const { response } = await follow(0);
        response.destroy();
        return response.statusCode;
      })
      .toBe(200);
    for (const { response } of followers) response.destroy();
  });
});
