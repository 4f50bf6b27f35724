import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resetPath, signUp } from '../support/accounts.ts';
import { authorViewOf, blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { encode, sendBody, soundForms } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { pictures } from '../support/pictures.ts';
import { type Page, Reader } from '../support/reader.ts';
import { answerPath, type Regular, regular } from '../support/regular.ts';
import { routesOf } from '../support/routes.ts';
import { beginExam, sittingOf } from '../support/sitting.ts';

let house: House;
let visitor: Regular;
/** The addresses of a sitting that has ended, and of one that has not. */
let settled: string;
let open: string;
/** The address of a reset link. */
let reset: string;
/** The address of a link for another device. */
let link: string;
/** The address of a group, and of its link. */
let group: string;
let joining: string;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(2), [blueprint()]), {
    authorView: authorViewOf(plainQuestions(2)),
  });
  house.handle
    .prepare('insert into picture values (?, ?, ?, 0)')
    .run('loop.svg', 'image/svg+xml', pictures.svg);
  visitor = await regular(house);
  settled = sittingOf(await beginExam(visitor.reader));
  const { token = '' } = visitor.last.form('/undo');
  await visitor.reader.post(`${settled}/submit`, { token });
  await signUp(new Reader(house.app), 'Ada');
  reset = await resetPath(house, 'Ada');
  open = sittingOf(await beginExam(visitor.reader));
  const made = await visitor.reader.post('/devices/link', { token });
  const { pathname, search } = new URL(made.text('code.link'));
  link = pathname + search;
  const led = await visitor.reader.post('/groups', { token, name: 'A group' });
  const leads = new URL(led.text('code.link'));
  group = `/groups/${leads.searchParams.get('group')}`;
  joining = leads.pathname + leads.search;
});
afterEach(() => house.close());

const stylesheet = ({ root }: Page) => root.querySelector('link[rel=stylesheet]')!.getAttribute('href')!;
const assetsOf = (page: Page) => page.root.querySelectorAll('link').map((link) => link.getAttribute('href')!);

/** What programs read, and is no page. */
const plainAddresses = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/take-along',
  '/pictures/loop.svg',
  '/calendar/none.ics',
];

/** The addresses that can be read, one or more for every route there is. */
function addresses(): string[] {
  const { last, settings } = visitor;
  const known = [
    '/',
    '/practice',
    '/settings',
    '/settings?saved=yes',
    '/settings/schedule',
    '/settings/tokens',
    '/learn',
    '/learn/red?practised=red.one',
    '/bank?q=red',
    '/bank/health',
    '/bank/import',
    '/bank/export',
    '/bank/export/file?file=gone',
    '/bank/red.one-001?order=2',
    answerPath(last),
    '/exams',
    '/exams?before=5',
    '/exams/new/mock',
    '/exams/outcome',
    '/exams/yours',
    '/readiness',
    '/progress',
    '/progress/concepts/red.one-001',
    '/progress/topics/red',
    '/account',
    '/sign-up',
    '/sign-in',
    '/sign-in/recovery',
    reset,
    '/devices',
    '/groups',
    group,
    joining,
    '/bring-in',
    '/people',
    '/help?q=backup',
    '/help/settings',
    '/delete',
    link,
    ...[settled, open].flatMap((path) => [path, `${path}/1`, `${path}/review`, `${path}/answers`]),
    ...plainAddresses,
    ...assetsOf(settings),
  ];
  const patterns = known.map(
    (url) =>
      `GET ${url.replace(/\?.*|(?<=assets\/|pictures\/|calendar\/|answers\/|learn\/|help\/|groups\/(?!join)|concepts\/|topics\/|exams\/(?!outcome|yours|new)|exams\/new\/|bank\/(?!health|import|export)).*/, '')}`,
  );
  // What programs read has a walk of its own.
  const routes = routesOf(house.app).filter((route) => /^GET (?!\/api\/)/.test(route));
  expect(new Set(patterns)).toEqual(new Set(routes.map((route) => route.replace(/:.*/, ''))));
  return known;
}
const failures = [
  '/learn/green',
  '/help/none',
  '/bank/green.one-001',
  '/practice?topic=green',
  '/nowhere',
  '/%',
  '/practice/answers/%FF',
  '/practice/answers/none',
  '/assets/none.css',
  '/exams/none',
  '/exams/none/1',
  '/exams/new/none',
  '/exams?before=none',
];

/** What every reply says, whatever it is. */
function expectGuarded({ headers }: Page, what: string): void {
  expect(headers, what).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(headers['content-security-policy']);
  const directives = new Map(policy.split('; ').map((part) => part.split(/ (.*)/) as [string, string]));
  expect(Object.fromEntries(directives), what).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
  });
  expect(policy, what).not.toMatch(/unsafe|\*|https?:/);
  expect(headers, what).not.toHaveProperty('x-powered-by');
}

test('every page guards its reader, keeps out of caches and needs nothing inline', async () => {
  const isPage = (url: string) => !url.startsWith('/assets/') && !plainAddresses.includes(url);
  const pages = [...addresses().filter(isPage), ...failures];
  for (const url of pages) {
    const page = await visitor.reader.get(url);
    expectGuarded(page, url);
    expect(page.headers, url).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(page.body, url).toMatch(/^<!doctype html><html lang="en-GB"><head><meta charset="utf-8">/);
    expect(page.body, url).not.toMatch(/<[^>]+\s(style|on\w+)=|<style|<script(?![^>]* src=)|javascript:/i);
  }
});

