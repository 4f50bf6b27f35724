import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { question, taxonomy } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { pictures } from '../support/pictures.ts';
import { type Page, Reader } from '../support/reader.ts';
import { answerPath } from '../support/regular.ts';

let folder: string;
let house: House;
let reader: Reader;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etude-pictures-'));
  mkdirSync(join(folder, 'red'));
  write('bank.json', JSON.stringify(taxonomy));
  write('red/lesson.md', lesson);
  write('red/one.json', JSON.stringify({ questions: [asked] }));
  write('red/flow.png', pictures.png);
  write('red/flow.dark.png', pictures.png);
  write('red/loop.svg', pictures.svg);
});
afterEach(async () => {
  await house?.close();
  rmSync(folder, { recursive: true });
});

const asked = question('red.one-001', {
  stem: 'Where does ![the flow of work](flow.png) lead?',
  rationale: 'See ![the loop](loop.svg).',
});
const lesson =
  '# Red\n\n![The loop](loop.svg)\n\n## One {#red.one}\n\nx\n\n## Two {#red.two}\n\nx\n\n## Sources\n\n- x\n';

function write(path: string, content: string | Buffer): void {
  writeFileSync(join(folder, path), content);
}

async function start(baseUrl?: string): Promise<void> {
  const checked = loadBank(folder);
  expect(checked.problems).toEqual([]);
  house = await startHouse(checked, baseUrl ? { baseUrl } : {});
  reader = new Reader(house.app, baseUrl ? { host: 'localhost' } : {});
}

const picturesOf = (page: Page) =>
  page.root.querySelectorAll('img.picture').map((image) => image.getAttribute('src')!);

test('a question, its verdict and a lesson show their pictures', async () => {
  await start();
  const page = await reader.get('/practice');
  expect(page.root.querySelector('img.picture')!.attributes).toMatchObject({
    alt: 'the flow of work',
    width: '12',
    height: '7',
  });
  const verdict = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
  expect(picturesOf(verdict)).toHaveLength(3);
  const shown = await reader.get('/learn/red');
  expect(picturesOf(shown)).toHaveLength(1);
  for (const path of [...picturesOf(verdict), ...picturesOf(shown)]) {
    const { status, headers, body } = await reader.get(path);
    expect([status, headers['content-type']]).toEqual([
      200,
      path.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
    ]);
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(body.length).toBeGreaterThan(0);
  }
  expect((await reader.get('/pictures/gone.png')).status).toBe(404);
});

test('an old answer is shown with the picture that was asked, and a new picture is a new text', async () => {
  await start();
  const page = await reader.get('/practice');
  const before = picturesOf(page)[0]!;
  const verdict = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
  const old = answerPath(verdict);
  write('red/flow.png', Buffer.concat([pictures.png, Buffer.alloc(1)]));
  house = await house.restart(loadBank(folder));
  reader.app = house.app;
  expect(picturesOf(await reader.get(old))).toEqual(picturesOf(verdict));
  expect((await reader.get(before)).status).toBe(200);
  expect(picturesOf(await new Reader(house.app).get('/practice'))[0]).not.toBe(before);
});

test('under a path of its own, pictures lie there too', async () => {
  await start('http://localhost/etude');
  const { root } = await reader.get('/etude/practice');
  const image = root.querySelector('img.picture')!.getAttribute('src')!;
  expect(image).toMatch(/^\/etude\/pictures\//);
  expect((await reader.get(image)).status).toBe(200);
});

test.each([
  ['red/flow.png', Buffer.from('no picture'), 'red/one.json:', 'The picture "flow.png" is not a valid PNG'],
  [
    'red/loop.svg',
    Buffer.from('<svg width="1" height="1"><script/></svg>'),
    'red/',
    'The picture "loop.svg" contains a script',
  ],
  ['red/flow.png', Buffer.alloc(2 ** 20 + 1), 'red/flow.png', 'it is larger than 1 MB'],
])('%s that cannot be shown keeps the bank from going live', (path, bytes, place, message) => {
  write(path, bytes);
  const { problems } = loadBank(folder);
  expect(problems.map((each) => `${each.file}: ${each.message}`.slice(folder.length + 1))).toContainEqual(
    expect.stringMatching(new RegExp(`^${RegExp.escape(place)}.*${RegExp.escape(message)}`)),
  );
});
