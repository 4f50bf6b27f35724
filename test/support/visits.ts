import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeEach } from 'vitest';
import type { Checked } from '../../src/bank/files/check.ts';
import { openPage } from './browser.ts';
import { startHouse } from './house.ts';

type Visits = BrowserContextOptions & { host?: string };

/** A house and a page for all tests of a file; each begins as somebody new, in a browser that knows nobody. */
export async function openForVisits(checked: Checked, { host = '127.0.0.1', ...options }: Visits = {}) {
  const house = await startHouse(checked);
  const address = (await house.listen()).replace('127.0.0.1', host);
  const { page, close } = await openPage(address, options);
  afterAll(async () => {
    await close();
    await house.close();
  });
  beforeEach(async () => {
    house.handle.exec('delete from learner');
    await page.context().clearCookies();
  });
  return { house, address, page };
}
