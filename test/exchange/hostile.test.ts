import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { zipOf } from '../../src/exchange/zip/write.door.ts';
import { run } from '../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the import of a file says, which must write nothing. */
async function refused(name: string, content: Buffer | string): Promise<string> {
  const [file, into] = [join(folder, name), join(folder, 'bank')];
  writeFileSync(file, content);
  const { status, stdout, stderr } = await run(['import', file, '--into', into], {});
  expect([status > 0, stdout, existsSync(into)]).toEqual([true, '', false]);
  return stderr;
}

test.each(['nothing.gift', 'nothing.zip', 'nothing.xml', 'nothing'])(
  '1 GB of nothing as %s is refused unread',
  async (name) => {
    const file = join(folder, name);
    writeFileSync(file, '');
    truncateSync(file, 2 ** 30);
    const before = process.memoryUsage.rss();
    const { status, stderr } = await run(['import', file, '--into', join(folder, 'bank')], {});
    expect([status, stderr]).toEqual([2, `${file} cannot be read: it is larger than 256 MB.\n`]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  },
);

test.each(['zeros.gift', 'zeros'])('zeros that are not too many are no text: %s', async (name) => {
  expect(await refused(name, Buffer.alloc(2 ** 24))).toContain('Etude does not know this format.');
});

const zeros = (megabytes: number) => Buffer.alloc(megabytes * 2 ** 20);
const stub = { name: 'collection.anki2', content: 'x' };

test.each([
  ['QTI', 'bomb.zip', () => zipOf([{ name: 'imsmanifest.xml', content: zeros(20) }])],
  [
    'QTI, in many files',
    'many.zip',
    () => zipOf(Array.from({ length: 3 }, (_, i) => ({ name: `${i}.xml`, content: zeros(2) }))),
  ],
  [
    'a picture of QTI',
    'picture.zip',
    () =>
      zipOf([
        { name: 'a.xml', content: '<a/>' },
        { name: 'a.png', content: zeros(20) },
      ]),
  ],
  ['old Anki', 'old.apkg', () => zipOf([{ name: 'collection.anki2', content: zeros(20) }])],
  [
    'the media of new Anki',
    'media.colpkg',
    () =>
      zipOf([
        stub,
        { name: 'collection.anki21b', content: zstdCompressSync(Buffer.from('x')) },
        { name: 'media', content: zstdCompressSync(zeros(65)) },
      ]),
  ],
])('a bomb of %s is refused before it unpacks', async (_, name, bomb) => {
  expect(await refused(name, bomb())).toContain('would unpack to far too much data');
});
