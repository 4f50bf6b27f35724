import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';

let house: House;
let stylesheet: string;

beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(1)));
  const page = await house.app.inject({ url: '/', headers: { host: 'localhost' } });
  stylesheet = /href="([^"]+\.css)"/.exec(page.body)![1]!;
});
afterAll(() => house.close());

const fetch = (url: string, encoding = '') =>
  house.app.inject({ url, headers: { host: 'localhost', 'accept-encoding': encoding } });

test.each([
  ['br', 'br', brotliDecompressSync],
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip, br;q=0', 'gzip', gunzipSync],
  ['GZIP', 'gzip', gunzipSync],
])('a browser that accepts "%s" gets %s', async (accepted, encoding, open) => {
  const plain = await fetch(stylesheet);
  const packed = await fetch(stylesheet, accepted);
  expect(packed.headers['content-encoding']).toBe(encoding);
  expect(packed.headers.vary).toBe('accept-encoding');
  expect(open(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
});

test('others get it plain', async () => {
  for (const accepted of ['', 'zstd', 'br;q=0', 'brotli']) {
    const { headers, body } = await fetch(stylesheet, accepted);
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toContain('@layer');
    expect(body, 'comments are for authors').not.toContain('/*');
  }
});

test('the stylesheet weighs at most 10 KB and the module at most 5 KB on the way', async () => {
  const page = await fetch('/practice');
  const module = /src="([^"]+\.js)"/.exec(page.body)![1]!;
  expect((await fetch(stylesheet, 'gzip')).rawPayload.length).toBeLessThan(10_240);
  expect((await fetch(module, 'gzip')).rawPayload.length).toBeLessThan(5_120);
});

test('only links to pages that change nothing are fetched ahead', async () => {
  const page = await fetch('/');
  const rules = await fetch(String(page.headers['speculation-rules']).slice(1, -1));
  expect(rules.headers['content-type']).toBe('application/speculationrules+json');
  expect(rules.json()).toEqual({
    prefetch: [{ where: { selector_matches: '.top a, .foot a' }, eagerness: 'moderate' }],
  });
});
