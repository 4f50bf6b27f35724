import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSeal, digest } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { readConfig } from '../../src/config.ts';
import { openFolder } from '../../src/open.ts';
import { openAsked, sealAsked } from '../../src/practice/question/answer.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import { type House, houseSecret, startHouse } from '../support/house.ts';
import { tokenIn } from '../support/jar.ts';
import { Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(4), [blueprint()]));
  reader = new Reader(house.app);
});
afterEach(() => house.close());

const seal = createSeal(houseSecret);
const isKnown = async (someone: Reader) =>
  !(await someone.get('/settings')).body.includes('There is nothing to set yet');
const sessions = () =>
  house.handle.prepare('select * from session order by created_at, token_hash').all() as Record<
    string,
    string | number | null
  >[];

/** Answers the first question. */
async function known(who = reader): Promise<Reader> {
  await who.answerRight(await who.get('/practice'));
  return who;
}

/** The token that a newcomer's form of earlier releases led to. */
const oldToken = seal.derive('session', 'id000001');

/** Turns the reader's session into the row and the cookie that an earlier release would have left. */
async function asOfEarlierRelease(): Promise<void> {
  await known();
  house.handle.prepare('update session set token_hash = ?, keyed = 0, seen_days = 0').run(digest(oldToken));
  reader.cookie = `etude=${oldToken}`;
}

const daysSeen = () => house.handle.prepare('select count(*) from day_seen').pluck().get();

/** Writes down days on which somebody was seen. */
function seeDays(count: number): void {
  const insert = house.handle.prepare('insert or ignore into day_seen values (?)');
  for (let i = 0; i < count; i++) insert.run(1_000_000 + i);
}

describe('nothing that is stored makes anybody a learner', () => {
  test('the database holds no token, and no text from which the secret makes one', async () => {
    await known();
    await begin(reader);
    const token = tokenIn(reader.cookie!);
    expect(JSON.stringify(dump(house))).not.toContain(token);
    const texts = new Set<string>();
    for (const rows of Object.values(dump(house)) as Record<string, unknown>[][])
      for (const row of rows) for (const value of Object.values(row)) texts.add(String(value));
    const purposes = ['session', 'session hash', 'learner', 'form', 'exam', 'cookie name'];
    for (const text of texts) {
      const made = [digest(text), ...purposes.map((purpose) => seal.derive(purpose, text))];
      expect(made.includes(token), text).toBe(false);
      for (const guess of made) {
        const thief = new Reader(house.app, { cookie: `${house.cookieName}=${guess}` });
        if (texts.size < 60) expect(await isKnown(thief), text).toBe(false);
      }
    }
  });

  test('a form that is forged with the secret signs nobody in as its victim', async () => {
    const page = await reader.get('/practice');
    const real = openAsked(seal, page.form('/practice').token!)!;
    await reader.answerRight(page);
    const [{ learner }] = sessions() as [{ learner: string }];
    const answers = { choice: page.letter('text a'), certainty: 'sure' };
    const others = [house.world.token(), real.review, learner, 'x'].map((nonce) => ({ ...real, nonce }));
    const before = dump(house);
    for (const forged of [{ ...real, nonce: null }, { ...real, learner, nonce: null }, ...others]) {
      for (const revision of [0, 1]) {
        const thief = new Reader(house.app);
        const token = sealAsked(seal, { ...forged, revision });
        const reply = await thief.send('/practice', { token, ...answers });
        expect([403, 409], JSON.stringify(forged)).toContain(reply.status);
        expect(thief.cookie).toBeUndefined();
      }
    }
    expect(dump(house)).toEqual(before);
    const thief = new Reader(house.app);
    const stolen = {
      token: seal.close('form', learner),
      zone: 'UTC',
      dayStart: '4',
      newPerDay: '9',
      retention: '90',
    };
    expect((await thief.send('/settings', stolen)).status).toBe(403);
  });

  test('an exam that is begun with a forged form is another learner’s', async () => {
    await begin(reader);
    const [{ learner }] = sessions() as [{ learner: string }];
    const ids = house.handle.prepare('select id from sitting').pluck().all() as string[];
    for (const text of [learner, ...ids]) {
      const thief = new Reader(house.app);
      await begin(thief, { token: seal.close('exam/2', text) });
      await thief.get('/');
      const own = house.handle.prepare('select learner from session where token_hash = ?').pluck();
      const hash = seal.derive('session hash', tokenIn(thief.cookie!));
      expect(own.get(hash)).not.toBe(learner);
    }
  });

  test('every newcomer has another token', async () => {
    const cookies = [];
    for (let i = 0; i < 5; i++) cookies.push((await known(new Reader(house.app))).cookie);
    expect(new Set(cookies).size).toBe(5);
  });
});

