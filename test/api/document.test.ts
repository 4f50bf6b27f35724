import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { routesOf } from '../support/routes.ts';
import { type Document, documentOf } from './document.ts';

let house: House;
let document: Document;
beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(1)));
  document = await documentOf();
});
afterAll(() => house.close());

const hint = 'run `npm run openapi`';

test('the file and what is served are what the routes say', async () => {
  const file = JSON.parse(readFileSync(folderOf('src/api/document/openapi.json'), 'utf8'));
  expect(file, hint).toEqual(document);
  const served = await house.app.inject({ url: '/api/v1/openapi.json', headers: { host: 'localhost' } });
  expect([served.statusCode, served.headers['content-type']]).toEqual([
    200,
    'application/json; charset=utf-8',
  ]);
  expect(served.json()).toEqual(document);
  expect(served.headers.etag).toMatch(/^"/);
});

test('the types of the client were made from it', () => {
  const types = readFileSync(folderOf('test/api/paths.d.ts'), 'utf8');
  expect(types.split('\n')[0], hint).toContain(digest(JSON.stringify(document)));
});

test('every route of the API is described, and nothing else', () => {
  const routes = routesOf(house.app)
    .filter((route) => route.includes('/api/v1/') && !/^HEAD|openapi/.test(route))
    .map((route) => route.replace('/api/v1', '').replace(/:(\w+)/g, '{$1}'));
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual(routes.toSorted());
});

test('every operation says which scope it needs, and that errors are problems', () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const operation of Object.values(methods)) {
      expect(operation.security, path).toEqual([
        { bearer: [expect.stringMatching(/^(read|practise|bank|export)$/)] },
      ]);
      expect(Object.keys(operation.responses), path).toEqual(['200', '4XX', '5XX']);
      expect(operation.summary, path).toMatch(/^[A-Z]/);
    }
});

test('under a path it names that path', async () => {
  const below = await startHouse(checkedBank(plainQuestions(1)), { baseUrl: 'https://quiz.example/etude' });
  const { body } = await below.app.inject({
    url: '/etude/api/v1/openapi.json',
    headers: { host: 'quiz.example' },
  });
  expect(JSON.parse(body).servers).toEqual([{ url: '/etude/api/v1' }]);
  await below.close();
});