/** New recovery codes and tokens are shown once, in the answer itself. */
const isSentOn = ({ route }: { route: string }) => !['/account/codes', '/settings/tokens'].includes(route);

test('every form guards its sender, taken or not, and sends on within Etude', async () => {
  for (const form of (await soundForms(house, visitor)).filter(isSentOn)) {
    const taken = await sendBody(form, encode(form.fields));
    const refused = await sendBody(form, encode({ ...form.fields, token: 'forged' }));
    expect([taken.status, refused.status], form.route).toEqual([303, 403]);
    expect(taken.headers.location, form.route).toMatch(
      /^\/($|(account|exams|practice|readiness|settings|sign-in|devices|delete|groups|people)\b)/,
    );
    expectGuarded(refused, form.route);
    for (const { headers } of [taken, refused]) expect(headers['cache-control'], form.route).toBe('no-store');
    // What only sends on has nothing to guard, and each header would be sent with every answer.
    expect(taken.body, form.route).toBe('');
    expect(taken.headers, form.route).not.toHaveProperty('content-security-policy');
  }
});

test('under https browsers are told to use nothing else, and under http they are not', async () => {
  await house.close();
  house = await startHouse(checkedBank(plainQuestions(1)), {
    baseUrl: 'https://quiz.example/etude http://lan:3000/etude',
  });
  const told = { 'strict-transport-security': 'max-age=31536000' };
  for (const url of ['/etude/', '/etude/nowhere', '/%', '/healthz']) {
    const ask = async (host: string) => (await new Reader(house.app, { host }).get(url)).headers;
    expect(await ask('quiz.example'), url).toMatchObject(told);
    for (const host of ['lan:3000', 'evil.example'])
      expect(await ask(host), url).not.toHaveProperty('strict-transport-security');
  }
});

test('assets are kept for ever under addresses that change with them', async () => {
  const { reader, settings } = visitor;
  const sheet = stylesheet(settings);
  const { body } = await reader.get(sheet);
  const inside = [...body.matchAll(/url\("?(?!data:)([^")]+)"?\)/g)].map(([, url]) => url!);
  expect(inside).not.toEqual([]);
  const within = inside.map((url) => new URL(url, `http://localhost${sheet}`).pathname);
  expect(assetsOf(settings)).toEqual(expect.arrayContaining(within));
  const types: Record<string, string> = {
    css: 'text/css; charset=utf-8',
    svg: 'image/svg+xml',
    woff2: 'font/woff2',
  };
  for (const url of [...assetsOf(settings), ...within]) {
    const asset = await reader.get(url);
    expectGuarded(asset, url);
    const [, kind = ''] = /^\/assets\/[a-z]+\.[\w-]{8}\.(\w+)$/.exec(url) ?? [];
    expect(asset.status, url).toBe(200);
    expect(asset.headers, url).toMatchObject({
      'content-type': types[kind],
      'cache-control': 'public, max-age=31536000, immutable',
    });
  }
});

test('reading changes nothing, by GET or HEAD, and HEAD says what GET would', async () => {
  const before = dump(house);
  for (const url of [...addresses(), ...failures]) {
    const [got, told] = await Promise.all(
      (['GET', 'HEAD'] as const).map((method) => visitor.reader.request({ method, url })),
    );
    expect(told!.status, url).toBe(got!.status);
    expect(told!.body, url).toBe('');
    // What only sends on has nothing to guard, and a picture has a stricter guard of its own.
    if (told!.status !== 303 && !url.startsWith('/pictures/')) expectGuarded(told!, url);
    for (const name of ['content-type', 'cache-control', 'set-cookie']) {
      expect([url, name, told!.headers[name]]).toEqual([url, name, got!.headers[name]]);
    }
  }
  expect(dump(house)).toEqual(before);
});

test('reading renews cookie and session, at most once an hour', async () => {
  const { session, ...before } = dump(house);
  house.world.pass({ minutes: 61 });
  const [renewed, again] = [await visitor.reader.get('/'), await visitor.reader.get('/')];
  const cookie = String(renewed.headers['set-cookie']);
  expect(cookie.startsWith(`${house.cookieName}=`)).toBe(true);
  expect(cookie).toMatch(/=[\w-]{43}; Max-Age=34560000; .*HttpOnly/);
  expect(again.headers['set-cookie']).toBeUndefined();
  const { session: after, ...others } = dump(house);
  expect(others).toEqual(before);
  expect(after).not.toEqual(session);
});

test('a page is packed for a browser that reads gzip', async () => {
  const ask = (accepted: string) =>
    house.app.inject({ url: '/learn', headers: { host: 'localhost', 'accept-encoding': accepted } });
  const [packed, plain] = [await ask('gzip, br'), await ask('identity')];
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
});

test('the token of a form is another on each page, so that the size of a packed page tells nothing of it', async () => {
  const tokens = [await visitor.reader.get('/settings'), await visitor.reader.get('/settings')].map(
    (page) => page.form('/settings').token,
  );
  expect(new Set(tokens).size).toBe(2);
});
