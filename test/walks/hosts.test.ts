import { afterEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { Reader } from '../support/reader.ts';
import { exchange, readReplies } from '../support/wire.ts';

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
  [
    'https://q.example http://lan:3000, http://10.0.0.7:3000',
    200,
    'q.example q.example:443 lan:3000 10.0.0.7:3000',
  ],
  ['https://q.example http://lan:3000, http://10.0.0.7:3000', 421, 'lan q.example:3000 10.0.0.7 localhost'],
  ['http://q.example https://q.example', 200, 'q.example q.example:80 q.example:443'],
  ['http://q.example https://q.example', 421, 'q.example:8080 q.example,q.example'],
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
  ['', /does not answer at "evil\.example:81"\. Set ETUDE_BASE_URL to the address that people use\.$/],
  ['http://quiz.example/', /Use http:\/\/quiz\.example\.$/],
  ['https://quiz.example/etude/', /Use https:\/\/quiz\.example\/etude\.$/],
  ['http://lan:3000/etude https://quiz.example/etude/', /Use http:\/\/lan:3000\/etude\.$/],
])('with the base URL "%s" a stranger\'s page says what to do, in our own hand', async (baseUrl, mend) => {
  house = await startHouse(checkedBank(plainQuestions(1)), { baseUrl });
  const stranger = new Reader(house.app, { host: 'Evil.example:81' });
  const page = await stranger.get('/');
  expect(page.text('.lead')).toMatch(mend);
  const sheet = page.root.querySelector('link[rel=stylesheet]')!.getAttribute('href')!;
  expect((await stranger.get(sheet)).status).toBe(200);
});

describe('with several addresses', () => {
  const both = 'https://q.example http://lan:3000';

  /** The cookie that a first answer brings, without its value, and what else the answer says. */
  async function firstAnswer(headers: Record<string, string>) {
    const reader = new Reader(house.app, headers);
    const question = await reader.get('/practice');
    const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
    const sent = await reader.send('/practice', fields);
    expect(sent.status).toBe(303);
    expect((await reader.get('/settings')).body).not.toContain('There is nothing to set yet');
    return {
      secure: String(sent.headers['set-cookie']).startsWith(`__Host-${house.cookieName}=`),
      marked: String(sent.headers['set-cookie']).includes('; Secure;'),
      only: sent.headers['strict-transport-security'],
    };
  }
  const overHttp = { secure: false, marked: false, only: undefined };
  const overHttps = { secure: true, marked: true, only: 'max-age=31536000' };

  test.each([
    ['q.example', overHttps],
    ['Q.example:443', overHttps],
    ['lan:3000', overHttp],
  ])('cookie and headers are those of the address that the request came by: %s', async (host, expected) => {
    house = await startHouse(checkedBank(plainQuestions(2)), { baseUrl: both });
    expect(await firstAnswer({ host })).toEqual(expected);
  });

  const name = 'q.example';
  test.each<[what: string, headers: Record<string, string>, expected: typeof overHttps | typeof overHttp]>([
    ['X-Forwarded-Proto: https', { host: name, 'x-forwarded-proto': 'https' }, overHttps],
    ['X-Forwarded-Proto: http', { host: name, 'x-forwarded-proto': 'http' }, overHttp],
    ['nothing', { host: name }, overHttps],
    ['its port', { host: 'q.example:80', 'x-forwarded-proto': 'https' }, overHttp],
  ])('a host under http and https is told apart by %s', async (_, headers, expected) => {
    house = await startHouse(checkedBank(plainQuestions(2)), {
      baseUrl: 'http://q.example https://q.example',
    });
    expect(await firstAnswer(headers)).toEqual(expected);
  });

  test('a host under http and https is told apart by the Origin of a form, whatever the proxy says', async () => {
    house = await startHouse(checkedBank(plainQuestions(2)), {
      baseUrl: 'http://q.example https://q.example',
    });
    for (const [origin, secure] of [
      ['http://q.example', false],
      ['https://q.example', true],
    ] as const) {
      const reader = new Reader(house.app, { host: name });
      const page = await reader.get('/practice');
      const form = { ...page.form('/practice'), choice: 'A', certainty: 'sure' };
      const sent = await reader.send('/practice', form, { origin, 'x-forwarded-proto': 'https, http' });
      expect(String(sent.headers['set-cookie']).includes('Secure')).toBe(secure);
      expect((await reader.get('/settings')).body).not.toContain('There is nothing to set yet');
    }
  });

  test('a form is taken from the address that it was sent to alone', async () => {
    house = await startHouse(checkedBank(plainQuestions(2)), { baseUrl: both });
    const origins = ['https://q.example', 'http://lan:3000'];
    for (const [host, own] of [
      ['q.example', origins[0]],
      ['lan:3000', origins[1]],
    ] as const) {
      for (const origin of [...origins, 'http://q.example', 'https://lan:3000', 'null']) {
        const payload = 'token=x&certainty=sure';
        const headers = { host, origin, 'content-type': 'application/x-www-form-urlencoded' };
        const reply = await house.app.inject({ method: 'POST', url: '/practice', headers, payload });
        const said = reply.body.includes('sent from another site');
        expect([host, origin, reply.statusCode, said]).toEqual([host, origin, 403, origin !== own]);
      }
    }
  });

  test('browsers are not sent to https where that would break another of them', async () => {
    house = await startHouse(checkedBank(plainQuestions(2)), {
      baseUrl: 'https://q.example http://q.example:8080',
    });
    expect(await firstAnswer({ host: name })).toEqual({ ...overHttps, only: undefined });
  });
});

