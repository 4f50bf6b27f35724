import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { contents, entries } from '../../src/help/contents.ts';
import { excerptOf } from '../../src/help/excerpt.ts';
import { readHelp } from '../../src/help/parse.ts';
import { searchingIn } from '../../src/help/search.ts';
import { helpPages } from '../../src/help/shelf.load.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

const search = searchingIn(helpPages());
const found = (query: string) =>
  search(query).map(({ page, section }) => [page.name, section.id].filter(Boolean).join('#'));

describe('the files of the help', () => {
  test('each is in the contents, and the README names each', () => {
    const files = readdirSync(folderOf('views/help')).filter((name) => name.endsWith('.md'));
    const listed = entries.map(({ file }) => file);
    expect(files.map((name) => `views/help/${name}`).toSorted()).toEqual(
      listed.filter((file) => file.startsWith('views/help/')).toSorted(),
    );
    const readme = readFileSync(folderOf('README.md'), 'utf8');
    expect(listed.filter((file) => !readme.includes(`](${file})`))).toEqual([]);
  });

  test('no two sections of a page have the same address', () => {
    for (const { name, sections } of helpPages()) {
      const ids = sections.map(({ id }) => id);
      expect(new Set(ids).size, name).toBe(ids.length);
      expect(
        ids.filter((id) => !/^[\p{L}\p{N}-]+$/u.test(id)),
        name,
      ).toEqual([]);
    }
  });

  test('a page is cut at its headings, and not inside code; comments are left out', () => {
    const text = '# One\n\nFirst.\n\n<!-- bench -->\n## How, and why?\n\n```sh\n# no title\n```\n';
    expect(readHelp('one', text)).toEqual({
      name: 'one',
      title: 'One',
      intro: { id: '', title: 'One', text: '\nFirst.\n' },
      sections: [{ id: 'how-and-why', title: 'How, and why?', text: '\n```sh\n# no title\n```\n' }],
    });
  });
});

describe('the search', () => {
  test.each([
    { query: 'ETUDE_ACCESS', first: 'settings' },
    { query: 'doctor', first: 'commands' },
    { query: 'nginx', first: 'running#nginx' },
    { query: 'flag undo', first: 'practising#a-question' },
    { query: 'good question', first: 'questions#a-good-question' },
    { query: 'restore machine', first: 'backups#moving-to-another-machine' },
  ])('finds "$query" first on $first', ({ query, first }) => {
    expect(found(query)[0]).toBe(first);
  });

  test('every word must be there, however it is written', () => {
    expect(found('zzz backup')).toEqual([]);
    expect(found('BACKUP  Moving')).toEqual(found('moving backup'));
    expect(found("Etude's")).toEqual(found('Etude’s'));
  });

  test('no words find nothing, and many find no more than twenty places', () => {
    expect(found('   ')).toEqual([]);
    expect(found('e')).toHaveLength(20);
  });

  test('an excerpt shows the words that were looked for, without the marks of Markdown', () => {
    const shown = (line: string, ...words: string[]) =>
      excerptOf(line, words)
        .map(({ text, isWanted }) => (isWanted ? `[${text}]` : text))
        .join('');
    expect(shown('| `ETUDE_PORT` | `3000` | The **port**, see [Settings](settings.md). |', 'port')).toBe(
      'ETUDE_[PORT]: 3000: The [port], see Settings.',
    );
    const long = shown(`${'before '.repeat(60)}here${' after'.repeat(60)}`, 'here');
    expect(long).toMatch(/^… before .*\[here\] after .* …$/);
    expect(long.length).toBeLessThan(260);
    expect(shown('Nothing.', 'word')).toBe('Nothing.');
  });
});

describe('the pages', () => {
  let house: House;
  let reader: Reader;
  beforeAll(async () => {
    house = await startHouse(checkedBank(plainQuestions(1)), { baseUrl: 'http://localhost/etude' });
    reader = new Reader(house.app, { host: 'localhost' });
  });
  afterAll(() => house.close());

  const linksOf = ({ root }: Page) =>
    root.querySelectorAll('main a[href]').map((link) => link.getAttribute('href')!);

  test('every link among them leads to a page and a place that are there', async () => {
    const pages = new Map<string, Page>();
    for (const path of ['', ...entries.map(({ name }) => `/${name}`)])
      pages.set(`/etude/help${path}`, await reader.get(`/etude/help${path}`));
    for (const [path, page] of pages) {
      expect([path, page.status]).toEqual([path, 200]);
      const prose = page.root.querySelector('main')!.innerHTML.replaceAll(/<code>.*?<\/code>/gs, '');
      expect(prose, path).not.toMatch(/\]\(|&lt;!--|\*\*|>#/);
      for (const link of linksOf(page).filter((each) => !each.startsWith('https:'))) {
        const { pathname, hash } = new URL(link, `http://localhost${path}`);
        const target = pages.get(pathname);
        expect(target, `${path} leads to ${link}`).toBeDefined();
        if (hash) expect(target!.root.querySelector(hash), `${path} leads to ${link}`).not.toBeNull();
      }
    }
    expect(linksOf(pages.get('/etude/help/running')!)).toContain('/etude/help/settings');
  });

  test('the contents list every page for its readers, and each page of Etude leads there', async () => {
    const page = await reader.get('/etude/help');
    expect(page.texts('h2')).toEqual(contents.map(({ readers }) => readers));
    expect(page.texts('h3')).toEqual(helpPages().map(({ title }) => title));
    expect((await reader.get('/etude/')).root.querySelector('.foot a[href="/etude/help"]')).not.toBeNull();
  });

  test('what was found is shown with its words; what was not, in a sentence', async () => {
    const page = await reader.get('/etude/help?q=port');
    expect(page.text('[role=status]')).toMatch(/^\d+ places in the help$/);
    expect(page.texts('.entries strong').map((text) => text.toLowerCase())).toContain('port');
    expect(page.root.querySelector('input[name=q]')!.getAttribute('value')).toBe('port');
    const none = await reader.get('/etude/help?q=%3Cscript%3E');
    expect(none.text('[role=status]')).toBe('No page has all these words. Try fewer or different ones.');
    expect(none.body).not.toContain('<script>');
  });

  test.each(['__proto__', 'constructor', '..%2Fsettings', 'settings.md', '%00', 'x'.repeat(300)])(
    'there is no page %s',
    async (name) => {
      expect([400, 404, 414]).toContain((await reader.get(`/etude/help/${name}`)).status);
    },
  );

  test('a query that is too long is refused', async () => {
    expect((await reader.get(`/etude/help?q=${'x'.repeat(201)}`)).status).toBe(404);
  });
});

test('where people sign in, a stranger may read the help', async () => {
  const house = await startHouse(checkedBank(plainQuestions(1)), { access: ['accounts'] });
  const stranger = new Reader(house.app, { accept: 'text/html' });
  for (const path of ['/help', '/help?q=sign', '/help/practising'])
    expect((await stranger.get(path)).status, path).toBe(200);
  await house.close();
});