describe('a session that has ended', () => {
  test.each(['/practice', '/exams'])('is not revived by the form of %s that began it', async (path) => {
    const page = await reader.get(path === '/exams' ? '/exams/new/mock' : '/practice');
    const more: Record<string, string> =
      path === '/exams' ? { time: '100' } : { choice: 'A', certainty: 'sure' };
    const form = { ...page.form(path), ...more };
    expect((await reader.send(path, form)).status).toBe(303);
    house.handle.exec('delete from session');
    const before = dump(house);
    for (const again of [reader, new Reader(house.app)]) {
      const reply = await again.send(path, form);
      expect(reply.status).toBe(409);
      expect(reply.headers['set-cookie']).toBeUndefined();
    }
    expect(await isKnown(reader)).toBe(false);
    expect(dump(house)).toEqual(before);
  });
});

describe('a session that is not used', () => {
  test('for a year ends, once seven days were seen since', async () => {
    await known();
    seeDays(6);
    house.world.pass({ days: 366 });
    const silent = reader.cookie;
    seeDays(7);
    expect(await isKnown(reader)).toBe(false);
    house.world.pass({ days: -2 });
    reader.cookie = silent;
    expect(await isKnown(reader), 'a year less a day').toBe(true);
  });

  test('is not ended by a leap of the clock alone, forward or back', async () => {
    await known();
    seeDays(6);
    house.world.pass({ days: 4000 });
    expect(await isKnown(reader)).toBe(true);
    expect(sessions()[0]).toMatchObject({ seen_at: house.world.now(), seen_days: daysSeen() });
    house.world.pass({ days: -4000 });
    seeDays(100);
    expect(await isKnown(reader)).toBe(true);
    expect(sessions()[0]).toMatchObject({ seen_at: house.world.now(), seen_days: daysSeen() });
    house.world.pass({ days: 364 });
    expect(await isKnown(reader)).toBe(true);
  });

  test('of an earlier release ends in the same way', async () => {
    await asOfEarlierRelease();
    seeDays(7);
    house.world.pass({ days: 366 });
    expect(await isKnown(reader)).toBe(false);
    expect(sessions()).toHaveLength(1);
  });
});

