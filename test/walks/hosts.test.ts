import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { Reader } from '../support/reader.ts';

let house: House;
afterEach(() => house.close());

const kept = 'Max-Age=34560000';
test.each([
  ['', 'localhost:3000', `NAME=?; ${kept}; Path=/; HttpOnly; SameSite=Lax`],
  ['http://quiz.example', 'quiz.example', `NAME=?; ${kept}; Path=/; HttpOnly; SameSite=Lax`],
  ['http://quiz.example/etude/', 'quiz.example', `NAME=?; ${kept}; Path=/etude; HttpOnly; SameSite=Lax`],
  ['https://q.example', 'q.example', `__Host-NAME=?; ${kept}; Path=/; HttpOnly; Secure; SameSite=Lax`],
  [
    'https://q.example/etude',
    'q.example',
    `__Secure-NAME=?; ${kept}; Path=/etude; HttpOnly; Secure; SameSite=Lax`,
  ],
])('the cookie of "%s" at %s', async (baseUrl, host, expected) => {
  house = await startHouse(checkedBank(plainQuestions(1)), { baseUrl });
  const path = baseUrl.includes('/etude') ? '/etude' : '';
  const reader = new Reader(house.app, { host });
  const question = await reader.get(`${path}/practice`);
  expect(question.headers['set-cookie']).toBeUndefined();
  const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
  const sent = await reader.send(`${path}/practice`, fields);
  const named = expected.replace('NAME', house.cookieName);
  expect(String(sent.headers['set-cookie']).replace(/=[\w-]{43};/, '=?;')).toBe(named);
});

const hosts: [baseUrl: string, status: number, hosts: string][] = [
  ['', 200, 'localhost localhost:3000 LocalHost:3000 127.0.0.1 127.0.0.1:80 [::1] [::1]:3000'],
  [
    '',
    421,
    'evil.example localhost.evil.example evil-localhost localhost@evil.example 127.0.0.2 0.0.0.0 [::2]',
  ],
  ['http://q.example', 200, 'q.example Q.Example q.example:80'],
  ['http://q.example', 421, 'q.example:443 q.example:3000 localhost www.q.example q.example.evil.example'],
  ['https://Q.example/etude', 200, 'q.example q.example:443 Q.EXAMPLE:443'],
  ['https://Q.example/etude', 421, 'q.example:80 q.example:8443 127.0.0.1 q.example/etude'],
  ['https://q.example:8443', 200, 'q.example:8443'],
  ['https://q.example:8443', 421, 'q.example q.example:443'],
  ['http://[2001:DB8::1]', 200, '[2001:db8::1] [2001:DB8::1]:80'],
  ['http://[2001:DB8::1]', 421, '2001:db8::1 [2001:db8::2] [2001:db8::1]:443'],
  ['http://[2001:db8::1]:8080', 200, '[2001:db8::1]:8080'],
];

test.each(hosts)('with the base URL "%s" the answer is %i at %s', async (baseUrl, status, names) => {
  house = await startHouse(checkedBank(plainQuestions(1)), { baseUrl });
  const url = baseUrl.includes('/etude') ? '/etude' : '/';
  for (const host of names.split(' ')) {
    const page = await new Reader(house.app, { host, 'x-forwarded-host': 'localhost' }).get(url);
    expect([host, page.status]).toEqual([host, status]);
  }
});

test.each([
  ['', /does not answer for "evil\.example:81"\. Set ETUDE_BASE_URL to the address that people use\.$/],
  ['http://quiz.example/', /Use http:\/\/quiz\.example\.$/],
  ['https://quiz.example/etude/', /Use https:\/\/quiz\.example\/etude\.$/],
])('with the base URL "%s" a stranger\'s page says what to do, in our own hand', async (baseUrl, mend) => {
  house = await startHouse(checkedBank(plainQuestions(1)), { baseUrl });
  const stranger = new Reader(house.app, { host: 'Evil.example:81' });
  const page = await stranger.get('/');
  expect(page.text('.lead')).toMatch(mend);
  const sheet = page.root.querySelector('link[rel=stylesheet]')!.getAttribute('href')!;
  expect((await stranger.get(sheet)).status).toBe(200);
});
