import { expect, test } from 'vitest';
import { networkOf, readRanges, within } from '../../../src/base/web/addresses.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['203.0.113.7:50000', 'unknown'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
])('%s counts for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('addresses and ranges are read with spaces or commas between', () => {
  expect(readRanges('')).toBe('');
  expect(readRanges(' 127.0.0.1, 10.0.0.0/8\t::1 fd00::/8 ')).toBe('127.0.0.1,10.0.0.0/8,::1,fd00::/8');
});

test.each([
  'localhost',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '10.0.0/8',
  '::/129',
  '10.0.0.0/8/8',
  '10.0.0.0/x',
  '1;2',
])('%s is no address and no range', (text) => {
  expect(readRanges(`127.0.0.1 ${text}`)).toBeUndefined();
});

test('an address lies in a range however either is written', () => {
  const isIn = within('127.0.0.1,10.0.0.0/8,fd00::/8');
  for (const inside of ['127.0.0.1', '::ffff:127.0.0.1', '10.200.3.4', 'fd12::1'])
    expect(isIn(inside), inside).toBe(true);
  for (const outside of ['127.0.0.2', '11.0.0.1', 'fe00::1', 'x', '', undefined])
    expect(isIn(outside), outside).toBe(false);
  expect(within('')('127.0.0.1')).toBe(false);
});
