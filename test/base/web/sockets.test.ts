import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';
import { exchange, readReplies } from '../../support/wire.ts';

let house: House;
let address: string;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(1)));
  address = await house.listen();
});
afterEach(() => house.close());

const post =
  'POST /practice HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n';
const noHttp = 'Etude cannot read this HTTP request.';
const tooLong =
  'The headers of this request are too long. Delete the cookies for this address and try again.';
const tooMuch = 'The request is too long. Shorten it and send it again.';

test.each([
  ['what is no HTTP', 400, 'Good morning!\r\n\r\n', noHttp],
  ['two lengths', 400, `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`, noHttp],
  [
    'a length and chunks',
    400,
    `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    noHttp,
  ],
  ['a body that ends too soon', 400, `${post}Content-Length: 5\r\n\r\nxx`, noHttp],
  [
    'a cookie of 20 kB',
    431,
    `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
    tooLong,
  ],
  ['an endless chunk line', 413, `${post}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`, tooMuch],
])('%s is refused with %i and a sentence, and the connection closed', async (_, status, text, sentence) => {
  const [reply, ...more] = readReplies(await exchange(address, [Buffer.from(text)]));
  expect(more).toEqual([]);
  expect([reply!.status, reply!.body]).toEqual([status, `${sentence}\n`]);
  const { date, ...headers } = Object.fromEntries(reply!.headers);
  expect(Date.parse(date!)).not.toBeNaN();
  const page = await fetch(address);
  const guards = ['content-security-policy', 'permissions-policy', 'referrer-policy', 'x-frame-options'];
  for (const name of guards) expect(headers[name]).toBe(page.headers.get(name));
  expect(headers).toMatchObject({
    connection: 'close',
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
});

test('whoever has gone before the answer is let go', async () => {
  const texts = [
    'Good morning!\r\n\r\n',
    `${post}Content-Length: 5\r\n\r\nxx`,
    `${post}Transfer-Encoding: chunked\r\n\r\nzz`,
  ];
  const gone = Array.from({ length: 60 }, (_, i) => exchange(address, [Buffer.from(texts[i % 3]!)], true));
  await Promise.all(gone);
  expect((await fetch(address)).status).toBe(200);
});