describe('a cookie of an earlier release', () => {
  beforeEach(asOfEarlierRelease);

  test('is exchanged once for a new one, and ends when that is used', async () => {
    const page = await reader.get('/settings');
    expect(page.body).not.toContain('There is nothing to set yet');
    expect(String(page.headers['set-cookie'])).toMatch(new RegExp(`^${house.cookieName}=`));
    const token = new Map(reader.cookie!.split('; ').map((pair) => pair.split('=') as [string, string])).get(
      house.cookieName,
    )!;
    expect(sessions()).toHaveLength(2);

    expect(await isKnown(reader)).toBe(true);
    expect(reader.cookie).toBe(`${house.cookieName}=${token}`);
    expect(sessions()).toEqual([
      expect.objectContaining({ keyed: 1, token_hash: seal.derive('session hash', token) }),
    ]);
    expect(await isKnown(new Reader(house.app, { cookie: `etude=${oldToken}` }))).toBe(false);
    expect((await reader.get('/settings')).headers['set-cookie']).toBeUndefined();
  });

  test('still works where the reply with the new one was lost, again and again', async () => {
    for (let i = 0; i < 3; i++) {
      expect(await isKnown(new Reader(house.app, { cookie: `etude=${oldToken}` }))).toBe(true);
      house.world.pass({ minutes: 2 });
    }
    expect(sessions()).toHaveLength(2);
    expect(await isKnown(reader)).toBe(true);
    expect(await isKnown(reader)).toBe(true);
    expect(sessions()).toHaveLength(1);
  });

  test('may come with several requests at once, whichever reply the browser keeps', async () => {
    const old = () => new Reader(house.app, { cookie: `etude=${oldToken}` });
    const browsers = [old(), old(), old()];
    expect(await Promise.all(browsers.map(isKnown))).toEqual([true, true, true]);
    const [first, ...others] = browsers.map(({ cookie }) => new Reader(house.app, { cookie: cookie! }));
    for (const each of [first!, ...others, first!]) expect(await isKnown(each)).toBe(true);
    expect(sessions()).toHaveLength(1);
  });

  test('sends forms, and they are taken', async () => {
    const verdict = await reader.answerRight(
      await new Reader(house.app, { cookie: reader.cookie! }).get('/practice'),
    );
    expect(verdict.title).toBe('Right · Etude');
    expect(house.handle.prepare('select count(*) from learner').pluck().get()).toBe(1);
  });

  test('of another Etude on the same host stays in the browser', async () => {
    await reader.get('/');
    const own = reader.cookie!.split('; ').find((pair) => pair.startsWith(house.cookieName))!;
    reader.cookie = `${own}; etude=of-another`;
    expect(await isKnown(reader)).toBe(true);
    expect(reader.cookie).toContain('etude=of-another');
    expect(await isKnown(new Reader(house.app, { cookie: 'etude=of-another' }))).toBe(false);
  });

  test('counts where another Etude of the host has set a second one', async () => {
    reader.cookie = undefined;
    reader.headers.cookie = `etude=${oldToken}; etude=of-another`;
    expect(await isKnown(reader)).toBe(true);
    reader.headers = { ...reader.headers, cookie: `${reader.cookie}; etude=of-another; etude=${oldToken}` };
    reader.cookie = undefined;
    expect(await isKnown(reader)).toBe(true);
  });

  test('counts under no new name, and a new token under no old one', async () => {
    expect(await isKnown(new Reader(house.app, { cookie: `${house.cookieName}=${oldToken}` }))).toBe(false);
    await reader.get('/');
    const token = reader.cookie!.split(`${house.cookieName}=`)[1]!;
    expect(await isKnown(new Reader(house.app, { cookie: `etude=${token}` }))).toBe(false);
  });
});

test.each([
  ['https://q.example', '__Host-'],
  ['https://q.example/etude', '__Secure-'],
])('a cookie of an earlier release at %s is exchanged under its own name', async (baseUrl, prefix) => {
  await house.close();
  house = await startHouse(checkedBank(plainQuestions(4)), { baseUrl });
  const path = new URL(baseUrl).pathname.replace(/\/$/, '');
  reader = new Reader(house.app, { host: 'q.example' });
  await reader.answerRight(await reader.get(`${path}/practice`)).catch(() => {});
  const form = (await reader.get(`${path}/practice`)).form('/practice');
  await reader.send(`${path}/practice`, { ...form, choice: 'A', certainty: 'sure' });
  house.handle.prepare('update session set token_hash = ?, keyed = 0').run(digest(oldToken));
  reader.cookie = `${prefix}etude=${oldToken}`;
  await reader.get(`${path}/settings`);
  expect(reader.cookie.split('; ').map((pair) => pair.split('=')[0])).toEqual([
    `${prefix}etude`,
    `${prefix}${house.cookieName}`,
  ]);
  const cleared = await reader.get(`${path}/settings`);
  expect(cleared.body).not.toContain('There is nothing to set yet');
  expect([cleared.headers['set-cookie']].flat()).toContain(
    `${prefix}etude=; Max-Age=0; Path=${path || '/'}; HttpOnly; Secure; SameSite=Lax`,
  );
  expect(sessions()).toHaveLength(1);
});

