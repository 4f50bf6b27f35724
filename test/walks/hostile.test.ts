import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSeal } from '../../src/base/digest.ts';
import { askedToken } from '../../src/practice/question/answer.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { encode, type Form, sendBody, soundForms } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { tokenIn } from '../support/jar.ts';
import { type Page, Reader } from '../support/reader.ts';
import { answerPath, type Regular, refusalOf, regular } from '../support/regular.ts';
import { routesOf } from '../support/routes.ts';
import { beginExam, sittingOf } from '../support/sitting.ts';

let house: House;
let visitor: Regular;
let other: Regular;
let forms: Form[];
let foreign: string;
let before: ReturnType<typeof dump> | undefined;

beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(3), [blueprint()]));
  visitor = await regular(house);
  other = await regular(house);
  forms = await soundForms(house, visitor);
  foreign = sittingOf(await beginExam(other.reader))
    .split('/')
    .at(-1)!;
});
beforeEach(() => {
  before ??= dump(house);
});
// What was there after one test is what was there before the next.
afterEach(() => {
  const [was, is] = [before, dump(house)];
  before = is;
  expect(is).toEqual(was);
});
afterAll(() => house.close());

const formNamed = (route: string) => forms.find((form) => form.route === route)!;

function expectRefused(page: Page, statuses: number[], what: string): void {
  expect(statuses, what).toContain(page.status);
  expect(refusalOf(page), what).toMatch(/^[A-Z].{20,}\.$/);
  expect(page.headers['set-cookie'], what).toBeUndefined();
}

const ours = createSeal(Buffer.alloc(32, 7));
const theirs = createSeal(Buffer.alloc(32, 8));
const unsigned = (value: unknown) => `${Buffer.from(JSON.stringify(value)).toString('base64url')}.`;
const otherToken = ({ route }: Form) =>
  (route === '/practice' ? other.question.form('/practice') : other.last.form('/undo')).token!;
const swappedToken = ({ route }: Form) =>
  (route === '/practice' ? visitor.last.form('/undo') : visitor.question.form('/practice')).token!;

