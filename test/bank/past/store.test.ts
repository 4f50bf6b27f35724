import { afterEach, expect, test } from 'vitest';
import { complete } from '../../../src/bank/model.ts';
import { checkedBank, question } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';

let house: House;
afterEach(() => house.close());

test('texts are found by id, present or former, together with the edition of that question', async () => {
  const old = question('red.one-001', { edition: 2 });
  house = await startHouse(checkedBank([question('red.one-001'), question('red.one-002')]));
  house = await house.restart(checkedBank([old, question('red.one-002', { edition: 3 })]));
  const asked = [
    question('red.one-009', { edition: 2, formerly: ['red.one-001'] }),
    question('red.one-002', { edition: 1 }),
    question('red.one-003', { edition: 3 }),
  ].map((each) => complete(each, 'red.one'));
  const found = await house.stores.texts.sameEdition(asked);
  expect(found.map(({ id, edition }) => [id, edition])).toEqual([
    ['red.one-001', 2],
    ['red.one-002', 1],
  ]);
});
