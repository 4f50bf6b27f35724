import { expect, test } from 'vitest';
import type { Views } from '../../src/base/web/views.ts';
import { resetPath, signIn, signUp } from '../support/accounts.ts';
import { authorViewOf, blueprint, checkedBank, plainQuestions, redLesson } from '../support/bank.ts';
import { begin, move, submit } from '../support/candidate.ts';
import { ownerAndAnother } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { sittingOf } from '../support/sitting.ts';

/** The pages of accounts. */
async function accountPages(house: House): Promise<Page[]> {
  const reader = new Reader(house.app);
  const [guest, entry] = [new Reader(house.app), new Reader(house.app)];
  await guest.answerRight(await guest.get('/practice'));
  const account = await signUp(reader, 'Ada');
  const codes = await reader.post('/account/codes', account.form('/account/codes'));
  const others = ['/sign-up', '/sign-in', '/sign-in/recovery', await resetPath(house, 'Ada')];
  return [
    account,
    codes,
    await reader.get('/sign-in'),
    await guest.get('/account'),
    await guest.get('/sign-up'),
    await signIn(entry, 'Ada', 'wrong'),
    ...(await Promise.all(others.map((path) => entry.get(path)))),
  ];
}

/** The pages of a mock exam from its first question to looking through it, and of one whose time is up. */
async function examPages(house: House): Promise<Page[]> {
  const reader = new Reader(house.app);
  const first = await begin(reader);
  const second = await move(reader, first, { choice: 'A', flag: 'yes', strike: 'B', go: '2' });
  const review = await move(reader, second, { choice: 'C', go: 'review' });
  const middle = [await reader.get('/'), await reader.get('/exams'), await reader.get('/exams/new/mock')];
  const result = await submit(reader, review);
  const answers = await reader.get(result.root.querySelector('.row a.do')!.getAttribute('href')!);
  const outcome = await reader.get('/exams/outcome');
  const list = await reader.get('/exams');
  const late = await begin(reader);
  house.world.pass({ minutes: 10 });
  const up = await reader.get(sittingOf(late));
  return [first, second, review, ...middle, result, answers, outcome, list, up];
}

/** Going on with another device, taking along and leaving. */
async function devicePages(house: House, reader: Reader): Promise<Page[]> {
  const made = await reader.post('/devices/link', (await reader.get('/devices')).form('/devices/link'));
  const { pathname, search } = new URL(made.text('code.link'));
  const stranger = new Reader(house.app);
  const { owner } = await ownerAndAnother(house);
  const led = await reader.post('/groups', {
    ...(await reader.get('/groups')).form('/groups'),
    name: 'A group',
  });
  const leads = new URL(led.text('code.link'));
  const asked = [
    '/devices',
    '/bring-in',
    '/delete',
    '/groups',
    leads.pathname + leads.search,
    pathname + search,
  ].map((path) => stranger.get(path));
  return [
    made,
    led,
    await owner.get('/people'),
    await reader.get('/groups'),
    await reader.get('/delete'),
    await reader.get(pathname + search),
    ...(await Promise.all(asked)),
  ];
}

test('every view is rendered, and every page is whole', async () => {
  const rendered = new Set<string>();
  let known: readonly string[] = [];
  const watchViews = (views: Views): Views => {
    known = views.names;
    return {
      ...views,
      render(name, model) {
        rendered.add(name);
        return views.render(name, model);
      },
    };
  };
  const house = await startHouse(
    { ...checkedBank(plainQuestions(3), [blueprint()]), lessons: [redLesson] },
    { watchViews },
  );
  const reader = new Reader(house.app);
  const question = await reader.get('/practice');
  const verdict = await reader.answerRight(question);
  const pages = [
    question,
    verdict,
    await reader.get('/'),
    await reader.get('/settings'),
    await reader.post('/settings/tokens', {
      ...(await reader.get('/settings/tokens')).form('/settings/tokens'),
      ...{ name: 'A program', scopes: 'read', lasts: 'ever' },
    }),
    await reader.get('/settings/tokens'),
    await new Reader(house.app).get('/settings/tokens'),
    ...(await devicePages(house, reader)),
    await reader.get('/learn'),
    await reader.get('/learn/red'),
    await reader.get('/bank'),
    await reader.get(`/bank/${asked(question)}`),
    await new Reader(house.app).get('/bank'),
    await reader.get('/help'),
    await reader.get('/help?q=backup'),
    await reader.get('/help/settings'),
    await reader.get('/nothing-here'),
    await new Reader(house.app).get('/'),
    await new Reader(house.app).get('/settings'),
    await reader.get('/settings/schedule'),
    await new Reader(house.app).get('/settings/schedule'),
    await new Reader(house.app).get('/exams'),
    await reader.get('/exams/new/mock'),
    await reader.get('/exams/yours'),
    await reader.get('/readiness'),
    await reader.get('/progress'),
    await reader.get(`/progress/concepts/${asked(question)}`),
    await reader.get('/progress/topics/red'),
    await new Reader(house.app).get('/progress'),
    ...(await examPages(house)),
    ...(await accountPages(house)),
  ];
  await house.close();
  const authors = await startHouse(checkedBank(plainQuestions(3)), {
    watchViews,
    authorView: authorViewOf(plainQuestions(3)),
  });
  const author = new Reader(authors.app);
  pages.push(
    await author.get('/bank'),
    await author.get('/bank/health'),
    await author.get('/bank/import'),
    await author.get('/bank/export'),
    await author.get('/bank/red.one-001'),
    await author.get('/bank/red.one-001?choice=A&certainty=sure&theme=dark'),
  );
  await authors.close();

  expect([...rendered].sort()).toEqual([...known].sort());
  for (const page of pages) {
    expect(page.title).toMatch(/. · Etude$/);
    expect(page.root.querySelector('html')!.getAttribute('lang')).toBe('en-GB');
    expect(page.texts('h1')).toHaveLength(1);
    expect(page.texts('main')).toHaveLength(1);
    expect(page.root.querySelector('.skip')!.getAttribute('href')).toBe('#main');
    // By chance a token may hold any letters.
    const tokenless = page.body.replaceAll(/name="token" value="[^"]*"/g, '');
    expect(tokenless).not.toMatch(/undefined|\[object|NaN|\{\{/);
    expect(page.body).not.toMatch(/ style=| on\w+=|<script(?! type="module" src=)/);
    const ids = page.root.querySelectorAll('[id]').map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
