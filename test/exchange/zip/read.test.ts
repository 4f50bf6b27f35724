import { describe, expect, test } from 'vitest';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf, zipped } from '../../../src/exchange/zip/write.door.ts';

const read = async (zip: Buffer, name: string, most?: number) => {
  const open = await openZip(zip);
  return (await open.read(name, most))?.toString();
};

/** The same zip with some of its bytes changed, where a pattern begins. */
function changed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

const plain = zipOf([
  { name: 'one/a.txt', content: 'first' },
  { name: '__MACOSX/one/._a.txt', content: 'junk' },
  { name: 'one/.DS_Store', content: 'junk' },
  { name: 'b.txt', content: '' },
]);

test('a zip of more than 65,535 files is packed in the form for large ones, a file at a time', async () => {
  const entries = Array.from({ length: 65_540 }, (_, i) => ({ name: `${i}`, content: `${i}` }));
  let made = 0;
  zipped(entries.values().map((entry) => (made++ < 1 ? entry : expect.unreachable()))).next();
  const zip = await openZip(zipOf(entries));
  expect(zip.names).toHaveLength(65_540);
  expect((await zip.read('65539'))?.toString()).toBe('65539');
});

test('of a file that has been packed no more is kept than its place in the list', () => {
  const entries = Array.from({ length: 4_000 }, (_, i) => ({ name: `${i}`, content: 'x'.repeat(2_000) }));
  const parts = zipped(entries);
  for (const _ of entries) parts.next();
  const kept = [...parts].slice(0, entries.length);
  expect(new Set(kept.map(({ buffer }) => buffer)).size).toBe(entries.length);
  expect(Math.max(...kept.map(({ buffer }) => buffer.byteLength))).toBeLessThan(100);
});

describe('a zip', () => {
  test('lists its files without what systems add', async () => {
    expect((await openZip(plain)).names).toEqual(['one/a.txt', 'b.txt']);
    expect(await read(plain, 'one/a.txt')).toBe('first');
    expect(await read(plain, 'b.txt')).toBe('');
    expect(await read(plain, 'c.txt')).toBeUndefined();
  });

  test.each([
    ['one/a.txt', '../../../', 'points outside its folder'],
    ['one/a.txt', '/etc/pass', 'points outside its folder'],
    ['one/a.txt', '..\\..\\..x', 'points outside its folder'],
    ['one/a.txt', 'C:\\ab.txt', 'points outside its folder'],
  ])('with the name %s as %s is refused', async (from, to, sentence) => {
    await expect(openZip(changed(plain, from, to))).rejects.toThrow(sentence);
  });

  test('of nothing but zeros is refused before it is unpacked', async () => {
    const bomb = zipOf([{ name: 'zeros.xml', content: '0'.repeat(20_000_000) }]);
    await expect(openZip(bomb)).rejects.toThrow('unpack to far too much data');
  });

  test('that says less than it holds is refused', async () => {
    const zip = zipOf([{ name: 'a.txt', content: 'x'.repeat(400) }]);
    zip.writeUInt32LE(10, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    await expect(read(zip, 'a.txt')).rejects.toThrow('damaged or incomplete');
  });

  test('with a larger file than is wanted is refused', async () => {
    await expect(read(plain, 'one/a.txt', 3)).rejects.toThrow('larger than 0 MB');
  });

  test('with two files of one name is refused', async () => {
    const twice = zipOf([
      { name: 'a.txt', content: '1' },
      { name: 'a.txt', content: '2' },
    ]);
    await expect(openZip(twice)).rejects.toThrow('two files named "a.txt"');
  });

  test('cut at any place, or changed in any byte, is read or refused with a sentence', async () => {
    const attempt = async (zip: Buffer) => {
      try {
        for (const name of (await openZip(zip)).names) await read(zip, name);
        return 'read';
      } catch (error) {
        return (error as Error).name;
      }
    };
    for (let length = 0; length < plain.length; length += 3)
      expect(await attempt(plain.subarray(0, length))).toBe('Failure');
    for (let at = 0; at < plain.length; at++) {
      const bytes = Buffer.from(plain);
      bytes[at]! ^= 0xff;
      expect(['read', 'Failure']).toContain(await attempt(bytes));
    }
  });
});