test('two Etudes on one host keep their learners apart in one browser', async () => {
  const neighbour = await startHouse(checkedBank(plainQuestions(4)), { secret: Buffer.alloc(32, 8) });
  try {
    expect(neighbour.cookieName).not.toBe(house.cookieName);
    const browser = new Reader(house.app);
    await known(browser);
    for (const { app } of [neighbour, house, neighbour, house]) {
      browser.app = app;
      browser.headers = { host: app === house.app ? 'localhost:4302' : 'localhost:4303' };
      await browser.answerRight(await browser.get('/practice'));
    }
    for (const { handle } of [house, neighbour])
      expect(handle.prepare('select count(*) from learner').pluck().get()).toBe(1);
    expect(house.handle.prepare('select count(*) from review').pluck().get()).toBe(3);
    expect(neighbour.handle.prepare('select count(*) from review').pluck().get()).toBe(2);
  } finally {
    await neighbour.close();
  }
});

test('a session cookie that comes twice with two values is refused, and changes nothing', async () => {
  await known();
  const other = await known(new Reader(house.app));
  const before = dump(house);
  const cookies = [
    `${reader.cookie}; ${other.cookie}`,
    `${other.cookie}; ${reader.cookie}`,
    `${reader.cookie}; ${house.cookieName}=x`,
    `${house.cookieName}=x;${reader.cookie}`,
    `${house.cookieName} = x; ${reader.cookie}`,
  ];
  for (const cookie of cookies) {
    const page = await new Reader(house.app, { cookie }).get('/settings');
    expect([page.status, page.text('.lead')]).toEqual([
      400,
      `Your browser sent two cookies named ${house.cookieName}. Delete the cookies for this address and try again.`,
    ]);
  }
  expect(await isKnown(new Reader(house.app, { cookie: `${reader.cookie}; ${reader.cookie}` }))).toBe(true);
  expect(dump(house)).toEqual(before);
});

test('a new secret ends every session, and the start says so', async () => {
  const data = mkdtempSync(join(tmpdir(), 'etude-secret-'));
  const secret = join(data, 'secret');
  const warningsWith = async (text: string, change = '') => {
    writeFileSync(secret, text, { mode: 0o600 });
    const opened = await openFolder(readConfig({ ETUDE_DATA: data, ETUDE_QUESTIONS: folderOf('questions') }));
    opened.handle!.exec(change);
    const rows = opened.handle!.prepare('select token_hash from session order by 1').pluck().all();
    opened.close();
    return [opened.warnings, rows];
  };
  const add = (hash: string, keyed: number) =>
    `insert or ignore into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention,
       last_day, last_answered_at) values ('learner', 0, 'UTC', 4, 10, .9, .9, 0, 0);
     insert into session (token_hash, learner, created_at, seen_at, keyed) values ('${hash}', 'learner', 0, 0, ${keyed});`;
  try {
    const [first, second] = ['f'.repeat(43), 's'.repeat(43)];
    expect((await warningsWith(first, add('plain', 0) + add('keyed', 1)))[1]).toEqual(['keyed', 'plain']);
    expect(await warningsWith(first)).toEqual([[], ['keyed', 'plain']]);
    expect(await warningsWith(second)).toEqual([
      [expect.stringMatching(/^The secret is new: 2 sessions have ended, .* put the old secret back\.$/)],
      ['keyed'],
    ]);
    expect(await warningsWith(second)).toEqual([[], ['keyed']]);
  } finally {
    rmSync(data, { recursive: true });
  }
});
