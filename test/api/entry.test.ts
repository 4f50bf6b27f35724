import { afterEach, describe, expect, test } from 'vitest';
import { authorViewOf, blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { learnerWithProgram, Program, programOf } from '../support/program.ts';
import { rows } from '../support/proof.ts';
import { routesOf } from '../support/routes.ts';

let house: House;
async function start(options: HouseOptions = {}): Promise<House> {
  house = await startHouse(checkedBank(plainQuestions(8), [blueprint()]), options);
  return house;
}
afterEach(() => house.close());

/** The routes of the API, with something in place of each parameter. */
const routes = () =>
  routesOf(house.app)
    .filter((route) => route.includes('/api/v1/') && !route.includes('openapi'))
    .map((route) => {
      const [method = '', url = ''] = route.split(' ');
      return { method, path: url.replace('/api/v1', '').replace(':number', '1').replace(/:\w+/, 'none') };
    });

test('without a token every route answers 401 and says how to get one; a cookie is ignored', async () => {
  let now = 0;
  await start({ elapsed: () => (now += 2000) });
  const { reader } = await learnerWithProgram(house);
  for (const { method, path } of routes()) {
    for (const authorization of ['', 'Basic YTpi', 'Bearer', 'Bearer x', `Bearer etude_${'a'.repeat(43)}`]) {
      const { status, headers, body } = await reader.request({
        method: method as 'GET',
        url: `/api/v1${path}`,
        headers: { authorization },
      });
      expect([status, headers['www-authenticate']], path).toEqual([
        401,
        expect.stringMatching(/^Bearer realm="Etude"/),
      ]);
      if (method !== 'HEAD') expect(JSON.parse(body).detail, path).toMatch(/Settings\.$/);
    }
  }
}, 20_000);

test('a token does what its learner ticked and nothing else', async () => {
  await start({ authorView: authorViewOf(plainQuestions(8)) });
  const { reader } = await learnerWithProgram(house);
  const allowed: Record<string, string> = {
    read: '/today /exams /progress /readiness',
    practise: '/next',
    bank: '/bank /bank/check /bank/questions/red.one-001',
    export: '/export',
  };
  for (const scope of Object.keys(allowed)) {
    const program = await programOf(reader, [scope as 'read']);
    for (const [other, paths] of Object.entries(allowed))
      for (const path of paths.split(' ')) {
        const { status, headers, body } = await program.get(path);
        expect([scope, path, status]).toEqual([scope, path, other === scope ? 200 : 403]);
        if (status === 403) {
          expect(headers['www-authenticate']).toContain(`scope="${other}"`);
          const deed = other === 'bank' ? 'read the bank' : other;
          expect(body.detail).toBe(`This token may not ${deed}. In Settings, create one that can.`);
        }
      }
  }
  const calendar = await programOf(reader, ['calendar']);
  for (const path of ['/today', '/nothing']) expect((await calendar.get(path)).status).toBe(403);
});

test('a revoked or expired token lets nothing in', async () => {
  await start();
  const { reader, program } = await learnerWithProgram(house);
  expect((await program.get('/today')).status).toBe(200);
  house.world.pass({ days: 365 });
  const { status, headers } = await program.get('/today');
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="Etude", error="invalid_token"']);
  house.world.pass({ days: -365 });
  expect((await program.get('/today')).status).toBe(200);
  await reader.post('/settings/tokens/revoke', (await reader.get('/settings/tokens')).form('/revoke'));
  expect((await program.get('/today')).status).toBe(401);
});

test('who is an author no more reads the bank no more', async () => {
  await start({ authorView: authorViewOf(plainQuestions(8)) });
  const { program } = await learnerWithProgram(house, ['bank', 'read']);
  expect((await program.get('/bank')).status).toBe(200);
  house = await house.restart(undefined, { everyoneIsAuthor: false });
  program.app = house.app;
  expect((await program.get('/bank')).status).toBe(403);
  expect((await program.get('/today')).status).toBe(200);
});

test('where people sign in, the token of a guest lets nothing in', async () => {
  await start();
  const { program } = await learnerWithProgram(house);
  house = await house.restart(undefined, { access: ['accounts'] });
  program.app = house.app;
  expect((await program.get('/today')).status).toBe(403);
});

test('the day on which a token was last used is noted once a day, and reading writes nothing else', async () => {
  await start();
  const { program } = await learnerWithProgram(house);
  await program.get('/today');
  expect(rows(house, 'access_token')[0]!.used_day).toBe(Math.floor(house.world.now() / 86_400_000));
  const before = dump(house);
  for (const { method, path } of routes())
    if (method === 'GET' || method === 'HEAD') await program.ask(method, path);
  expect(dump(house)).toEqual(before);
});

describe('errors', () => {
  test.each([
    ['GET', '/nothing', undefined, {}, 404],
    ['GET', '/answers/none', undefined, {}, 404],
    ['GET', '/exams/none', undefined, {}, 404],
    ['GET', `/answers/${'x'.repeat(70)}`, undefined, {}, 404],
    ['DELETE', '/today', undefined, {}, 405],
    ['POST', '/next', {}, {}, 405],
    ['GET', '/today', undefined, { accept: 'text/html' }, 406],
    ['GET', '/exams?cursor=x', undefined, {}, 422],
    ['GET', '/next?more=1', undefined, {}, 422],
    ['PUT', '/answers/none', '{"asked":', {}, 400],
    ['PUT', '/answers/none', '{"__proto__":{"asked":"x"}}', {}, 400],
    ['PUT', '/answers/none', '', {}, 400],
    ['PUT', '/answers/none', { asked: 'x' }, { 'if-match': '"x"' }, 412],
    ['PUT', '/answers/none', { asked: 'x'.repeat(40_000) }, {}, 413],
    ['PUT', '/answers/none', 'asked=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['PUT', '/answers/none', { asked: 'x' }, { 'content-encoding': 'gzip' }, 415],
    ['POST', '/exams', { blueprint: 'none' }, {}, 404],
    ['POST', '/exams', { blueprint: 5 }, {}, 422],
  ])(
    '%s %s (%j, %j) is answered %i as a problem, and changes nothing',
    async (method, path, body, headers, status) => {
      await start();
      const { program } = await learnerWithProgram(house);
      await program.get('/today');
      const before = dump(house);
      const reply = await program.ask(method, path, body, headers as Record<string, string>);
      expect([reply.status, reply.headers['content-type']]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(Object.keys(reply.body)).toEqual(['type', 'title', 'status', 'detail', 'instance']);
      expect(reply.body.detail).toMatch(/^[A-Z].{15,}\.$/);
      if (status === 405) expect(reply.headers.allow).toBe('GET, HEAD');
      expect(dump(house)).toEqual(before);
    },
  );

  test('a fault is logged and says nothing of itself', async () => {
    const log: string[] = [];
    await start({ log: (line) => log.push(line) });
    const { program } = await learnerWithProgram(house);
    house.live.current = () => {
      throw new Error('a secret');
    };
    const { status, body } = await program.get('/today');
    expect([status, body.title]).toEqual([500, 'Internal Server Error']);
    expect(body.detail).not.toContain('a secret');
    expect(log.some((line) => line.includes('a secret') && line.includes(body.instance))).toBe(true);
    expect(log.join('')).not.toContain(program.token.slice(6));
  });
});

test('what is read has a tag, and is not sent again to a program that has it', async () => {
  await start();
  const { program, reader } = await learnerWithProgram(house);
  const { headers } = await program.get('/today');
  expect(headers).toMatchObject({
    etag: expect.stringMatching(/^"[\w-]{22}"$/),
    'cache-control': 'private, no-cache',
  });
  const etag = String(headers.etag);
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const reply = await program.get('/today', { 'if-none-match': tag });
    expect([reply.status, reply.body]).toEqual([304, '']);
    expect(reply.headers.etag).toBe(etag);
  }
  const head = await program.ask('HEAD', '/today');
  expect([head.status, head.headers.etag, head.body]).toEqual([200, etag, '']);
  expect((await program.get('/next')).headers).toMatchObject({ 'cache-control': 'no-store' });
  await reader.answerRight(await reader.get('/practice'));
  expect((await program.get('/today', { 'if-none-match': etag })).status).toBe(200);
});

test('each token has a limit of its own, which its headers count', async () => {
  let now = 0;
  await start({ programLimit: { most: 3 }, elapsed: () => now });
  const { program, reader } = await learnerWithProgram(house);
  for (const left of [2, 1, 0]) {
    const { status, headers } = await program.get('/today');
    expect([
      status,
      headers['ratelimit-limit'],
      headers['ratelimit-remaining'],
      headers['ratelimit-reset'],
    ]).toEqual([200, '3', String(left), '60']);
  }
  const { status, headers, body } = await program.get('/today');
  expect([status, headers['retry-after']]).toEqual([429, '60']);
  expect(body.detail).toBe('Too many requests. Wait 60 s, then send requests more slowly.');
  expect((await (await programOf(reader, ['read'])).get('/today')).status).toBe(200);
  now += 60_000;
  expect((await program.get('/today')).status).toBe(200);
});

test('who guesses tokens has to wait', async () => {
  await start({ elapsed: () => 0 });
  const stranger = new Program(house.app, `etude_${'a'.repeat(43)}`);
  for (let tries = 0; tries < 60; tries++) expect((await stranger.get('/today')).status).toBe(401);
  expect((await stranger.get('/today')).status).toBe(429);
});

test('under a path the API is under that path', async () => {
  await start({ baseUrl: 'https://quiz.example/etude' });
  const ask = (url: string) => house.app.inject({ url, headers: { host: 'quiz.example' } });
  expect((await ask('/etude/api/v1/today')).statusCode).toBe(401);
  expect((await ask('/api/v1/today')).statusCode).toBe(404);
});
