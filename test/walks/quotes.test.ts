import { afterEach, expect, test } from 'vitest';
import { judgeBank } from '../../src/bank/files/check.ts';
import { blueprint, question, taxonomy } from '../support/bank.ts';
import { begin } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

let house: House;
afterEach(() => house.close());

/** A bank that says one thing in straight quotes wherever an author may write. */
function quotingBank(language: string) {
  const said = (what: string) => `${what} "so" isn't \`"code"\``;
  const title = (what: string) => `${what} "so" isn't`;
  const options = ['a', 'b', 'c'].map((id) => ({
    id,
    text: said(`Text ${id}`),
    rationale: said(`Why ${id}`),
  }));
  const quoting = question('red.one-001', {
    stem: said('Stem'),
    options,
    rationale: said('Rationale'),
    references: [{ title: title('Book'), locator: title('Page'), year: 2020 }],
  });
  const domains = taxonomy.domains.map((domain) => ({
    ...domain,
    title: title(domain.title),
    objectives: domain.objectives.map((each) => ({ ...each, title: title(each.title) })),
  }));
  const weights = [{ domain: 'red', weight: 1 }];
  const mock = blueprint({ title: title('Mock'), note: said('Note'), questions: 1, weights });
  const bank = { title: title('Bank'), language, domains, blueprints: [mock] };
  const lesson = `# ${title('Lesson')}\n\n${said('Intro')}\n\n## ${title('One')} {#red.one}\n\n### ${title('Sub')}\n\n| ${title('Cell')} |\n|---|\n| ${said('Row')} |\n\n## Two {#red.two}\n\nx\n\n## Sources\n\n- ${said('Source')}\n`;
  const file = (path: string, text: string) => ({ path, name: path, text });
  return judgeBank([
    file('bank.json', JSON.stringify(bank)),
    file('red/one.json', JSON.stringify({ questions: [quoting] })),
    file('red/lesson.md', lesson),
  ]);
}

/** The texts of a page in which a straight quote is left outside code. */
function straight({ root }: Page): string[] {
  for (const code of root.querySelectorAll('code, noscript')) code.remove();
  return (
    root
      .querySelectorAll('body *, title')
      .flatMap((element) => element.childNodes.filter(({ nodeType }) => nodeType === 3))
      // A line of a list shows code without its marks.
      .map((node) => node.text.replace('"code"', ''))
      .filter((text) => /["']/.test(text))
  );
}

async function pagesOf(reader: Reader): Promise<Page[]> {
  const asked = await reader.get('/practice');
  return [
    await reader.get('/'),
    asked,
    await reader.answer(asked, ['B']),
    await reader.get('/'),
    await reader.get('/bank'),
    await reader.get('/bank/red.one-001'),
    await reader.get('/learn'),
    await reader.get('/learn/red'),
    await reader.get('/exams'),
    await reader.get('/exams/new/mock'),
    await begin(reader),
    await reader.get('/exams/yours'),
    await reader.get('/readiness'),
    await reader.get('/settings'),
  ];
}

test.each([
  ['en-GB', '“so” isn’t'],
  ['de', '„so“ isn’t'],
])(
  'every page shows the quotes of the bank’s language, and code as it was written: %s',
  async (language, shown) => {
    house = await startHouse(quotingBank(language));
    const pages = await pagesOf(new Reader(house.app));
    expect(pages[1]!.text('.stem')).toBe(`Stem ${shown} "code"`);
    expect(pages[2]!.root.querySelector('.refs')!.text).toContain(`Book ${shown}, Page ${shown}`);
    expect(pages.flatMap(straight)).toEqual([]);
  },
);

test('a search finds a word as it is shown and as it was written', async () => {
  house = await startHouse(quotingBank('de'));
  const reader = new Reader(house.app);
  await reader.answer(await reader.get('/practice'), ['B']);
  for (const words of ["isn't", 'isn’t', '"so"', '„so“', '“so”']) {
    const found = await reader.get(`/bank?q=${encodeURIComponent(words)}`);
    expect(found.texts('main h2 a, main p a.go'), words).toHaveLength(1);
  }
});
