import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, optionNamed, pressOn, textOf } from '../support/pointing.ts';
import { freePort } from '../support/port.ts';
import { type IdentityProvider, startProvider } from '../support/provider.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let identity: IdentityProvider;
let house: House;
let address: string;

beforeAll(async () => {
  const port = await freePort();
  identity = await startProvider([`http://127.0.0.1:${port}/sign-in/oidc/back`], {
    'sub-1': { name: 'Robin' },
  });
  const oidc = { issuer: identity.issuer, ...identity.client, roles: '' };
  house = await startHouse(checkedBank(plainQuestions(4)), { access: ['accounts', 'oidc'], oidc });
  address = await house.listen(port);
});
afterAll(async () => {
  await house.close();
  await identity.close();
});

test.each([true, false])(
  'somebody signs in at the provider and practises, JavaScript: %s',
  async (javaScriptEnabled) => {
    const { page, close } = await openPage(address, { javaScriptEnabled }, /^asked http:\/\/127\.0\.0\.1/);
    await page.goto(new URL('learn', address).href);
    await pressOn(page, named('a', /^Sign in with 127.0.0.1/));
    await page.waitForURL(/\/learn$/);
    await page.goto(new URL('practice', address).href);
    await pressOn(page, optionNamed('A'));
    await follow(page, () => pressOn(page, certaintyNamed('sure')));
    expect(page.url()).toContain('/practice/answers/');
    await follow(page, () => pressOn(page, named('a', /^Account$/)));
    expect(await textOf(page, 'main')).toContain('Signed in as Robin');
    await pressOn(page, named('button', /^Sign out$/));
    await page.waitForURL(/\/sign-in$/);
    await close();
  },
);

test.each(['light', 'dark'] as const)(
  'the page to sign in has no flaw that axe finds, in the %s',
  async (colorScheme) => {
    const { page, close } = await openPage(address, { colorScheme });
    for (const width of [375, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(new URL('sign-in?next=%2Flearn', address).href);
      await page.evaluate(`${axe}; 0`);
      expect(await page.evaluate('axe.run().then(({ violations }) => violations)')).toEqual([]);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
    }
    await close();
  },
);