const tokens: [string, (token: string, form: Form) => string | string[] | undefined][] = [
  ['missing', () => undefined],
  ['empty', () => ''],
  ['without its signature', (token) => token.split('.')[0]!],
  ['without its content', (token) => token.slice(token.indexOf('.'))],
  ['cut at its end', (token) => token.slice(0, -1)],
  ['cut at its start', (token) => token.slice(1)],
  ['with another letter', (token) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
  ['twice', (token) => [token, token]],
  ['10 kB long', () => long],
  ['of another learner', (_, form) => otherToken(form)],
  ['of another kind of form', (_, form) => swappedToken(form)],
  ['of another kind of seal', (token) => ours.close('session', token)],
  ['that is the cookie', (_, { reader }) => (reader.cookie ? tokenIn(reader.cookie) : '')],
  ...[null, 5, 'x', [], {}, { learner: null, question: 'red.one-001' }].flatMap((value): typeof tokens => [
    [`saying ${JSON.stringify(value)} unsigned`, () => unsigned(value)],
    [
      `saying ${JSON.stringify(value)} under another secret`,
      (_, { route }) => theirs.close(route === '/practice' ? askedToken : 'form', value),
    ],
  ]),
];

test.each(tokens)('a token %s is refused by every form', async (what, change) => {
  for (const form of forms) {
    const { token, ...rest } = form.fields;
    const changed = change(String(token), form);
    const page = await sendBody(form, encode(changed === undefined ? rest : { ...rest, token: changed }));
    expectRefused(page, [403, 422], `${what}: ${form.route}`);
  }
});

const bodies: [string, number, (sound: string) => string | Buffer, Record<string, string>?][] = [
  ['plain text', 415, () => '', { 'content-type': 'text/plain' }],
  ['JSON', 415, jsonOf, { 'content-type': 'application/json' }],
  ['a multipart form', 415, () => '--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['a form that is said to be packed', 415, (sound) => sound, { 'content-encoding': 'gzip' }],
  ['a form of 40 kB', 413, (sound) => `${sound}&more=${'x'.repeat(40_000)}`],
  ['token[]', 422, (sound) => sound.replace('token=', 'token[]=')],
  ['a raw byte', 422, (sound) => Buffer.concat([Buffer.from(`${sound}&note=`), Buffer.of(0xff)])],
  ...['__proto__=x', '__proto__[token]=x', 'constructor=x', 'constructor%5Bprototype%5D=x', '%FF=x'].map(
    adding,
  ),
  ...['%FF', '%C0%AF', '%ED%A0%80', '%F4%90%80%80', '%E2%82', '%00'].map((bytes) => adding(`note=${bytes}`)),
];

function jsonOf(sound: string): string {
  return JSON.stringify(Object.fromEntries(new URLSearchParams(sound)));
}

function adding(field: string): (typeof bodies)[number] {
  return [field, 422, (sound) => `${sound}&${field}`];
}

test.each(bodies)('%s is answered %i by every form', async (what, status, body, headers = {}) => {
  for (const form of forms) {
    const page = await sendBody(form, body(encode(form.fields)), headers);
    expectRefused(page, [status], `${what}: ${form.route}`);
  }
});

test.each([
  ...['cross-site', 'same-site', 'same-origin, cross-site', ''].map((site) => ({ 'sec-fetch-site': site })),
  ...['https://evil.example', 'https://localhost:3000', 'http://localhost:3001', 'null'].map((origin) => ({
    origin,
  })),
])('every form from elsewhere is answered 403: %o', async (headers) => {
  for (const form of forms) {
    expectRefused(await sendBody(form, encode(form.fields), headers), [403], form.route);
  }
});

const long = 'x'.repeat(10_000);
const values: [string, string, (string | string[])[]][] = [
  ['/practice', 'choice', ['', 'E', 'a', '1', 'é', 'AB', long, ['A', 'A'], ['A', 'B'], [...'ABCDABCDA']]],
  ['/practice', 'certainty', ['99', '', 'none', 'SURE', '__proto__', ['think', 'sure'], ['sure', 'sure']]],
  ['/practice', 'reveal', ['no', '', ['yes', 'yes']]],
  ['/practice', 'length', ['', '0', '-5', '7', '5.5', 'ALL', '__proto__', ['5', '10']]],
  ['/practice', 'answered', ['', '-1', '1.5', 'NaN', 'Infinity', '99999999999', ['1', '2']]],
  ['/practice', 'set', [long, ['missed', 'flagged']]],
  ['/exams', 'blueprint', ['', 'unknown', 'MOCK', '__proto__', long, ['mock', 'mock']]],
  ['/exams', 'time', ['', '0', '99', '101', '-100', '1e2', 'UNTIMED', '__proto__', ['100', 'untimed']]],
  ['/exams', 'zone', [long, ['UTC', 'UTC']]],
  ['/exams/:id/:number', 'choice', ['', 'E', 'a', '1', 'é', 'AB', long, ['A', 'B'], [...'ABCDABCDA']]],
  ['/exams/:id/:number', 'shown', ['x'.repeat(61), ['', 'A']]],
  ['/exams/:id/:number', 'flag', ['', 'on', 'YES', '__proto__', ['yes', 'no']]],
  ['/exams/:id/:number', 'strike', ['E', 'a', 'AB', long, ['A', 'B']]],
  ['/exams/:id/:number', 'restore', ['E', 'a', 'AB', long, ['A', 'B']]],
  ['/exams/:id/:number', 'go', ['', '0', '-1', '1.5', '1e2', '1000', '99999', 'REVIEW', '//x', ['1', '2']]],
  ['/exams/:id/:number', 'quiet', ['', 'no', ['yes', 'yes']]],
  [
    '/exams/yours',
    'day',
    ['2026-02-30', '2026-13-01', '0000-01-01', '99999-01-01', '-2026-01-01', ' ', long],
  ],
  ['/exams/yours', 'day', ['2026-1-1', '2026-01-01T00:00', '２０２６-01-01', ['2026-01-01', '2026-01-02']]],
  ['/exams/yours', 'minutes', ['1', '-1', '601', 'x', '1.5', long, Array(7).fill('601'), Array(8).fill('5')]],
  ['/exams/yours', 'addOff', ['2026-02-30', 'x', long, ['2026-01-01', '2026-01-02']]],
  ['/exams/yours', 'away', ['2026-13-01', 'soon', ['2026-01-01', '2026-01-02']]],
  ['/exams/yours', 'off', ['2026-02-30', long, Array(101).fill('2026-05-01')]],
  ['/readiness/agreement', 'counted', ['', 'maybe', 'YES', ['yes', 'no']]],
  ['/exams/outcome', 'went', ['', 'won', 'PASSED', '__proto__', ['passed', 'failed']]],
  ['/exams/outcome', 'after', ['', 'go', ['keep', 'stop']]],
  [
    '/exams/outcome',
    'score',
    ['-1', '10001', '99999', '1.5', '1e3', 'NaN', 'Infinity', '٣', long, ['1', '2']],
  ],
  ['/practice/undo', 'review', ['', 'unknown', '__proto__', long, ['a', 'b']]],
  ['/practice/answers/:id/flag', 'flag', ['', 'yes', 'ON', long, ['on', 'off']]],
  ['/practice/answers/:id/report', 'message', ['', ' \n', 'x'.repeat(4001), ['a', 'b']]],
  ['/settings', 'zone', ['', 'Mars/Phobos', '+02:00', '__proto__', long, ['UTC', 'UTC']]],
  ['/settings', 'dayStart', ['', '-1', '24', '4.5', 'four', ['4', '5']]],
  ['/settings', 'newPerDay', ['', '-1', '101', 'NaN', '-Infinity', ['1', '2']]],
  ['/settings', 'retention', ['', '79', '98', '0.5', '90.5', 'abc', 'Infinity', ['85', '90']]],
  ['/settings/tokens', 'name', ['', ' ', '\u200B', 'x'.repeat(81), long, ['a', 'b']]],
  ['/settings/tokens', 'scopes', ['', 'READ', 'bank', '__proto__', long, ['read', 'calendar']]],
  ['/settings/tokens', 'lasts', ['', '1', 'for ever', '__proto__', ['year', 'ever']]],
  ['/settings/tokens/revoke', 'id', ['', 'unknown', '__proto__', long, ['a', 'b']]],
  ['/settings/ask-again', 'question', ['', 'unknown', 'blue.two-003', '__proto__', long, ['a', 'b']]],
];
const cases = values.flatMap(([route, name, list]) => list.map((value) => ({ route, name, value })));

test.each(cases)('$route refuses $name $value', async ({ route, name, value }) => {
  const form = formNamed(route);
  const page = await sendBody(form, encode({ ...form.fields, [name]: value }));
  expectRefused(page, [404, 422], route);
});

test('an answer that is unknown or of somebody else is neither shown nor changed', async () => {
  const foreign = answerPath(other.last).split('/').at(-1)!;
  for (const id of [foreign, 'unknown', '__proto__', 'x'.repeat(100), long]) {
    const shown = await visitor.reader.get(`/practice/answers/${id}`);
    expectRefused(shown, [404, 414], id);
    for (const form of forms.filter(({ route }) => route.startsWith('/practice/answers/:id'))) {
      const page = await sendBody({ ...form, url: form.route.replace(':id', id) }, encode(form.fields));
      expectRefused(page, [404, 414], `${form.route} ${id}`);
    }
  }
  const undo = formNamed('/practice/undo');
  expectRefused(await sendBody(undo, encode({ ...undo.fields, review: foreign })), [404], 'undo');
});

test('a sitting that is unknown or of somebody else is neither shown nor changed', async () => {
  const sittings = forms.filter(({ route }) => route.startsWith('/exams/:id'));
  for (const id of [foreign, 'unknown', '__proto__', 'x'.repeat(100), long]) {
    for (const page of ['', '/1', '/8', '/review', '/answers', '/answers?show=wrong']) {
      expectRefused(await visitor.reader.get(`/exams/${id}${page}`), [404, 414], `${id}${page}`);
    }
    for (const form of sittings) {
      const url = form.route.replace(':id', id).replace(':number', '1');
      expectRefused(await sendBody({ ...form, url }, encode(form.fields)), [404, 414], url);
    }
  }
  const stranger = new Reader(house.app);
  const { url } = formNamed('/exams/:id/:number');
  expectRefused(await stranger.get(url), [404], 'to a stranger');
});

const numbers = ['0', '9', '200', '201', '-1', '1.5', '99999', '9'.repeat(99), 'NaN', 'Infinity'];

test.each([...numbers, 'x', '__proto__', '%00', '1%2F2', long])(
  'a paper has no question %s',
  async (number) => {
    const form = formNamed('/exams/:id/:number');
    const url = form.url.replace(/1$/, number);
    expectRefused(await form.reader.get(url), [400, 404, 414], 'GET');
    expectRefused(await sendBody({ ...form, url }, encode(form.fields)), [400, 404, 414], 'POST');
  },
);

test.each(['-1', '1.5', 'x', '', 'NaN', '1&before=2', '__proto__', long])(
  'no exams are listed before %s',
  async (before) => {
    expectRefused(await visitor.reader.get(`/exams?before=${before}`), [404, 414], before);
  },
);

test.each(['0', '1', '9007199254740993', '9'.repeat(40), '1e300'])(
  'exams are listed before %s',
  async (before) => {
    expect((await visitor.reader.get(`/exams?before=${before}`)).status).toBe(200);
  },
);

test.each(['', 'WRONG', '__proto__', 'constructor'])(
  'a filter that is none, "%s", shows all',
  async (show) => {
    const path = sittingOf(await visitor.reader.get('/exams'));
    const pages = [
      await visitor.reader.get(`${path}/review?show=${show}`),
      await visitor.reader.get(`${path}/review`),
    ];
    expect(pages.map(({ status, root }) => [status, root.querySelector('main')!.text])).toEqual(
      Array(2).fill([200, pages[1]!.root.querySelector('main')!.text]),
    );
  },
);

test.each([
  ...['', '=', '=x', '=%FF', '=__proto__'].flatMap((rest) => [`NAME${rest}`, `etude${rest}`]),
  '__proto__=x',
])('the cookie "%s" makes nobody of the sender', async (cookie) => {
  const reader = new Reader(house.app, { cookie: cookie.replace('NAME', house.cookieName) });
  expect((await reader.get('/settings')).body).toContain('There is nothing to set yet');
  for (const form of forms.filter(({ reader }) => reader.cookie !== undefined)) {
    // What is for owners is not there for strangers.
    const refused = form.route.startsWith('/people') ? 404 : 403;
    expectRefused(await sendBody({ ...form, reader }, encode(form.fields)), [refused], form.route);
  }
});

const exams = ['sitting', 'paper', 'move', 'result', 'outcome', 'exam_day'];

test('every form that there is was attacked, and untouched each is taken', async () => {
  const routes = routesOf(house.app).filter((route) => /^POST (?!\/api\/)/.test(route));
  // A form with a file is tried where files are brought in, and where questions are imported.
  const tried = [
    ...forms.map(({ route }) => `POST ${route}`),
    'POST /bring-in',
    'POST /bank/import',
    'POST /bank/import/confirm',
    // Its answer is a job that goes on by itself.
    'POST /bank/export',
  ];
  expect(new Set(tried)).toEqual(new Set(routes));
  for (const form of forms) {
    // New recovery codes and tokens are shown once, in the answer itself.
    const taken = ['/account/codes', '/settings/tokens'].includes(form.route) ? 200 : 303;
    expect([form.route, (await sendBody(form, encode(form.fields))).status]).toEqual([form.route, taken]);
  }
  const after = dump(house);
  for (const table of [
    'learner',
    'review',
    'card',
    'amendment',
    'report',
    'set_aside',
    'flag',
    'session',
    'account',
    'recovery_code',
    'reset_link',
    'access_token',
    ...exams,
  ]) {
    expect(after[table], table).not.toEqual(before![table]);
  }
  before = after;
});
