import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { dump } from '../support/dump.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { optionNamed, pressOn, textOf } from '../support/pointing.ts';

let house: House;
let attacker: Server;
let body = '';
let events: string[] = [];

let page: Page;
let address: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const log = (line: string) => events.push(JSON.parse(line).event);
  house = await startHouse(checkedBank(plainQuestions(4)), { log });
  attacker = createServer((_, response) => {
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(`<!doctype html><title>x</title>${body}`);
  });
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  address = new URL('/', await house.listen()).href;
  ({ page, close } = await openPage(
    address,
    {},
    /^asked |ERR_BLOCKED_BY_RESPONSE|ERR_FAILED|Framing|frame-ancestors|CORS/,
  ));
});
// Each test has a victim of its own.
beforeEach(async () => {
  events = [];
  body = '';
  house.handle.exec('delete from learner');
  await page.context().clearCookies();
});
afterAll(async () => {
  await close();
  attacker.closeAllConnections();
  attacker.close();
  await house.close();
});

/** The attacker's address: another site by its host, or another origin of the same site by its port. */
const attackerAt = (host: string) => `http://${host}:${(attacker.address() as AddressInfo).port}/`;

/** Makes a learner in the browser. Returns a token that a form of theirs carries. */
async function victim(): Promise<string> {
  await page.goto(new URL('practice', address).href);
  await pressOn(page, optionNamed('A'));
  await follow(page, () => pressOn(page, certaintyNamed('sure')));
  await page.goto(new URL('settings', address).href);
  return page.evaluate<string>(`document.querySelector('form[action="/settings"] input[name=token]').value`);
}

const form = (action: string, fields: Record<string, string>) =>
  `<form method="post" action="${action}">${Object.entries(fields)
    .map(([name, value]) => `<input name="${name}" value="${value}">`)
    .join('')}</form>`;

test.each(['localhost', '127.0.0.1'])(
  'a form that a page at %s sends changes nothing, even with a token that was stolen',
  async (host) => {
    const token = await victim();
    const before = dump(house);
    body = form(new URL('settings', address).href, {
      token,
      zone: 'Asia/Tokyo',
      dayStart: '0',
      newPerDay: '0',
      retention: '80',
    });
    await page.goto(attackerAt(host));
    const answered = page.waitForResponse((response) => response.url().endsWith('/settings'));
    await follow(page, () => page.evaluate<void>('document.forms[0].submit()'));
    expect((await answered).status()).toBe(403);
    expect(await textOf(page, 'main')).toContain('This form was sent from another site.');
    expect(dump(house)).toEqual(before);
    expect(events).toContain('refused');
  },
);

test.each(['localhost', '127.0.0.1'])('a script of a page at %s can neither read nor write', async (host) => {
  const token = await victim();
  const before = dump(house);
  await page.goto(attackerAt(host));
  const outcomes = await page.evaluate(
    `(async () => {
      const ask = (path, options) => fetch(${JSON.stringify(address)} + path, { credentials: 'include', ...options })
        .then((reply) => reply.type === 'opaque' ? 'opaque' : 'read', () => 'blocked');
      const fields = new URLSearchParams({ token: ${JSON.stringify(token)}, question: 'red.one-001' });
      return [
        await ask('settings'),
        await ask('settings', { mode: 'no-cors' }),
        await ask('settings/ask-again', { method: 'POST', body: fields }),
        await ask('settings/ask-again', { method: 'POST', body: fields, mode: 'no-cors' }),
        await ask('settings', { method: 'PUT', body: 'x' }),
      ];
    })()`,
  );
  expect(outcomes).not.toContain('read');
  expect(dump(house)).toEqual(before);
});

test('no page can be framed by another site', async () => {
  await victim();
  body = `<iframe src="${address}practice"></iframe>`;
  await page.goto(attackerAt('localhost'));
  const framed = page.frames().find((frame) => frame !== page.mainFrame())!;
  expect(await framed.locator('form').count()).toBe(0);
});
