import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../src/learner/access.ts';
import type { Role } from '../../src/learner/model.ts';
import { authorViewOf, blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, noProvider, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';
import { routesOf } from '../support/routes.ts';

/** Everyone: also strangers. Learners: whoever may practise. Authors: authors and owners. Programs: with a token alone. */
type Right = 'everyone' | 'learners' | 'authors' | 'programs';

/** Every route there is, and who may use it: a new one needs a row here. */
const table: Record<string, Right> = {
  'GET /assets/:file': 'everyone',
  'GET /healthz': 'everyone',
  'GET /readyz': 'everyone',
  // Asks for its own token.
  'GET /metrics': 'everyone',
  'GET /help': 'everyone',
  'GET /help/:page': 'everyone',
  'GET /': 'learners',
  'GET /practice': 'learners',
  'POST /practice': 'learners',
  'GET /practice/answers/:id': 'learners',
  'POST /practice/undo': 'learners',
  'POST /practice/revised': 'learners',
  'POST /practice/more': 'learners',
  'POST /practice/answers/:id/easy': 'learners',
  'POST /practice/answers/:id/aside': 'learners',
  'POST /practice/answers/:id/flag': 'learners',
  'POST /practice/answers/:id/report': 'learners',
  'GET /exams': 'learners',
  'GET /exams/new/:blueprint': 'learners',
  'POST /exams': 'learners',
  'GET /exams/:id': 'learners',
  'GET /exams/:id/:number': 'learners',
  'POST /exams/:id/:number': 'learners',
  'GET /exams/:id/review': 'learners',
  'POST /exams/:id/submit': 'learners',
  'GET /exams/:id/answers': 'learners',
  'GET /exams/yours': 'learners',
  'POST /exams/yours': 'learners',
  'GET /exams/outcome': 'learners',
  'POST /exams/outcome': 'learners',
  'POST /practice/resume': 'learners',
  'GET /readiness': 'learners',
  'POST /readiness/agreement': 'learners',
  'GET /progress': 'learners',
  'GET /progress/topics/:id': 'learners',
  'GET /progress/concepts/:id': 'learners',
  'GET /learn': 'learners',
  'GET /learn/:domain': 'learners',
  'GET /pictures/:file': 'learners',
  'GET /bank': 'learners',
  'GET /bank/:id': 'learners',
  'GET /bank/:id/changes': 'authors',
  'GET /bank/health': 'authors',
  'GET /bank/import': 'authors',
  'POST /bank/import': 'authors',
  'POST /bank/import/confirm': 'authors',
  'GET /bank/export': 'authors',
  'POST /bank/export': 'authors',
  'GET /bank/export/file': 'authors',
  'GET /sign-in': 'everyone',
  'POST /sign-in': 'everyone',
  'GET /sign-in/oidc': 'everyone',
  'GET /sign-in/oidc/back': 'everyone',
  'GET /sign-in/recovery': 'everyone',
  'POST /sign-in/recovery': 'everyone',
  'GET /sign-in/reset': 'everyone',
  'POST /sign-in/reset': 'everyone',
  'GET /sign-up': 'everyone',
  'POST /sign-up': 'everyone',
  'POST /sign-out': 'learners',
  'GET /account': 'learners',
  'POST /account/ways': 'learners',
  'POST /account/passkeys/remove': 'learners',
  'POST /account/codes': 'learners',
  'POST /account/sessions/end': 'learners',
  'GET /devices': 'learners',
  'POST /devices/link': 'learners',
  'GET /join': 'everyone',
  'POST /join': 'everyone',
  'GET /groups': 'learners',
  'POST /groups': 'learners',
  'GET /groups/join': 'learners',
  'POST /groups/join': 'learners',
  'GET /groups/:id': 'learners',
  'POST /groups/:id/link': 'learners',
  'POST /groups/:id/delete': 'learners',
  'POST /groups/:id/leave': 'learners',
  // And for owners alone, who are among the authors.
  'GET /people': 'authors',
  'POST /people/:id/remove': 'authors',
  'GET /take-along': 'learners',
  'GET /bring-in': 'learners',
  'POST /bring-in': 'learners',
  'GET /delete': 'learners',
  'POST /delete': 'learners',
  'GET /settings': 'learners',
  'POST /settings': 'learners',
  'POST /settings/ask-again': 'learners',
  'GET /settings/schedule': 'learners',
  'POST /settings/schedule': 'learners',
  'POST /settings/schedule/back': 'learners',
  'POST /settings/zone': 'learners',
  // Asks for its own token, in its address.
  'GET /calendar/:file': 'everyone',
  'GET /api/v1/openapi.json': 'everyone',
  'GET /api/v1/today': 'programs',
  'GET /api/v1/next': 'programs',
  'GET /api/v1/answers/:id': 'programs',
  'PUT /api/v1/answers/:id': 'programs',
  'POST /api/v1/answers/:id/undo': 'programs',
  'GET /api/v1/exams': 'programs',
  'POST /api/v1/exams': 'programs',
  'GET /api/v1/exams/:id': 'programs',
  'GET /api/v1/exams/:id/questions/:number': 'programs',
  'PUT /api/v1/exams/:id/questions/:number': 'programs',
  'POST /api/v1/exams/:id/submit': 'programs',
  'GET /api/v1/progress': 'programs',
  'GET /api/v1/readiness': 'programs',
  'GET /api/v1/bank': 'programs',
  'GET /api/v1/bank/questions/:id': 'programs',
  'GET /api/v1/bank/check': 'programs',
  'GET /api/v1/export': 'programs',
  'GET /settings/tokens': 'learners',
  'POST /settings/tokens': 'learners',
  'POST /settings/tokens/revoke': 'learners',
};

const people = ['stranger', 'guest', 'learner', 'author', 'owner'] as const;
type Person = (typeof people)[number];

/** Whether somebody may use a route with a right, where guests practise and where people sign in. */
function mayUse(right: Right, person: Person, access: Access): boolean {
  const isAuthor = person === 'author' || person === 'owner';
  if (right === 'programs') return false;
  if (right === 'authors') return isAuthor;
  return right === 'everyone' || access.includes('guests') || person === 'learner' || isAuthor;
}

const bank = checkedBank(plainQuestions(8), [blueprint()]);

/** Somebody who has answered a question, with the role of an account if they have one. */
async function somebody(house: House, role: Role | undefined): Promise<Reader> {
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  const newest =
    'select id from learner where id not in (select learner from account) order by rowid desc limit 1';
  const { id: learner } = house.handle.prepare(newest).get() as { id: string };
  if (role) {
    const account = { learner, name: `A ${role}`, role, password: null };
    await house.db.commit([house.stores.accounts.create(account, house.world.now())]);
  }
  return reader;
}

describe.each<{ access: Access }>([{ access: ['guests'] }, { access: ['accounts'] }])(
  'with $access',
  ({ access }) => {
    let house: House;
    let readers: Record<Person, Reader>;

    beforeAll(async () => {
      // Guests were here before the access was changed.
      const before = await startHouse(bank, {
        authorView: authorViewOf(plainQuestions(8)),
        everyoneIsAuthor: false,
      });
      const guests = [await somebody(before, undefined), await somebody(before, 'learner')];
      const authors = [await somebody(before, 'author'), await somebody(before, 'owner')];
      // So slowly that nobody has to wait.
      let now = 0;
      const elapsed = () => (now += 2000);
      house = await before.restart(undefined, { access, oidc: noProvider, elapsed });
      for (const reader of [...guests, ...authors]) reader.app = house.app;
      const [guest, learner, author, owner] = [...guests, ...authors];
      readers = {
        stranger: new Reader(house.app),
        guest: guest!,
        learner: learner!,
        author: author!,
        owner: owner!,
      };
    });
    afterAll(() => house.close());

    test('every route has a row', () => {
      const routes = routesOf(house.app).filter((route) => !route.startsWith('HEAD'));
      expect(Object.keys(table).toSorted()).toEqual(routes.toSorted());
    });

    test.each(people)('%s may use what the table says, and nothing else', async (person) => {
      for (const [route, right] of Object.entries(table)) {
        const isLetIn = isAdmitted(await ask(readers[person], route));
        expect([route, isLetIn]).toEqual([route, mayUse(right, person, access)]);
      }
    });

    test('a HEAD request is guarded like the page', async () => {
      const page = await readers.learner.request({ method: 'HEAD', url: '/bank/health' });
      expect(page.status).toBe(404);
    });
  },
);

/** Asks for a route as a browser does; a stream is left as soon as it has begun. */
async function ask(reader: Reader, route: string): Promise<Page> {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(':blueprint', 'mock').replace(':number', '1').replace(/:\w+/, 'red.one-001');
  if (method === 'GET' && path.endsWith('/changes')) return reader.request({ method, url: `${url}?since=x` });
  if (method === 'PUT') return reader.request({ method, url });
  return method === 'GET' ? reader.request({ method, url }) : reader.send(url, {});
}

/** Whether the guard let a request through, whatever the route then said of it. */
function isAdmitted({ status, headers, body }: Page): boolean {
  const isSentToSignIn = status === 303 && String(headers.location).startsWith('/sign-in');
  return !isSentToSignIn && status !== 401 && !(status === 404 && body.includes('This page is for authors.'));
}

describe('where people sign in', () => {
  test('a stranger is sent to sign in and then to the page they wanted; a form is refused', async () => {
    const house = await startHouse(bank, { access: ['accounts'] });
    const stranger = new Reader(house.app, { accept: 'text/html' });
    const sentTo = async (url: string) => (await stranger.request({ method: 'GET', url })).headers.location;
    expect(await sentTo('/')).toBe('/sign-in');
    expect(await sentTo('/learn/red?part=2')).toBe('/sign-in?next=%2Flearn%2Fred%3Fpart%3D2');
    const sent = await stranger.send('/practice', { token: 'x' });
    expect([sent.status, sent.text('.lead')]).toEqual([401, 'Sign in first, then send this again.']);
    const problem = await stranger.request({
      method: 'GET',
      url: '/',
      headers: { accept: 'application/json' },
    });
    expect([problem.status, JSON.parse(problem.body).detail]).toEqual([
      401,
      'Sign in first, then send this again.',
    ]);
    expect((await stranger.get('/nothing-here')).status).toBe(404);
    await house.close();
  });

  test('under a path the page that was wanted is named without the path', async () => {
    const baseUrl = 'https://quiz.example/etude';
    const house = await startHouse(bank, { access: ['accounts'], baseUrl });
    const stranger = new Reader(house.app, { host: 'quiz.example' });
    const page = await stranger.request({ method: 'GET', url: '/etude/exams' });
    expect(page.headers.location).toBe('/etude/sign-in?next=%2Fexams');
    await house.close();
  });
});

test('an author sees the whole bank and everyone’s forecasts, a learner what they have answered', async () => {
  const house = await startHouse(bank, {
    authorView: authorViewOf(plainQuestions(8)),
    everyoneIsAuthor: false,
  });
  const [learner, author] = [await somebody(house, 'learner'), await somebody(house, 'author')];
  expect((await author.get('/bank/red.one-008')).status).toBe(200);
  expect((await learner.get('/bank/red.one-008')).status).toBe(404);
  expect((await author.get('/bank')).texts('a[href*="/bank/"]').length).toBeGreaterThan(1);
  await house.close();
});