describe('a request that can be read in two ways', () => {
  const get = (lines: string[], target = '/', version = 'HTTP/1.1') =>
    `GET ${target} ${version}\r\n${lines.map((line) => `${line}\r\n`).join('')}Connection: close\r\n\r\n`;
  const host = 'Host: localhost';

  test.each([
    ['with two hosts', 400, get([host, 'Host: evil.example']), '"host" header more than once'],
    [
      'with two hosts, the other first',
      400,
      get(['host: evil.example', 'HOST: localhost']),
      '"host" header more than once',
    ],
    ['with one host twice', 400, get([host, host]), '"host" header more than once'],
    ['with two hosts in one line', 421, get(['Host: localhost, evil.example']), 'does not answer at'],
    ['without a host', 400, get([]), 'no "host" header'],
    ['without a host in HTTP/1.0', 421, get([], '/', 'HTTP/1.0'), 'does not answer at ""'],
    ['with an empty host', 421, get(['Host:']), 'does not answer at ""'],
    ['for another host in its address', 400, get([host], 'http://evil.example/'), 'its "host" header differ'],
    [
      'for us in its address alone',
      400,
      get(['Host: evil.example'], 'http://localhost/'),
      'its "host" header differ',
    ],
    ['for another port in its address', 400, get([host], 'http://localhost:81/'), 'its "host" header differ'],
    ['with somebody in its address', 400, get([host], 'http://evil@localhost/'), 'its "host" header differ'],
    ['with no host in its address', 400, get([host], 'http:///'), 'its "host" header differ'],
    ['with another scheme in its address', 400, get([host], 'ftp://localhost/'), 'its "host" header differ'],
    [
      'with two origins',
      400,
      get([host, 'Origin: null', 'Origin: http://localhost']),
      '"origin" header more than once',
    ],
    [
      'with two sites',
      400,
      get([host, ...['none', 'cross-site'].map((site) => `Sec-Fetch-Site: ${site}`)]),
      '"sec-fetch-site" header more',
    ],
  ])('%s is refused with %i', async (_, status, text, sentence) => {
    house = await startHouse(checkedBank(plainQuestions(1)));
    const address = await house.listen();
    const [reply, ...more] = readReplies(await exchange(address, [Buffer.from(text)]));
    expect([reply!.status, more]).toEqual([status, []]);
    expect(reply!.body.replaceAll('&quot;', '"')).toContain(sentence);
    expect(reply!.headers.get('x-frame-options')).toBe('DENY');
  });

  test('is no request whose address names the same host', async () => {
    house = await startHouse(checkedBank(plainQuestions(1)));
    const address = await house.listen();
    for (const [target, name] of [
      ['http://localhost/', 'localhost'],
      ['http://LOCALHOST:80/', 'localhost'],
      ['http://127.0.0.1:3000/settings', '127.0.0.1:3000'],
    ]) {
      const [reply] = readReplies(await exchange(address, [Buffer.from(get([`Host: ${name}`], target))]));
      expect([target, reply!.status]).toEqual([target, 200]);
    }
  });

  test('is refused before a form is read', async () => {
    house = await startHouse(checkedBank(plainQuestions(1)));
    const address = await house.listen();
    const page = await new Reader(house.app).get('/practice');
    const body = new URLSearchParams({
      ...page.form('/practice'),
      choice: 'A',
      certainty: 'sure',
    }).toString();
    const before = dump(house);
    const lines = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`];
    for (const doubled of [
      ['Host: evil.example', host],
      [host, 'Origin: http://localhost', 'Origin: http://localhost'],
    ]) {
      const head = ['POST /practice HTTP/1.1', ...doubled, ...lines, 'Connection: close'].join('\r\n');
      const [reply] = readReplies(await exchange(address, [Buffer.from(`${head}\r\n\r\n${body}`)]));
      expect(reply!.status).toBe(400);
    }
    expect(dump(house)).toEqual(before);
  });

  test('watchers that send no host in HTTP/1.0 are answered', async () => {
    house = await startHouse(checkedBank(plainQuestions(1)));
    const text = get([], '/healthz', 'HTTP/1.0');
    const [reply] = readReplies(await exchange(await house.listen(), [Buffer.from(text)]));
    expect([reply!.status, reply!.body]).toEqual([200, 'Etude is alive.\n']);
  });
});
